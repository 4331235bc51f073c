/// Escaping for URLs and forms (RFC 3986, and the URL standard's form encoding).
package enum PercentEncoding {
  /// Keeps the unreserved characters of RFC 3986 §2.3 and escapes every other byte.
  package static func component(_ text: some StringProtocol) -> String {
    encode(text, keeping: isUnreserved)
  }

  /// As `component`, with `+` for a space: `application/x-www-form-urlencoded`.
  package static func form(_ text: some StringProtocol) -> String {
    encode(text) { isUnreserved($0) || $0 == 0x20 }.replacingSpaces()
  }

  /// Undoes `form` and `component`; `nil` for a broken escape or bytes that are not UTF-8.
  package static func decodeForm(_ text: some StringProtocol) -> String? {
    decode(text, plus: UInt8(ascii: " "))
  }

  /// Undoes `component`: a plus is itself in a path. `nil` as from `decodeForm`.
  package static func decode(_ text: some StringProtocol) -> String? {
    decode(text, plus: UInt8(ascii: "+"))
  }

  private static func decode(_ text: some StringProtocol, plus: UInt8) -> String? {
    var bytes: [UInt8] = []
    var iterator = text.utf8.makeIterator()
    while let byte = iterator.next() {
      if byte == 0x2B {
        bytes.append(plus)
      } else if byte == 0x25 {
        guard let high = iterator.next().flatMap(hexValue),
          let low = iterator.next().flatMap(hexValue)
        else { return nil }
        bytes.append(high << 4 | low)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func encode(_ text: some StringProtocol, keeping: (UInt8) -> Bool) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var output: [UInt8] = []
    for byte in text.utf8 {
      if keeping(byte) {
        output.append(byte)
      } else {
        output.append(contentsOf: [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}

extension String {
  fileprivate func replacingSpaces() -> String {
    String(map { $0 == " " ? "+" : $0 })
  }
}
