import Domain

/// Writes posts as people would write them into `schedule.yaml`.
enum YAMLWriter {
  /// The keys of a post's content that are given, one or more lines each.
  static func fields(
    text: String?, link: String?, warning: String?, language: String?, visibility: Visibility?,
    tags: [String]?
  ) -> [String] {
    var lines: [String] = []
    if let text { lines += self.text("text", text) }
    if let link { lines.append("link: \(quoted(link))") }
    if let warning { lines += self.text("warning", warning) }
    if let language { lines.append("language: \(quoted(language))") }
    if let visibility { lines.append("visibility: \(visibility.rawValue)") }
    if let tags, !tags.isEmpty { lines.append("tags: \(list(tags))") }
    return lines
  }

  /// A text: in a block where it has several lines, in quotes otherwise.
  static func text(_ key: String, _ value: String) -> [String] {
    guard isFitForBlock(value) else { return ["\(key): \(quoted(value))"] }
    let lines = value.split(separator: "\n", omittingEmptySubsequences: false)
    return ["\(key): |-"] + indented(lines.map(String.init))
  }

  static func indented(_ lines: [String], by spaces: Int = 2) -> [String] {
    let lead = String(repeating: " ", count: spaces)
    return lines.map { $0.isEmpty ? $0 : lead + $0 }
  }

  /// In double quotes: every JSON string is a YAML string.
  static func quoted(_ value: String) -> String { JSON.string(value).text }

  static func list(_ values: [String]) -> String {
    "[" + values.map(quoted).joined(separator: ", ") + "]"
  }

  /// A block keeps lines as they are, unless white space at an edge or an odd character would be
  /// lost or read as something else.
  private static func isFitForBlock(_ value: String) -> Bool {
    guard value.contains("\n"), let first = value.unicodeScalars.first,
      let last = value.unicodeScalars.last
    else { return false }
    let edges: Set<Unicode.Scalar> = [" ", "\n", "\t"]
    guard !edges.contains(first), !edges.contains(last) else { return false }
    return value.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x0A, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
        0x10000...0x10FFFF:
        true
      default: false
      }
    }
  }
}
