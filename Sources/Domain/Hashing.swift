/// SHA-256, which the pure rooms need and only Crypto can compute.
package protocol Hashing: Sendable {
  /// The 32 bytes of SHA-256 (FIPS 180-4) over `bytes`.
  func sha256(_ bytes: [UInt8]) -> [UInt8]
}

extension Sequence<UInt8> {
  /// Lower-case hexadecimal digits, two a byte.
  package var hexadecimal: String {
    let bytes = Array(self)
    var output: [UInt8] = []
    output.reserveCapacity(2 * bytes.count)
    for byte in bytes {
      output.append(hexadecimalDigit(byte >> 4))
      output.append(hexadecimalDigit(byte & 15))
    }
    return String(decoding: output, as: UTF8.self)
  }
}

/// The digit of a number below sixteen.
func hexadecimalDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
}
