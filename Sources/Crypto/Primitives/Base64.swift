/// Base64 as tokens, keys and PKCE use it (RFC 4648).
package enum Base64 {
  /// The URL-safe form without padding (§5).
  package static func url(_ bytes: [UInt8]) -> String {
    var output: [UInt8] = []
    output.reserveCapacity((bytes.count * 4 + 2) / 3)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var value = 0
      for byte in group { value = value << 8 | Int(byte) }
      value <<= 8 * (3 - group.count)
      for index in 0...group.count { output.append(alphabet[value >> (18 - 6 * index) & 63]) }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The standard form with padding (§4), as HTTP's basic authentication needs it.
  package static func standard(_ bytes: [UInt8]) -> String {
    let text = String(url(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
    return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
  }

  /// Reads the standard and the URL-safe form, with or without padding; `nil` for anything else,
  /// also for bits that no byte owns.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    let stripped = Array(text.utf8.prefix { $0 != UInt8(ascii: "=") })
    let padding = text.utf8.count - stripped.count
    guard text.utf8.suffix(padding).allSatisfy({ $0 == UInt8(ascii: "=") }),
      padding == 0 || (padding <= 2 && text.utf8.count % 4 == 0), stripped.count % 4 != 1
    else { return nil }
    var output: [UInt8] = []
    var (buffer, bits) = (0, 0)
    for byte in stripped {
      guard let digit = digit(byte) else { return nil }
      buffer = buffer << 6 | digit
      bits += 6
      if bits >= 8 {
        bits -= 8
        output.append(UInt8(buffer >> bits))
        buffer &= 1 << bits - 1
      }
    }
    return buffer == 0 ? output : nil
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x41...0x5A: Int(byte) - 0x41
    case 0x61...0x7A: Int(byte) - 0x61 + 26
    case 0x30...0x39: Int(byte) - 0x30 + 52
    case UInt8(ascii: "-"), UInt8(ascii: "+"): 62
    case UInt8(ascii: "_"), UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
