import COpenSSL
import Domain

/// SHA-256 (FIPS 180-4) through OpenSSL.
package struct SHA256: Hashing {
  package init() {}

  package func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var hasher = SHA256Hasher()
    hasher.update(bytes)
    return hasher.finish()
  }
}

/// SHA-256 over bytes that come piece by piece, such as a file's.
package struct SHA256Hasher: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new(),
      EVP_DigestInit_ex2(context, SHA256Hasher.algorithm, nil) == 1
    else { preconditionFailure("OpenSSL has no SHA-256: \(OpenSSLTrouble.text)") }
    self.context = context
  }

  /// Looked up once, because that costs more than hashing a few hundred bytes.
  ///
  /// Never freed and never changed, and OpenSSL lets all threads use it.
  nonisolated(unsafe) private static let algorithm: OpaquePointer = {
    guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
      preconditionFailure("OpenSSL has no SHA-256: \(OpenSSLTrouble.text)")
    }
    return algorithm
  }()

  deinit { EVP_MD_CTX_free(context) }

  /// Appends `bytes` to what is hashed.
  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Appends `bytes` to what is hashed; for buffers that a file was read into.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(status == 1, "SHA-256 update failed: \(OpenSSLTrouble.text)")
  }

  /// The 32 bytes of the hash.
  package consuming func finish() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let status = EVP_DigestFinal_ex(context, &digest, nil)
    precondition(status == 1, "SHA-256 final failed: \(OpenSSLTrouble.text)")
    return digest
  }
}

/// OpenSSL's own words for its last error, for crashes on broken invariants.
///
/// They name functions and reasons, never data.
enum OpenSSLTrouble {
  static var text: String {
    var buffer = [CChar](repeating: 0, count: 256)
    ERR_error_string_n(ERR_get_error(), &buffer, buffer.count)
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
