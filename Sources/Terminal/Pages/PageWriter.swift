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

  /// A line of pieces: with tabs in a pipe; on a terminal spaced, and broken between pieces where
  /// it would be too long.
  ///
  /// - Parameter indent: spaces before the lines that follow.
  func line(_ pieces: [String], indent: Int = 2) -> String {
    let kept = pieces.filter { !$0.isEmpty }
    guard style.isTerminal else { return kept.joined(separator: "\t") + "\n" }
    let gap = "   "
    var lines: [String] = []
    var current = ""
    for piece in kept {
      let length = DisplayText.paintedWidth(current) + gap.count + DisplayText.paintedWidth(piece)
      if current.isEmpty {
        current = piece
      } else if length <= style.width {
        current += gap + piece
      } else {
        lines.append(current)
        current = String(repeating: " ", count: indent) + piece
      }
    }
    return (lines + [current]).joined(separator: "\n") + "\n"
  }

  /// An error object in at most two lines: what happened, and what to do.
  package static func error(_ error: ErrorObject) -> String {
    var text = DisplayText.lines(error.message)
    if let hint = error.hint { text += "\n  " + DisplayText.lines(hint) }
    if let seconds = error.retryAfterS { text += "\n  try again in \(seconds) s" }
    return text
  }
}
