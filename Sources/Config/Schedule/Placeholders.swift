/// Fills `{{name}}` and `{{hashtags:name}}` into a text. `\{{` stands for two braces.
struct Placeholders {
  /// What a placeholder stands for.
  enum Meaning {
    case text(String)
    /// Nothing is known by the name.
    case unknown(hint: String?)
  }

  /// - Returns: the filled text, and for every placeholder that means nothing its name and a hint.
  static func fill(
    _ text: String, meaning: (String) -> Meaning
  ) -> (text: String, unknown: [(name: String, hint: String?)]) {
    guard text.utf8.contains(UInt8(ascii: "{")) else { return (text, []) }
    var output = ""
    var unknown: [(name: String, hint: String?)] = []
    var rest = text[...]
    while let open = rest.firstRange(of: "{{") {
      let before = rest[..<open.lowerBound]
      guard !before.hasSuffix("\\") else {
        output += before.dropLast() + "{{"
        rest = rest[open.upperBound...]
        continue
      }
      output += before
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
        unknown.append(("", "close it with }}, or write \\{{ for two braces"))
        return (output, unknown)
      }
      let name = trimmed(rest[open.upperBound..<close.lowerBound])
      switch meaning(name) {
      case .text(let value): output += value
      case .unknown(let hint): unknown.append((name, hint))
      }
      rest = rest[close.upperBound...]
    }
    return (output + rest, unknown)
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
