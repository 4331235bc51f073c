import Domain

/// Record keys of the kind `tid` (atproto.com/specs/tid): 64 bits of time and clock in thirteen
/// characters that sort like the time.
enum RecordKeys {
  private static let alphabet = Array("234567abcdefghijklmnopqrstuvwxyz".utf8)

  static func isTID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 13 && bytes.allSatisfy(alphabet.contains)
      // The top bit is 0, so that the first character is one of the first sixteen.
      && alphabet.prefix(16).contains(bytes[0])
  }

  static func tid(at now: Instant, clock: Int) -> String {
    let bits = UInt64(max(0, now.milliseconds) * 1000) << 10 | UInt64(clock & 0x3FF)
    let bytes = (0..<13).map { alphabet[Int(bits >> UInt64(60 - 5 * $0)) & 31] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
