/// The names of members in our documents.
package enum SnakeCase {
  /// `retryAfterS` becomes `retry_after_s`.
  package static func text(_ name: String) -> String {
    guard name.utf8.contains(where: isUpper) else { return name }
    return name.reduce(into: "") { output, character in
      if character.isUppercase {
        output += "_" + character.lowercased()
      } else {
        output.append(character)
      }
    }
  }

  /// `retry_after_s` becomes `retryAfterS`.
  static func name(_ text: String) -> String {
    let words = text.split(separator: "_")
    guard words.count > 1 else { return text }
    return words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func isUpper(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
}
