extension TextLength {
  /// What X counts: hundredths of a character by Unicode range, an emoji or a web address at a
  /// price of its own, after normalisation to NFC.
  ///
  /// Source: twitter-text, `config/v3.json` (version 3): scale 100, default weight 200, weight 100
  /// for the four ranges below, `transformedURLLength` 23, emoji parsing on.
  ///
  /// - Returns: the weighted length, rounded down to whole characters as the library does.
  package static func weighted(_ text: String) -> Int {
    let text = Normalization.nfc(text)
    let links = LinkScanner.shortened(in: text)
    let outside = text.utf8.count - links.reduce(0) { $0 + $1.range.count }
    // ASCII outside of links: one each, the common case.
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return outside + links.count * linkWeight }
    let bytes = Array(text.utf8)
    var (weight, position) = (links.count * linkWeight * 100, 0)
    for range in links.map(\.range) + [bytes.count..<bytes.count] {
      weight += hundredths(String(decoding: bytes[position..<range.lowerBound], as: UTF8.self))
      position = range.upperBound
    }
    return weight / 100
  }

  /// What every web address counts, whatever its length (`transformedURLLength`).
  package static let linkWeight = 23

  private static func hundredths(_ text: String) -> Int {
    text.reduce(0) { sum, character in
      if isEmoji(character) { return sum + 200 }
      return sum + character.unicodeScalars.reduce(0) { $0 + (isLight($1) ? 100 : 200) }
    }
  }

  private static func isLight(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...4351, 8192...8205, 8208...8223, 8242...8247: true
    default: false
    }
  }

  /// An emoji sequence that is drawn as one picture.
  ///
  /// Digits, `#`, `*`, © and ® are pictures only when they say so.
  private static func isEmoji(_ character: Character) -> Bool {
    let scalars = character.unicodeScalars
    guard let first = scalars.first, first.properties.isEmoji else { return false }
    if scalars.contains(where: { $0.value == 0xFE0E }) { return false }
    return first.value > 0xFF || scalars.contains { $0.value == 0xFE0F || $0.value == 0x20E3 }
  }
}
