/// SHA-256, which the pure rooms need and only Crypto can compute.
package protocol Hashing: Sendable {
  /// The 32 bytes of SHA-256 (FIPS 180-4) over `bytes`.
  func sha256(_ bytes: [UInt8]) -> [UInt8]
}

extension ArraySlice<UInt8> {
  /// Lower-case hexadecimal digits, two a byte.
  package var hexadecimal: String {
    String(unsafeUninitializedCapacity: 2 * count) { digits in
      for (place, byte) in enumerated() {
        digits[2 * place] = hexadecimalDigit(byte >> 4)
        digits[2 * place + 1] = hexadecimalDigit(byte & 15)
      }
      return 2 * count
    }
  }
}

extension [UInt8] {
  /// Lower-case hexadecimal digits, two a byte.
  package var hexadecimal: String { self[...].hexadecimal }
}

/// The digit of a number below sixteen.
func hexadecimalDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
}
