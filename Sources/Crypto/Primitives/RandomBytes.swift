import COpenSSL

/// Randomness for keys, nonces and tokens.
package enum RandomBytes {
  /// `count` unpredictable bytes.
  ///
  /// Stops the process when the system cannot give any: to go on with guessable keys would be
  /// worse.
  package static func make(_ count: Int) -> [UInt8] {
    precondition(count >= 0 && count <= Int(Int32.max), "\(count) random bytes")
    guard count > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: count)
    let status = RAND_bytes(&bytes, Int32(count))
    precondition(status == 1, "no randomness from the system: \(OpenSSLTrouble.text)")
    return bytes
  }
}
