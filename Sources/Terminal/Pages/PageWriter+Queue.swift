package import Control
package import Domain

extension PageWriter {
  /// Deliveries, one a row.
  package func queue(_ page: Page<DeliveryView>) -> String {
    guard !page.items.isEmpty else { return style.isTerminal ? "nothing matches\n" : "" }
    var table = Table([
      .init("#", right: true), .init("due, \(time.zone)"), .init("post", least: 8),
      .init("account", least: 8), .init("status", least: 11), .init("text", least: 8),
    ])
    for delivery in page.items {
      table.add([
        .init(String(delivery.id.number)), .init(time.text(delivery.due, time.short)),
        .init(PageWriter.name(delivery.uid)), .init(delivery.account.text),
        .init(status(delivery), PageWriter.tone(delivery.status)), .init(delivery.text, .dim),
      ])
    }
    return table.text(style) + rest(page)
  }

  /// The status, with the reason for a stop.
  private func status(_ delivery: DeliveryView) -> String {
    let status = delivery.status.rawValue
    switch delivery.status {
    case .blocked: return delivery.cause.map { "\(status): \($0)" } ?? status
    case .needsYou: return delivery.question.map { "\(status): \($0)" } ?? status
    case .retrying: return "\(status) \(delivery.attempts) of \(delivery.maxAttempts)"
    default: return status
    }
  }

  /// How many more there are.
  private func rest<Item>(_ page: Page<Item>) -> String {
    guard style.isTerminal, page.next != nil else { return "" }
    let shown = NumberText.grouped(page.items.count)
    let total = page.total.map { " of \(NumberText.grouped($0))" } ?? ""
    return style.paint("\(shown)\(total) shown; more with --limit\n", .dim)
  }

  /// Posts by day.
  package func page(_ calendar: CalendarView) -> String {
    guard style.isTerminal else {
      return calendar.days.flatMap { day in
        day.posts.map { line([day.day] + cells($0).map(\.text)) }
      }.joined()
    }
    guard !calendar.days.isEmpty else { return "nothing in these days\n" }
    return calendar.days.map { day in
      var table = Table([
        .init("time"), .init("post", least: 8), .init("status"), .init("accounts", least: 8),
        .init("text", least: 8),
      ])
      for post in day.posts { table.add(cells(post)) }
      let rows = table.text(style, indent: 2).drop { $0 != "\n" }.dropFirst()
      return style.paint(heading(of: day.day), .strong) + "\n" + rows
    }.joined(separator: "\n") + style.paint("times in \(time.zoneName)\n", .dim)
  }

  private func cells(_ post: CalendarPostView) -> [Table.Cell] {
    let moment = time.text(post.due) { String(time.short($0).suffix(5)) }
    return [
      .init(moment), .init(PageWriter.name(post.uid)),
      .init(post.status.rawValue, PageWriter.tone(post.status)),
      .init(PageWriter.names(post.accounts)), .init(post.text, .dim),
    ]
  }

  /// `Tuesday 2026-12-01`.
  private func heading(of day: String) -> String {
    guard let midnight = LocalDateTime(text: day + " 00:00") else { return day }
    let names = [
      "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    let index = Weekday.allCases.firstIndex(of: midnight.day.weekday) ?? 0
    return "\(names[index]) \(day)"
  }

  /// Notices, the newest first.
  package func notices(_ page: Page<NoticeView>) -> String {
    var table = Table([
      .init("at, \(time.zone)"), .init("kind"), .init("title", least: 12),
      .init("text", least: 12), .init("sent"),
    ])
    for notice in page.items {
      let isGrave = notice.kind == .attention || notice.kind == .signIn
      table.add([
        .init(time.text(notice.at, time.short)),
        .init(notice.kind.rawValue, isGrave ? .bad : .plain), .init(notice.title),
        .init(notice.body, .dim), .init(notice.isDelivered ? "yes" : "not yet"),
      ])
    }
    guard !table.isEmpty else { return style.isTerminal ? "no notices\n" : "" }
    return table.text(style) + rest(page)
  }

  /// The audit log, the newest first.
  package func audit(_ page: Page<AuditView>) -> String {
    var table = Table([
      .init("line", right: true), .init("at, \(time.zone)"), .init("who", least: 8),
      .init("what", least: 12), .init("to what", least: 12), .init("detail", least: 8),
    ])
    for entry in page.items {
      table.add([
        .init(String(entry.seq)), .init(time.text(entry.at, time.short)), .init(entry.actor),
        .init(entry.action), .init(entry.subject),
        .init(entry.detail.isNull ? "" : entry.detail.text, .dim),
      ])
    }
    guard !table.isEmpty else { return style.isTerminal ? "nothing matches\n" : "" }
    return table.text(style) + rest(page)
  }

  /// Whether the audit log is whole.
  package func page(_ verdict: AuditVerdict) -> String {
    if verdict.isWhole {
      return "the audit log is whole: \(NumberText.count(Int(verdict.lines), "line")), "
        + "head \(verdict.head)\n"
    }
    let place = verdict.brokenAt.map { " at line \($0)" } ?? ""
    let reason = verdict.message.map { ": " + DisplayText.line($0) } ?? ""
    return style.paint("the audit log is broken\(place)\(reason)", .bad) + "\n"
  }
}
