package import Control
import Domain

extension PageWriter {
  /// What `belfry status` prints.
  package func page(_ status: StatusView) -> String {
    var text = heading(status)
    if let view = status.quarantine { text += quarantine(view) }
    text += next(status)
    text += queue(status)
    if !status.accounts.isEmpty {
      text += (style.isTerminal ? "\n" : "") + accounts(status.accounts, isBrief: true)
    }
    if status.attentionTotal > 0 { text += (style.isTerminal ? "\n" : "") + attention(status) }
    return text
  }

  private func heading(_ status: StatusView) -> String {
    let started = time.read(status.startedAt)
    let uptime = started.map { "up " + TimeText.length(time.now - $0) } ?? ""
    let isWell = status.state == .ready
    let clock = style.paint("clock \(status.clock)", status.clock == "ok" ? .plain : .bad)
    return line([
      style.paint("belfry \(status.version)", .strong), status.state == .offline ? "" : uptime,
      style.paint(status.state.rawValue, isWell ? .good : .warning), generation(status), clock,
      "disk \(NumberText.bytes(status.diskFreeBytes)) free", "times in \(time.zoneName)",
    ])
  }

  private func generation(_ status: StatusView) -> String {
    guard let generation = status.generation else { return "no generation yet" }
    var notes = [generation.commit.map { String($0.prefix(7)) } ?? ""]
    notes.append(time.text(generation.at, time.relative))
    if !generation.uncommitted.isEmpty {
      notes.append(NumberText.count(generation.uncommitted.count, "uncommitted file"))
    }
    let inside = notes.filter { !$0.isEmpty }.joined(separator: ", ")
    return "generation \(generation.id.number) (\(inside))"
  }

  private func next(_ status: StatusView) -> String {
    status.next.prefix(3).enumerated().map { index, upcoming in
      let when = time.text(upcoming.due, time.near)
      let what = "\(PageWriter.name(upcoming.uid)) → \(PageWriter.names(upcoming.accounts))"
      let distance = time.text(upcoming.due, time.relative)
      guard style.isTerminal else { return line(["next", when, what, distance]) }
      return line([(index == 0 ? "next   " : "       ") + when, what, distance], indent: 7)
    }.joined()
  }

  private func queue(_ status: StatusView) -> String {
    let states = status.queue.states
    let always = ["scheduled", "preparing", "doubtful"]
    let settled = ["published", "refused", "expired", "cancelled", "attention"]
    let other = states.keys.sorted().filter {
      !always.contains($0) && !settled.contains($0) && states[$0] != 0
    }
    let counts = (always + other).map { state in
      "\(NumberText.grouped(states[state] ?? 0)) \(state == "doubtful" ? "in doubt" : state)"
    }
    let today =
      "today \(NumberText.grouped(status.queue.publishedToday)) published · "
      + "\(NumberText.grouped(status.queue.refusedToday)) refused"
    let pieces = counts.joined(separator: " · ")
    return line(
      style.isTerminal ? ["queue  " + pieces, today] : ["queue", pieces, today], indent: 7)
  }

  private func attention(_ status: StatusView) -> String {
    let count = status.attentionTotal
    let title = "\(NumberText.grouped(count)) \(count == 1 ? "needs" : "need") you"
    var text = style.paint(title, .bad) + "\n"
    for delivery in status.attention { text += attention(delivery) }
    let rest = count - status.attention.count
    if rest > 0 {
      text += "  and \(NumberText.grouped(rest)) more: belfry queue --status attention\n"
    }
    return text
  }

  private func attention(_ delivery: DeliveryView) -> String {
    let number = delivery.id.number
    let question = delivery.question ?? "needs an answer"
    let message = delivery.error.map { ": " + DisplayText.line($0.message) } ?? ""
    let what = line(
      [
        "  #\(number) \(PageWriter.name(delivery.uid)) → \(delivery.account)",
        DisplayText.line(question) + message,
      ], indent: 7)
    let place = delivery.remoteUrl.map { "look: " + DisplayText.line($0) }
    let answer =
      delivery.error?.hint.map { DisplayText.line($0) }
      ?? "then: belfry resolve \(number) --published URL | --resend | --drop"
    guard let place else { return what + line(["       " + answer], indent: 7) }
    return what + line(["       " + place, answer], indent: 7)
  }
}
