/// Base64 (RFC 4648): in tokens, keys and PKCE, and of files inside JSON.
package enum Base64 {
  /// The URL-safe form without padding (§5).
  package static func url(_ bytes: [UInt8]) -> String {
    String(decoding: encode(bytes, urlAlphabet), as: UTF8.self)
  }

  /// The standard form with padding (§4), as HTTP's basic authentication needs it.
  package static func standard(_ bytes: [UInt8]) -> String {
    String(decoding: standardBytes(bytes), as: UTF8.self)
  }

  /// The standard form as ASCII. Pieces of a longer text join without a seam where each but the
  /// last stands for a multiple of three bytes.
  package static func standardBytes(_ bytes: [UInt8]) -> [UInt8] {
    let output = encode(bytes, standardAlphabet)
    return output + [UInt8](repeating: UInt8(ascii: "="), count: (4 - output.count % 4) % 4)
  }

  /// The length of the standard form of so many bytes.
  package static func standardLength(of bytes: Int64) -> Int64 { (bytes + 2) / 3 * 4 }

  private static func encode(_ bytes: [UInt8], _ alphabet: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count / 3 * 4 + 4)
    var (buffer, bits) = (0, 0)
    for byte in bytes {
      buffer = buffer << 8 | Int(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        output.append(alphabet[buffer >> bits & 63])
      }
      buffer &= 1 << bits - 1
    }
    if bits > 0 { output.append(alphabet[buffer << (6 - bits) & 63]) }
    return output
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

  private static let letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
  private static let standardAlphabet = letters + Array("+/".utf8)
  private static let urlAlphabet = letters + Array("-_".utf8)

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
