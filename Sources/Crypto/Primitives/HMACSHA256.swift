import COpenSSL

/// HMAC with SHA-256 (RFC 2104, RFC 4231).
package enum HMACSHA256 {
  /// The 32 bytes of the code of `message` under `key`.
  package static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: 32)
    var length = 0
    let result = EVP_Q_mac(
      nil, "HMAC", nil, "SHA256", nil, key, key.count, message, message.count, &code, code.count,
      &length)
    precondition(result != nil && length == 32, "HMAC failed: \(OpenSSLTrouble.text)")
    return code
  }

  /// Whether `code` is the code of `message`, in a time that does not tell where it differs.
  package static func verify(_ code: [UInt8], of message: [UInt8], key: [UInt8]) -> Bool {
    ConstantTime.equal(code, HMACSHA256.code(of: message, key: key))
  }
}

/// Comparison that does not tell by its time where two values differ.
package enum ConstantTime {
  /// Whether both are equal; the time depends on the lengths only.
  package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }
}
