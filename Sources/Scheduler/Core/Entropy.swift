package import Domain

/// The randomness of one turn. The shell supplies the seed with the event; everything random in the
/// core comes from it, so that a turn with the same seed decides the same.
package struct Entropy: Sendable {
  private let seed: [UInt8]
  private let hashing: any Hashing
  private var counter: UInt64 = 0

  /// - Parameter seed: 32 unpredictable bytes.
  package init(seed: [UInt8], hashing: any Hashing) {
    self.seed = seed
    self.hashing = hashing
  }

  /// 32 bytes that no other draw of any turn gives.
  package mutating func bytes() -> [UInt8] {
    counter += 1
    let tail = (0..<8).map { UInt8(truncatingIfNeeded: counter >> (8 * UInt64($0))) }
    return hashing.sha256(seed + tail)
  }

  /// A number in 0 ..< 1.
  package mutating func fraction() -> Double {
    let draw = bytes().prefix(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Double(draw >> 3) / Double(1 << 53)
  }
}
