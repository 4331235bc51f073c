import Domain

/// A record key in the form that posts need: a TID (atproto.com/specs/tid).
///
/// 64 bits: a zero, 53 bits of microseconds since 1970 and 10 bits of clock id, in 13 base32 digits
/// that sort like the numbers.
struct RecordKey: Hashable, Sendable {
  /// The 13 digits, or what another client made of them.
  let text: String

  /// - Parameters:
  ///   - microseconds: since 1970; only 53 bits count.
  ///   - clockID: only 10 bits count.
  init(microseconds: UInt64, clockID: UInt64) {
    let digits = Array("234567abcdefghijklmnopqrstuvwxyz")
    let number = (microseconds & ((1 << 53) - 1)) << 10 | (clockID & 1023)
    text = String((0..<13).map { digits[Int(number >> UInt64(60 - 5 * $0) & 31)] })
  }

  /// The key in a record's address, `at://DID/COLLECTION/KEY`.
  init(ofRecord address: String) {
    text = address.split(separator: "/").last.map(String.init) ?? ""
  }

  /// The key of a run's `part`: its stamp, and from the run's entropy the microsecond and the clock
  /// id, so that two posts of one moment differ.
  ///
  /// Parts sort in their order.
  init(part: Int, of flow: Flow) {
    let bytes = flow.entropy.prefix(4).map(UInt64.init)
    precondition(bytes.count == 4, "a run has 32 bytes of entropy")
    let milliseconds = UInt64(max(0, flow.stamp.milliseconds)) + UInt64(part)
    self.init(
      microseconds: milliseconds * 1000 + (bytes[0] << 8 | bytes[1]) % 1000,
      clockID: bytes[2] << 8 | bytes[3])
  }
}
