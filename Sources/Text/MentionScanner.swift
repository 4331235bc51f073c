/// A mention found in a text.
package struct FoundMention: Hashable, Sendable {
  /// Where it stands, `@` included: UTF-8 byte offsets, end exclusive.
  package var range: Range<Int>
  /// The name without its first `@`: `ann`; on Bluesky the handle, `ann.example.org`.
  package var name: String
  /// The server of a fediverse mention `@ann@example.org`.
  package var server: String?

  package init(range: Range<Int>, name: String, server: String? = nil) {
    self.range = range
    self.name = name
    self.server = server
  }
}

/// Finds mentions in running text, by the rules of the networks.
package enum MentionScanner {
  /// `@user` and `@user@server`, not directly after `/`, `=`, a letter, mark, digit or `_`.
  ///
  /// A Mastodon server counts the second form as `@user` (platforms/mastodon.md §5).
  package static func fediverse(in text: String) -> [FoundMention] {
    let text = ScalarText(text)
    return scan(text) { at in
      if let (before, _) = text.scalar(before: at),
        before == "/" || before == "=" || before.isWord
      {
        return nil
      }
      guard let nameEnd = userEnd(in: text, from: at + 1) else { return nil }
      let name = text.text(at + 1..<nameEnd)
      guard text.byte(at: nameEnd) == 0x40, let end = serverEnd(in: text, from: nameEnd + 1) else {
        return FoundMention(range: at..<nameEnd, name: name)
      }
      return FoundMention(range: at..<end, name: name, server: text.text(nameEnd + 1..<end))
    }
  }

  /// `@handle.tld` at the start or after white space or `(`, under a known top-level domain
  /// or `.test` (platforms/bluesky.md §4).
  package static func handles(in text: String) -> [FoundMention] {
    let text = ScalarText(text)
    return scan(text) { at in
      guard LinkScanner.startsWord(text, at) else { return nil }
      var end = text.skip(from: at + 1) { $0.isASCIIAlphanumeric || $0 == "." || $0 == "-" }
      while end > at + 1, !Unicode.Scalar(text.bytes[end - 1]).isASCIIAlphanumeric { end -= 1 }
      let handle = text.text(at + 1..<end)
      guard let dot = handle.lastIndex(of: "."), dot > handle.startIndex else { return nil }
      let last = handle[dot...].dropFirst()
      guard TopLevelDomains.contains(last) || last.lowercased() == "test" else { return nil }
      return FoundMention(range: at..<end, name: handle)
    }
  }

  private static func scan(
    _ text: ScalarText, _ find: (_ at: Int) -> FoundMention?
  ) -> [FoundMention] {
    var found: [FoundMention] = []
    var position = 0
    while position < text.end {
      if text.bytes[position] == 0x40, let mention = find(position) {
        found.append(mention)
        position = mention.range.upperBound
      } else {
        position += 1
      }
    }
    return found
  }

  /// A user name: letters, digits and `_`, with `.` and `-` inside.
  private static func userEnd(in text: ScalarText, from start: Int) -> Int? {
    var end = text.skip(from: start) {
      $0.isASCIIAlphanumeric || $0 == "_" || $0 == "." || $0 == "-"
    }
    while end > start, text.bytes[end - 1] == 0x2E || text.bytes[end - 1] == 0x2D { end -= 1 }
    guard end > start, text.bytes[start] != 0x2E, text.bytes[start] != 0x2D else { return nil }
    return end
  }

  /// A server: letters of any script and digits, with `.` and `-` inside.
  private static func serverEnd(in text: ScalarText, from start: Int) -> Int? {
    guard let (first, _) = text.scalar(at: start), first.isWord else { return nil }
    var end = text.skip(from: start) { $0.isWord || $0 == "." || $0 == "-" }
    while end > start, text.bytes[end - 1] == 0x2E || text.bytes[end - 1] == 0x2D { end -= 1 }
    return end
  }
}
