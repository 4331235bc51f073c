/// The UTF-8 bytes of a text with the scalar at a byte offset: the common ground of the scanners.
///
/// Offsets are bytes and lie on scalar boundaries.
struct ScalarText {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  var end: Int { bytes.count }

  /// The scalar that begins at `offset` and the offset after it; `nil` at the end.
  func scalar(at offset: Int) -> (value: Unicode.Scalar, next: Int)? {
    guard offset < bytes.count else { return nil }
    let lead = bytes[offset]
    let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    var value = UInt32(length == 1 ? lead : lead & (0x7F >> UInt8(length)))
    for byte in bytes[offset + 1..<offset + length] { value = value << 6 | UInt32(byte & 0x3F) }
    // The bytes come from a String and are valid UTF-8.
    return (Unicode.Scalar(value)!, offset + length)
  }

  /// The scalar that ends at `offset`, and where it begins; `nil` at the start.
  func scalar(before offset: Int) -> (value: Unicode.Scalar, start: Int)? {
    guard offset > 0 else { return nil }
    var start = offset - 1
    while bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return scalar(at: start).map { ($0.value, start) }
  }

  /// The byte at `offset`; `nil` at the end.
  func byte(at offset: Int) -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Whether ASCII `word`, in any case, stands at `offset`.
  ///
  /// `word` is in lower case.
  func has(_ word: StaticString, at offset: Int) -> Bool {
    guard offset + word.utf8CodeUnitCount <= bytes.count else { return false }
    return word.withUTF8Buffer { letters in
      letters.indices.allSatisfy { bytes[offset + $0].asciiLowercased == letters[$0] }
    }
  }

  /// Whether ASCII `word` stands anywhere, written like this.
  func contains(_ word: StaticString) -> Bool {
    word.withUTF8Buffer { letters in
      bytes.withUnsafeBufferPointer { bytes in
        guard let first = letters.first, bytes.count >= letters.count else { return false }
        for offset in 0...bytes.count - letters.count where bytes[offset] == first {
          if letters.indices.allSatisfy({ bytes[offset + $0] == letters[$0] }) { return true }
        }
        return false
      }
    }
  }

  /// The offset after the scalars from `offset` on that `accept` takes.
  func skip(from offset: Int, while accept: (Unicode.Scalar) -> Bool) -> Int {
    var position = offset
    while let (scalar, next) = scalar(at: position), accept(scalar) { position = next }
    return position
  }
}

extension UInt8 {
  var asciiLowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }

  var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) && self < 0x80 }

  var isASCIIDigit: Bool { (0x30...0x39).contains(self) }
}

extension Unicode.Scalar {
  var isASCIIAlphanumeric: Bool {
    isASCII && (UInt8(value).isASCIILetter || UInt8(value).isASCIIDigit)
  }

  /// White space as Unicode defines it, and the byte-order mark, which JavaScript counts too.
  var isSpace: Bool {
    // The properties of a scalar are looked up in tables, and nearly every scalar is ASCII.
    if isASCII { return self == " " || ("\t"..."\r").contains(self) }
    return properties.isWhitespace || value == 0xFEFF
  }

  /// Letters, marks, decimal digits and connecting punctuation such as `_`.
  var isWord: Bool {
    if isASCII { return isASCIIAlphanumeric || self == "_" }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
      return true
    default: return false
    }
  }

  var isPunctuation: Bool {
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }
}
