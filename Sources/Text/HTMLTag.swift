/// One tag or comment of HTML, read tolerantly.
struct HTMLTag {
  /// In lower case, with `/` in front for a closing tag; empty for comments and declarations.
  let name: String
  /// The offset after `>`.
  let end: Int
  private let source: ScalarText
  private let attributesStart: Int

  /// Reads the tag at `position` (a `<`); `nil` when no tag begins there or no `>` follows.
  init?(in source: ScalarText, at position: Int) {
    var start = position + 1
    if source.has("!--", at: start) {
      let end = HTMLTag.commentEnd(in: source, from: start + 3)
      (self.name, self.end, self.source, attributesStart) = ("", end, source, end)
      return
    }
    let closes = source.byte(at: start) == UInt8(ascii: "/")
    if closes { start += 1 }
    guard let first = source.byte(at: start), first.isASCIILetter || first == 0x21 || first == 0x3F
    else { return nil }
    let nameEnd = source.skip(from: start) { $0.isASCIIAlphanumeric || $0 == "-" || $0 == ":" }
    guard let end = HTMLTag.tagEnd(in: source, from: nameEnd) else { return nil }
    name = (closes ? "/" : "") + source.text(start..<nameEnd).lowercased()
    (self.end, self.source, attributesStart) = (end, source, nameEnd)
  }

  /// The line break that the tag stands for.
  var breakText: String {
    switch name {
    case "br": "\n"
    case "/p": "\n\n"
    default: ""
    }
  }

  /// The attributes, names in lower case, values with their entities replaced; of two with one name
  /// the first counts, as in browsers.
  var attributes: [String: String] {
    var found: [String: String] = [:]
    var position = attributesStart
    while position < end - 1 {
      position = source.skip(from: position) { $0.isSpace || $0 == "/" }
      let nameEnd = source.skip(from: position) {
        !$0.isSpace && $0 != "=" && $0 != ">" && $0 != "/"
      }
      guard nameEnd > position else { break }
      let name = source.text(position..<nameEnd).lowercased()
      position = source.skip(from: nameEnd, while: \.isSpace)
      var value = ""
      if source.byte(at: position) == UInt8(ascii: "=") {
        (value, position) = attributeValue(from: position + 1)
      }
      if found[name] == nil { found[name] = value }
    }
    return found
  }

  private func attributeValue(from offset: Int) -> (String, Int) {
    let start = source.skip(from: offset, while: \.isSpace)
    guard let quote = source.byte(at: start), quote == 0x22 || quote == 0x27 else {
      let valueEnd = min(end - 1, source.skip(from: start) { !$0.isSpace && $0 != ">" })
      return (HTMLTag.unescaped(source, start..<max(start, valueEnd)), max(start, valueEnd))
    }
    let close = source.bytes[start + 1..<end - 1].firstIndex(of: quote) ?? end - 1
    return (HTMLTag.unescaped(source, start + 1..<max(start + 1, close)), close + 1)
  }

  /// The text of `range` with its entities replaced.
  static func unescaped(_ source: ScalarText, _ range: Range<Int>) -> String {
    var output: [UInt8] = []
    var position = range.lowerBound
    while position < range.upperBound {
      if source.bytes[position] == UInt8(ascii: "&"),
        let (text, end) = HTMLText.entity(in: source, at: position), end <= range.upperBound
      {
        output.append(contentsOf: text.utf8)
        position = end
      } else {
        output.append(source.bytes[position])
        position += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The offset after the `>` that ends a tag; `>` inside quotes of an attribute does not, unless
  /// the quotes never close.
  ///
  /// `nil` only when no `>` follows at all, so that a scan of a whole page takes linear time.
  private static func tagEnd(in source: ScalarText, from offset: Int) -> Int? {
    var (position, previous, first) = (offset, UInt8(0), Int?.none)
    var quote: UInt8?
    while let byte = source.byte(at: position) {
      if byte == UInt8(ascii: ">"), first == nil { first = position + 1 }
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        return position + 1
      } else if byte == 0x22 || byte == 0x27, previous == UInt8(ascii: "=") {
        quote = byte
      }
      if byte != 0x20 { previous = byte }
      position += 1
    }
    return first
  }

  /// The offset after `-->`; a comment that does not end takes the rest.
  private static func commentEnd(in source: ScalarText, from offset: Int) -> Int {
    var position = offset
    while position + 3 <= source.end {
      if source.has("-->", at: position) { return position + 3 }
      position += 1
    }
    return source.end
  }
}
