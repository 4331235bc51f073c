/// A web address found in a text.
package struct FoundLink: Hashable, Sendable {
  /// Where it stands: UTF-8 byte offsets, end exclusive.
  package var range: Range<Int>
  /// The absolute address that it means: as written, with `https://` in front of a bare domain.
  package var address: String

  package init(range: Range<Int>, address: String) {
    self.range = range
    self.address = address
  }
}

/// Finds web addresses in running text, by the rules of the networks.
///
/// Both scans take linear time.
package enum LinkScanner {
  /// The links that a Mastodon server counts as `characters_reserved_per_url`: `http` or `https`, a
  /// host under a known top-level domain, then port, path and query as twitter-text reads them.
  ///
  /// Source: platforms/mastodon.md §5; twitter-text's `valid_url` as Mastodon changes it.
  package static func counted(in text: String) -> [FoundLink] {
    let text = ScalarText(text)
    // Most texts have none, and it would be asked for at each of their letters.
    guard text.contains("://") else { return [] }
    return scan(text) { position in
      guard let host = scheme(in: text, at: position), mayPrecede(text, position) else {
        return nil
      }
      guard let end = HostScanner(text: text).end(from: host),
        text.byte(at: end) != UInt8(ascii: "@"), text.byte(at: end) != UInt8(ascii: "+")
      else { return nil }
      let range = position..<AddressTail(text: text).end(from: end)
      return FoundLink(range: range, address: text.text(range))
    }
  }

  /// The links that a Bluesky client turns into facets: `http(s)://…` or a bare domain under a
  /// known top-level domain, at the start or after white space or `(`, without the punctuation that
  /// ends a sentence and without an unmatched `)`.
  ///
  /// Source: platforms/bluesky.md §4.
  package static func clickable(in text: String) -> [FoundLink] {
    let text = ScalarText(text)
    return scan(text) { position in
      guard startsWord(text, position) else { return nil }
      return explicit(in: text, at: position) ?? bareDomain(in: text, at: position)
    }
  }

  /// Offers every scalar boundary to `find` and continues after what it found.
  static func scan(
    _ text: ScalarText, _ find: (_ position: Int) -> FoundLink?
  ) -> [FoundLink] {
    var found: [FoundLink] = []
    var position = 0
    while position < text.end {
      if text.bytes[position] & 0xC0 != 0x80, let link = find(position) {
        found.append(link)
        position = link.range.upperBound
      } else {
        position += 1
      }
    }
    return found
  }

  /// The offset after `http://` or `https://` at `position`.
  static func scheme(in text: ScalarText, at position: Int) -> Int? {
    guard text.bytes[position] | 0x20 == UInt8(ascii: "h") else { return nil }
    if text.has("https://", at: position) { return position + 8 }
    if text.has("http://", at: position) { return position + 7 }
    return nil
  }

  /// twitter-text: not directly after a Latin letter, a digit, `@`, `$` or `#`.
  static func mayPrecede(_ text: ScalarText, _ position: Int) -> Bool {
    guard let (scalar, _) = text.scalar(before: position) else { return true }
    return !scalar.isASCIIAlphanumeric
      && !"@＠$#＃\u{FFFE}\u{FEFF}\u{FFFF}".unicodeScalars.contains(scalar)
  }
}

extension LinkScanner {
  static func startsWord(_ text: ScalarText, _ position: Int) -> Bool {
    guard let (scalar, _) = text.scalar(before: position) else { return true }
    return scalar.isSpace || scalar == "("
  }

  private static func explicit(in text: ScalarText, at position: Int) -> FoundLink? {
    guard let host = scheme(in: text, at: position) else { return nil }
    let end = trimmed(position..<text.skip(from: host) { !$0.isSpace }, of: text)
    guard end > host else { return nil }
    return FoundLink(range: position..<end, address: text.text(position..<end))
  }

  /// After a bare domain only a port, path, query or fragment belongs to the link, so that
  /// `example.com,then` is a link and the rest of a sentence, and `ann.com@example.org` is none.
  private static func bareDomain(in text: ScalarText, at position: Int) -> FoundLink? {
    guard let first = text.byte(at: position), first.isASCIILetter,
      let host = HostScanner(text: text).end(from: position), text.byte(at: host) != 0x40,
      !continuesName(in: text, at: host)
    else { return nil }
    var end = host
    if let next = text.byte(at: host), "/?#:".utf8.contains(next) {
      let follows = next != UInt8(ascii: ":") || (text.byte(at: host + 1)?.isASCIIDigit ?? false)
      if follows {
        end = trimmed(position..<text.skip(from: host) { !$0.isSpace }, of: text)
      }
    }
    return FoundLink(range: position..<end, address: "https://" + text.text(position..<end))
  }

  /// Whether the dotted name goes on after `end`: `example.com.local` is no bare domain.
  private static func continuesName(in text: ScalarText, at end: Int) -> Bool {
    guard text.byte(at: end) == UInt8(ascii: "."), let next = text.byte(at: end + 1) else {
      return false
    }
    return next.isASCIILetter || next.isASCIIDigit
  }

  /// The end of `range` without closing punctuation and without `)` that nothing opened.
  private static func trimmed(_ range: Range<Int>, of text: ScalarText) -> Int {
    var end = range.upperBound
    var surplus = text.bytes[range].reduce(into: 0) { count, byte in
      if byte == UInt8(ascii: ")") { count += 1 }
      if byte == UInt8(ascii: "(") { count -= 1 }
    }
    while end > range.lowerBound {
      let last = text.bytes[end - 1]
      if last == UInt8(ascii: ")"), surplus > 0 {
        surplus -= 1
      } else if !".,;:!?".utf8.contains(last) {
        break
      }
      end -= 1
    }
    return end
  }
}
