/// SHA-256, which the pure rooms need and only Crypto can compute.
package protocol Hashing: Sendable {
  /// The 32 bytes of SHA-256 (FIPS 180-4) over `bytes`.
  func sha256(_ bytes: [UInt8]) -> [UInt8]
}

extension Sequence<UInt8> {
  /// Lower-case hexadecimal digits, two a byte.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var output: [UInt8] = []
    for byte in self {
      output.append(digits[Int(byte >> 4)])
      output.append(digits[Int(byte & 15)])
    }
    return String(decoding: output, as: UTF8.self)
  }
}
