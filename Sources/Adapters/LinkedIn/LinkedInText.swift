import Domain
import Text

/// The little text format of commentaries (*little text format*): reserved characters carry a
/// backslash when they are meant as they are. One that is forgotten can cut the post off silently.
enum LinkedInText {
  private static let reserved = Set("\\|{}@[]()<>#*_~")

  /// The commentary of a part: its text, and its link where nothing shows a card for it.
  static func commentary(of part: Content.Part) -> String {
    escaped(text(of: part))
  }

  /// The words that people see.
  static func text(of part: Content.Part) -> String {
    guard let link = part.link, !part.text.contains(link), !showsCard(part) else {
      return part.text
    }
    return part.text.isEmpty ? link : part.text + "\n\n" + link
  }

  /// A link becomes a card unless something else takes its place.
  static func showsCard(_ part: Content.Part) -> Bool {
    part.link != nil && part.media.isEmpty && part.poll == nil
  }

  /// Plain text with its reserved characters escaped, except those of hashtags and of mentions in
  /// the form `@[Exact Name](urn:li:organization:123)`.
  static func escaped(_ text: String) -> String {
    let tags = HashtagScanner.tags(in: text).map(\.range.lowerBound)
    let bytes = Array(text.utf8)
    var (output, position): ([UInt8], Int) = ([], 0)
    output.reserveCapacity(bytes.count + 16)
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "@"), let end = mentionEnd(in: bytes, at: position) {
        output += bytes[position..<end]
        position = end
        continue
      }
      let byte = bytes[position]
      let isTag = byte == UInt8(ascii: "#") && tags.contains(position)
      if byte < 0x80, reserved.contains(Character(Unicode.Scalar(byte))), !isTag {
        output.append(UInt8(ascii: "\\"))
      }
      output.append(byte)
      position += 1
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The end of `@[Name](urn:li:…)` that begins at `start`.
  private static func mentionEnd(in bytes: [UInt8], at start: Int) -> Int? {
    guard start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "["),
      let close = bytes[start...].firstIndex(of: UInt8(ascii: "]")), close + 1 < bytes.count,
      bytes[close + 1] == UInt8(ascii: "("),
      let end = bytes[close...].firstIndex(of: UInt8(ascii: ")")),
      bytes[(close + 2)..<end].starts(with: "urn:li:".utf8)
    else { return nil }
    return end + 1
  }

  /// What is left of a commentary after the changes that LinkedIn makes to it.
  static func comparable(_ commentary: String) -> String {
    var text = ""
    var isEscaped = false
    for character in Normalization.nfc(commentary) {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        text.append(character)
        isEscaped = false
      }
    }
    text.replace("{hashtag|#|", with: "#")
    return text.filter { !"{}".contains($0) }.split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }
}
