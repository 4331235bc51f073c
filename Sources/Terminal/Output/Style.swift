/// How output is written: for a person at a terminal, or as plain lines for a pipe.
package struct Style: Hashable, Sendable {
  /// A person reads it on a terminal.
  package var isTerminal: Bool
  /// In columns.
  package var width: Int
  package var hasColour: Bool

  package init(isTerminal: Bool, width: Int, hasColour: Bool) {
    self.isTerminal = isTerminal
    self.width = width
    self.hasColour = hasColour
  }

  /// Plain lines, as in a pipe.
  package static let plain = Style(isTerminal: false, width: 80, hasColour: false)

  /// `text` in a colour that says what it means; unchanged where there are no colours.
  func paint(_ text: String, _ tone: Tone) -> String {
    guard hasColour, let code = tone.code, !text.isEmpty else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}

/// What a piece of output means.
package enum Tone: Hashable, Sendable {
  case plain, dim, strong, good, warning, bad

  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .dim: "2"
    case .strong: "1"
    case .good: "32"
    case .warning: "33"
    case .bad: "31"
    }
  }
}
