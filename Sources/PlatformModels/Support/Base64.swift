/// Base64 in its URL form without padding (RFC 4648 §5), and Base32 as content ids use it (§6).
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// The bytes as text that needs no escaping in URLs.
  package static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
    group(bytes, bits: 6, alphabet: alphabet)
  }

  /// Lower-case Base32 without padding.
  static func encode32(_ bytes: some Collection<UInt8>) -> String {
    group(bytes, bits: 5, alphabet: Array("abcdefghijklmnopqrstuvwxyz234567".utf8))
  }

  /// Reads both alphabets of Base64, padded or not; `nil` for anything else.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    var (output, buffer, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
    output.reserveCapacity(text.utf8.count / 4 * 3)
    for byte in text.utf8 {
      if byte == UInt8(ascii: "=") { break }
      guard let value = value(of: byte) else { return nil }
      buffer = buffer << 6 | UInt32(value)
      bits += 6
      guard bits >= 8 else { continue }
      bits -= 8
      output.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
    }
    return output
  }

  private static func value(of byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "-"), UInt8(ascii: "+"): 62
    case UInt8(ascii: "_"), UInt8(ascii: "/"): 63
    default: nil
    }
  }

  private static func group(
    _ bytes: some Collection<UInt8>, bits width: Int, alphabet: [UInt8]
  ) -> String {
    var (output, buffer, bits): ([UInt8], UInt32, Int) = ([], 0, 0)
    output.reserveCapacity(bytes.count * 8 / width + 1)
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= width {
        bits -= width
        output.append(alphabet[Int(buffer >> UInt32(bits)) & (alphabet.count - 1)])
      }
    }
    if bits > 0 {
      output.append(alphabet[Int(buffer << UInt32(width - bits)) & (alphabet.count - 1)])
    }
    return String(decoding: output, as: UTF8.self)
  }
}
