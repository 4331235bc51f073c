extension LinkScanner {
  /// The addresses that X shortens and counts as one length: `http(s)://` and a host, or a bare
  /// domain in Latin letters, under a known top-level domain, then port, path and query.
  ///
  /// Source: twitter-text's `extractUrlsWithIndices`.
  package static func shortened(in text: String) -> [FoundLink] {
    let text = ScalarText(text)
    return scan(text) { position in
      guard mayPrecede(text, position) else { return nil }
      let explicit = scheme(in: text, at: position)
      guard explicit != nil || mayBeginDomain(text, position),
        let host = HostScanner(text: text, isLatin: explicit == nil)
          .end(from: explicit ?? position),
        text.byte(at: host) != UInt8(ascii: "@"), text.byte(at: host) != UInt8(ascii: "+"),
        let end = end(of: (explicit ?? position)..<host, isBare: explicit == nil, in: text)
      else { return nil }
      let address = text.text(position..<end)
      return FoundLink(
        range: position..<end, address: explicit == nil ? "https://" + address : address)
    }
  }

  /// The end of the address with that host. X's own short addresses have a slug and a query, and
  /// what else follows is text; none has a slug of more than 40 letters.
  private static func end(of host: Range<Int>, isBare: Bool, in text: ScalarText) -> Int? {
    let tail = AddressTail(text: text, letters: .latinAndCyrillic)
    let slug = host.upperBound + 1
    guard !isBare, text.text(host).lowercased() == "t.co",
      text.byte(at: host.upperBound) == UInt8(ascii: "/"),
      case let end = text.skip(from: slug, while: \.isASCIIAlphanumeric), end > slug
    else { return tail.end(from: host.upperBound) }
    return end - slug <= 40 ? tail.query(from: end) : nil
  }

  /// A bare domain begins after none of `-`, `_`, `.` and `/`.
  private static func mayBeginDomain(_ text: ScalarText, _ position: Int) -> Bool {
    guard let (first, _) = text.scalar(at: position),
      first.isASCIIAlphanumeric || first.isAccentedLatin
    else { return false }
    guard let (before, _) = text.scalar(before: position) else { return true }
    return !"-_./".unicodeScalars.contains(before) && !before.isAccentedLatin
  }
}
