import COpenSSL
import Domain

/// An RSA key that signs with RSASSA-PKCS1-v1_5 over SHA-256 (RFC 8017 §8.2).
struct RSAPrivateKey: ~Copyable {
  private let pointer: OpaquePointer

  /// - Parameter pem: the key as text, PKCS #8 or PKCS #1, without a passphrase.
  /// - Returns: `nil` for anything else.
  init?(pem: Secret) {
    let pointer: OpaquePointer? = pem.reveal { bytes in
      guard let source = BIO_new_mem_buf(bytes, Int32(clamping: bytes.count)) else { return nil }
      defer { BIO_free(source) }
      // Whoever asks for a passphrase gets none, rather than a question on the terminal.
      return PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
    }
    ERR_clear_error()
    guard let pointer else { return nil }
    guard EVP_PKEY_get_base_id(pointer) == EVP_PKEY_RSA else {
      EVP_PKEY_free(pointer)
      return nil
    }
    self.pointer = pointer
  }

  deinit { EVP_PKEY_free(pointer) }

  /// The signature of `message`, as long as the key.
  borrowing func sign(_ message: [UInt8]) -> [UInt8] {
    guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
    defer { EVP_MD_CTX_free(context) }
    var length = Int(EVP_PKEY_get_size(pointer))
    var signature = [UInt8](repeating: 0, count: length)
    let isSigned =
      EVP_DigestSignInit(context, nil, EVP_sha256(), nil, pointer) == 1
      && EVP_DigestSign(context, &signature, &length, message, message.count) == 1
    precondition(isSigned, "RSA failed: \(OpenSSLTrouble.text)")
    return Array(signature.prefix(length))
  }
}
