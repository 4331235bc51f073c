/// Base64 in its URL form without padding (RFC 4648 §5), which OAuth uses for challenges.
enum Base64URL {
  /// - Returns: `nil` for anything else.
  static func decode(_ text: String) -> [UInt8]? {
    var (output, buffer, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
    for byte in text.utf8 {
      guard let value = value(of: byte) else { return nil }
      buffer = buffer << 6 | value
      bits += 6
      guard bits >= 8 else { continue }
      bits -= 8
      output.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
    }
    return output
  }

  private static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5A: UInt32(byte - 0x41)
    case 0x61...0x7A: UInt32(byte - 0x61 + 26)
    case 0x30...0x39: UInt32(byte - 0x30 + 52)
    case 0x2D: 62
    case 0x5F: 63
    default: nil
    }
  }
}
