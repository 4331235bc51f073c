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
        text.byte(at: host) != UInt8(ascii: "@"), text.byte(at: host) != UInt8(ascii: "+")
      else { return nil }
      let end = AddressTail(text: text, letters: .latinAndCyrillic).end(from: host)
      let address = text.text(position..<end)
      return FoundLink(
        range: position..<end, address: explicit == nil ? "https://" + address : address)
    }
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
