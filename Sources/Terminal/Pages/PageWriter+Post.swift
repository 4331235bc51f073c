package import Control
package import Domain

extension PageWriter {
  /// A post with every attempt: what `belfry show` prints.
  package func page(_ post: PostView) -> String {
    var text = line([
      style.paint(PageWriter.name(post.uid), .strong),
      style.paint(post.status.rawValue, PageWriter.tone(post.status)),
      time.text(post.due, time.full), time.text(post.due, time.relative),
      post.project.map { "project " + DisplayText.line($0) } ?? "",
    ])
    for delivery in post.deliveries {
      text += (style.isTerminal ? "\n" : "") + section(delivery, of: post)
    }
    return text
  }

  private func section(_ delivery: DeliveryView, of post: PostView) -> String {
    let place = delivery.placement == "feed" ? "" : " (\(delivery.placement))"
    var text = line([
      "#\(delivery.id.number) \(delivery.account)\(place)",
      style.paint(delivery.status.rawValue, PageWriter.tone(delivery.status)),
      delivery.cause ?? "", delivery.question ?? "",
      delivery.settledAt.map { time.text($0, time.full) } ?? "",
    ])
    if let error = delivery.error {
      text += style.paint(indented(PageWriter.error(error)), .bad) + "\n"
    }
    if style.isTerminal { text += indented(body(delivery.text)) + "\n" }
    for part in post.parts where part.delivery == delivery.id {
      let url = part.remoteUrl ?? part.remoteId
      let evidence = part.evidence == .answer ? "" : "known from a \(part.evidence.rawValue)"
      let number =
        post.parts.count { $0.delivery == delivery.id } > 1 ? "part \(part.part + 1)" : ""
      text += line(["  out: \(DisplayText.line(url))", number, evidence])
    }
    return text + attempts(post.attempts.filter { $0.delivery == delivery.id })
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "  " + $0 }.joined(separator: "\n")
  }

  private func body(_ text: String) -> String {
    style.paint(DisplayText.lines(text), .dim)
  }

  private func attempts(_ attempts: [AttemptView]) -> String {
    guard !attempts.isEmpty else { return "" }
    var table = Table([
      .init("at, \(time.zone)"), .init("call", least: 10), .init("try", right: true),
      .init("outcome", least: 8), .init("took", right: true), .init("address", least: 12),
      .init("answer", least: 8),
    ])
    for attempt in attempts {
      let call = attempt.run > 1 ? "\(attempt.step) (run \(attempt.run))" : attempt.step
      let outcome = attempt.status.map { "\(attempt.outcome) \($0)" } ?? attempt.outcome
      table.add([
        .init(time.text(attempt.at, time.precise)), .init(call), .init(String(attempt.attempt)),
        .init(outcome), .init(attempt.tookMs.map { "\(NumberText.grouped($0)) ms" }),
        .init("\(attempt.method) \(attempt.url)"), .init(attempt.answer, .dim),
      ])
    }
    return table.text(style, indent: 2)
  }

  /// What became of a new post.
  package func page(_ result: PostResult) -> String {
    let verb = result.isDryRun ? "would be posted" : result.isReplay ? "was posted before" : ""
    var text = line([
      style.paint(PageWriter.name(result.uid), .strong),
      style.paint(result.result.rawValue, PageWriter.tone(result.result)), verb,
      result.result == .pending || result.isDryRun ? time.text(result.due, time.full) : "",
    ])
    var table = Table([
      .init("#", right: true), .init("account"), .init("status"),
      .init("where, or why not", least: 12),
    ])
    for row in result.results {
      let place = row.error.map { DisplayText.line($0.message) } ?? row.remoteUrl ?? row.remoteId
      table.add([
        .init(row.delivery.map { String($0.number) }), .init(row.account.text),
        .init(row.status.rawValue, PageWriter.tone(row.status)), .init(place),
      ])
    }
    text += table.text(style, indent: 2)
    if result.result == .pending, !result.isDryRun, style.isTerminal {
      text += "look again with: belfry show \(result.uid)\n"
    }
    return text
  }

  private static func tone(_ outcome: PostOutcome) -> Tone {
    switch outcome {
    case .success: .good
    case .partial, .failed: .bad
    case .pending: .plain
    }
  }

  /// What became of an edit.
  package func page(_ reply: EditReply) -> String {
    if let patch = reply.patch {
      let file = reply.file.map(DisplayText.line) ?? "its file"
      return
        "# \(PageWriter.name(reply.uid)) belongs to \(file); nothing was changed. Commit this:\n"
        + DisplayText.lines(patch) + (patch.hasSuffix("\n") ? "" : "\n")
    }
    let verb = reply.isDryRun ? "would be changed" : reply.isApplied ? "is changed" : "is as it was"
    let named = reply.deliveries.filter {
      reply.accounts.isEmpty || reply.accounts.contains($0.account)
    }
    let ids = named.map { "#\($0.id.number) \($0.account)" }.joined(separator: ", ")
    return "\(PageWriter.name(reply.uid)) \(verb): \(ids)\n"
  }

  /// What an action did.
  ///
  /// - Parameter verb: in the past, such as `cancelled`.
  package func page(_ report: ActionReport, verb: String) -> String {
    let did = report.isDryRun ? "would be \(verb)" : verb
    var table = Table([
      .init("#", right: true), .init("post", least: 8), .init("account"), .init("status"),
      .init("left alone because", least: 12),
    ])
    for row in report.results {
      table.add([
        .init(String(row.delivery.number)), .init(PageWriter.name(row.uid)),
        .init(row.account.text), .init(row.status.rawValue, PageWriter.tone(row.status)),
        .init(row.error?.message, .warning),
      ])
    }
    guard style.isTerminal else { return table.text(style) }
    let skipped = report.skipped == 0 ? "" : ", \(NumberText.grouped(report.skipped)) left alone"
    let count = NumberText.count(report.changed, "delivery", "deliveries")
    return (table.isEmpty ? "" : table.text(style, indent: 2)) + "\(count) \(did)\(skipped)\n"
  }

  /// What became of an import.
  package func page(_ report: ImportReport, file: String) -> String {
    var text = ""
    for error in report.errors {
      let column = error.column.map { " (\(DisplayText.line($0)))" } ?? ""
      let hint = error.hint.map { "; " + DisplayText.line($0) } ?? ""
      text += "\(file):\(error.line): error: \(DisplayText.line(error.message))\(column)\(hint)\n"
    }
    switch report.state {
    case .refused:
      text += "\(NumberText.count(report.errors.count, "error")); nothing was imported\n"
    case .working:
      text += "\(NumberText.grouped(report.done)) of \(NumberText.count(report.rows, "row")) done\n"
    case .done:
      let verb = report.isDryRun ? "would be added" : "added"
      text +=
        "\(NumberText.count(report.rows, "row")): \(NumberText.grouped(report.added)) \(verb), "
        + "\(NumberText.grouped(report.unchanged)) there before\n"
    }
    return text
  }
}
