/// Plain text out of the small HTML that servers send as the content of a post.
package enum HTMLText {
  /// Tags removed, `<br>` as a line break, `</p>` as an empty line, entities replaced, white space
  /// at both ends dropped.
  ///
  /// Broken HTML gives its text as well as can be; nothing is refused.
  package static func plain(_ html: String) -> String {
    let source = ScalarText(html)
    var output: [UInt8] = []
    // Behind the last `>` no tag can end; without this check many `<` would take quadratic time.
    let lastTagEnd = source.bytes.lastIndex(of: UInt8(ascii: ">")) ?? -1
    var position = 0
    while let byte = source.byte(at: position) {
      if byte == UInt8(ascii: "<"), position < lastTagEnd,
        let tag = HTMLTag(in: source, at: position)
      {
        output.append(contentsOf: tag.breakText.utf8)
        position = tag.end
      } else if byte == UInt8(ascii: "&"), let (text, end) = entity(in: source, at: position) {
        output.append(contentsOf: text.utf8)
        position = end
      } else {
        output.append(byte)
        position += 1
      }
    }
    return trimmed(output)
  }

  /// The entity that begins at `position` (an `&`) and the offset after it.
  static func entity(in source: ScalarText, at position: Int) -> (text: String, end: Int)? {
    let limit = min(source.end, position + 12)
    guard let semicolon = source.bytes[position..<limit].firstIndex(of: UInt8(ascii: ";")) else {
      return nil
    }
    let name = source.text(position + 1..<semicolon)
    let text: String? =
      switch name {
      case "amp": "&"
      case "lt": "<"
      case "gt": ">"
      case "quot": "\""
      case "apos": "'"
      case "nbsp": "\u{A0}"
      default: numeric(name)
      }
    return text.map { ($0, semicolon + 1) }
  }

  /// `#228` and `#xE4`.
  private static func numeric(_ name: String) -> String? {
    guard name.first == "#" else { return nil }
    let digits = name.dropFirst()
    let isHexadecimal = digits.first == "x" || digits.first == "X"
    guard let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits),
      value != 0, let scalar = Unicode.Scalar(value)
    else { return nil }
    return String(Character(scalar))
  }

  private static func trimmed(_ bytes: [UInt8]) -> String {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
    let last = bytes.lastIndex { !isSpace($0) } ?? bytes.startIndex - 1
    return start <= last ? String(decoding: bytes[start...last], as: UTF8.self) : ""
  }
}
