/// A hashtag found in a text.
package struct FoundHashtag: Hashable, Sendable {
  /// Where it stands, `#` included: UTF-8 byte offsets, end exclusive.
  package var range: Range<Int>
  /// The tag without `#`.
  package var tag: String

  package init(range: Range<Int>, tag: String) {
    self.range = range
    self.tag = tag
  }
}

/// Finds hashtags in running text.
package enum HashtagScanner {
  /// `#tag` or `＃tag` at the start or after white space: everything up to the next white space or
  /// invisible character, without the punctuation at its end.
  ///
  /// A tag of digits and punctuation alone (`#1`) is none, and neither is one that begins with
  /// U+FE0F (the emoji `#️⃣`). Lengths are the network's business. Source: platforms/bluesky.md §4
  /// and the reference client's rule.
  package static func tags(in text: String) -> [FoundHashtag] {
    let text = ScalarText(text)
    var found: [FoundHashtag] = []
    var position = 0
    var atStart = true
    while let (scalar, next) = text.scalar(at: position) {
      if atStart, scalar == "#" || scalar == "＃", let tag = tag(in: text, at: position, after: next)
      {
        found.append(tag)
        position = tag.range.upperBound
        atStart = false
      } else {
        atStart = scalar.isSpace
        position = next
      }
    }
    return found
  }

  private static func tag(in text: ScalarText, at start: Int, after sign: Int) -> FoundHashtag? {
    if let (first, _) = text.scalar(at: sign), first.value == 0xFE0F { return nil }
    var hasName = false
    var end = text.skip(from: sign) { scalar in
      guard !scalar.isSpace, !isInvisible(scalar) else { return false }
      hasName = hasName || !(scalar.isPunctuation || isASCIIDigit(scalar))
      return true
    }
    guard hasName else { return nil }
    while let (last, lastStart) = text.scalar(before: end), last.isPunctuation { end = lastStart }
    return FoundHashtag(range: start..<end, tag: text.text(sign..<end))
  }

  /// Soft hyphen, zero-width and hair spaces, word joiner, enclosing keycap.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xAD, 0x200A...0x200D, 0x2060, 0x20E2: true
    default: false
    }
  }

  private static func isASCIIDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && UInt8(scalar.value).isASCIIDigit
  }
}
