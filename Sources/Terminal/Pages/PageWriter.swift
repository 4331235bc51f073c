package import Domain

/// Writes documents of the control API as text for people.
///
/// Pure: values in, text out.
package struct PageWriter: Sendable {
  package let style: Style
  package let time: TimeText

  package init(style: Style, time: TimeText) {
    self.style = style
    self.time = time
  }

  /// What people call a post: its id alone where the schedule's files own it.
  static func name(_ uid: PostUID) -> String {
    DisplayText.line(uid.origin == .yaml ? uid.name : uid.text)
  }

  static func names(_ accounts: [AccountName]) -> String {
    accounts.map(\.text).joined(separator: " ")
  }

  static func tone(_ status: OuterDeliveryStatus) -> Tone {
    switch status {
    case .published: .good
    case .failed, .needsYou: .bad
    case .inDoubt, .blocked, .retrying, .awaitingApproval: .warning
    case .cancelled, .draft: .dim
    case .pending, .publishing: .plain
    }
  }

  static func tone(_ status: OuterPostStatus) -> Tone {
    switch status {
    case .published: .good
    case .failed: .bad
    case .partial, .awaitingApproval: .warning
    case .cancelled, .draft: .dim
    case .scheduled, .publishing: .plain
    }
  }

  /// A line of pieces: spaced on a terminal, with tabs in a pipe.
  func line(_ pieces: [String]) -> String {
    let kept = pieces.filter { !$0.isEmpty }
    return kept.joined(separator: style.isTerminal ? "   " : "\t") + "\n"
  }

  /// An error object in at most two lines: what happened, and what to do.
  package static func error(_ error: ErrorObject) -> String {
    var text = DisplayText.lines(error.message)
    if let hint = error.hint { text += "\n  " + DisplayText.lines(hint) }
    if let seconds = error.retryAfterS { text += "\n  try again in \(seconds) s" }
    return text
  }
}
