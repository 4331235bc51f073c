import Control
import Daemon
import Domain

/// Turns what happens into lines of the log: the audit log's words, what it was about, and names
/// and numbers; never the text of a post.
struct EventLog {
  let desk: Operator
  let logBook: LogBook

  /// Runs until the daemon ends.
  func run() async {
    let everything = Caller(actor: "system:log", role: .viewer)
    guard let events = try? await desk.events(FollowEvents(), as: everything) else { return }
    for await event in events {
      var fields = ["subject": event.subject]
      for (name, value) in event.detail.object ?? [:] {
        if let text = value.string ?? value.integer.map(String.init) { fields[name] = text }
      }
      logBook.write(level(of: event.action), event.action, fields)
    }
  }

  private func level(of action: String) -> LogLevel {
    switch action {
    case "call.visible": .debug
    case "delivery.attention", "delivery.refused", "delivery.parked", "flow.parked",
      "account.sign_in_needed", "generation.refused", "disk.trouble", "clock.trouble":
      .warning
    default: .info
    }
  }
}
