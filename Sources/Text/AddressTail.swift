/// What may follow the host of a web address: port, path and query as twitter-text reads them, with
/// its own character sets or with Mastodon's (its `config/initializers/twitter_regex.rb`).
struct AddressTail {
  let text: ScalarText
  var letters = Letters.international

  /// Which letters an address may contain.
  enum Letters {
    /// Mastodon: of any script.
    case international
    /// twitter-text: Latin with accents, and Cyrillic, in the path only.
    case latinAndCyrillic
  }

  /// The end of the address whose host ends at `host`.
  func end(from host: Int) -> Int {
    query(from: path(from: port(from: host)))
  }

  private func port(from offset: Int) -> Int {
    guard text.byte(at: offset) == UInt8(ascii: ":") else { return offset }
    let end = text.skip(from: offset + 1) { $0.isASCII && UInt8($0.value).isASCIIDigit }
    return end > offset + 1 ? end : offset
  }

  private func path(from offset: Int) -> Int {
    guard text.byte(at: offset) == UInt8(ascii: "/") else { return offset }
    var position = offset + 1
    var end = position
    while let (scalar, next) = text.scalar(at: position) {
      if scalar == "(" {
        guard let closed = parentheses(from: position, depth: 2) else { break }
        (position, end) = (closed, closed)
      } else if mayBeInPath(scalar) {
        position = next
        if mayEndPath(scalar) { end = next }
      } else {
        break
      }
    }
    return end
  }

  /// The end of the balanced group that opens at `offset`, with at most `depth` levels.
  ///
  /// A group without content is none.
  private func parentheses(from offset: Int, depth: Int) -> Int? {
    var position = offset + 1
    while let (scalar, next) = text.scalar(at: position) {
      if scalar == ")" { return position > offset + 1 ? next : nil }
      if scalar == "(" {
        guard depth > 1, let closed = parentheses(from: position, depth: depth - 1) else {
          return nil
        }
        position = closed
      } else if mayBeInPath(scalar) {
        position = next
      } else {
        return nil
      }
    }
    return nil
  }

  func query(from offset: Int) -> Int {
    guard text.byte(at: offset) == UInt8(ascii: "?") else { return offset }
    var position = offset + 1
    var end = offset
    while let (scalar, next) = text.scalar(at: position), mayBeInQuery(scalar) {
      position = next
      if mayEndQuery(scalar) { end = next }
    }
    return end
  }

  private func mayBeInPath(_ scalar: Unicode.Scalar) -> Bool {
    switch letters {
    case .international:
      !scalar.properties.isWhitespace && !AddressTail.contains("<>()?", scalar)
    case .latinAndCyrillic:
      isLetter(scalar) || AddressTail.contains("!*';:=+,.$/%#[]-\u{2013}_~@|&", scalar)
    }
  }

  private func mayEndPath(_ scalar: Unicode.Scalar) -> Bool {
    switch letters {
    case .international: !AddressTail.contains("!*\"'「」;:=,.$%[]~&|@", scalar)
    case .latinAndCyrillic: isLetter(scalar) || AddressTail.contains("+-=_#/", scalar)
    }
  }

  private func mayBeInQuery(_ scalar: Unicode.Scalar) -> Bool {
    switch letters {
    case .international:
      AddressTail.isInternational(scalar) || scalar.isASCIIAlphanumeric
        || AddressTail.contains("!?*'();:&=+$/%#[]-_.,~|@^", scalar)
    case .latinAndCyrillic:
      scalar.isASCIIAlphanumeric || AddressTail.contains("!?*'@();:&=+$/%#[]-_.,~|", scalar)
    }
  }

  private func mayEndQuery(_ scalar: Unicode.Scalar) -> Bool {
    switch letters {
    case .international:
      AddressTail.isInternational(scalar) || scalar.isASCIIAlphanumeric
        || AddressTail.contains("_&=#/-", scalar)
    case .latinAndCyrillic:
      scalar.isASCIIAlphanumeric || AddressTail.contains("_&=#/-", scalar)
    }
  }

  private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCIIAlphanumeric || scalar.isAccentedLatin || (0x400...0x4FF).contains(scalar.value)
  }

  /// `ucschar` and `iprivate` of RFC 3987 §2.2.
  private static func isInternational(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0xA0 && !scalar.properties.isNoncharacterCodePoint
      && !(0xFFF0...0xFFFF).contains(scalar.value)
  }

  private static func contains(_ set: String, _ scalar: Unicode.Scalar) -> Bool {
    set.unicodeScalars.contains(scalar)
  }
}

extension Unicode.Scalar {
  /// A Latin letter with an accent, or a combining accent, as twitter-text lists them.
  var isAccentedLatin: Bool {
    switch value {
    case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x253...0x254, 0x256...0x257, 0x259, 0x25B,
      0x263, 0x268, 0x26F, 0x272, 0x289, 0x2BB, 0x300...0x36F, 0x1E00...0x1EFF:
      true
    default: false
    }
  }
}
