import COpenSSL

/// Authenticated encryption with AES-256-GCM (NIST SP 800-38D) through OpenSSL.
///
/// The box is nonce (12 bytes), ciphertext, tag (16 bytes). Nonces are random: with 96 bits one key
/// may seal 2^32 messages; the vault stops long before.
package struct AES256GCM: ~Copyable, Sendable {
  package static let nonceBytes = 12
  package static let tagBytes = 16

  private let key: KeyBytes

  package init(key: consuming KeyBytes) { self.key = key }

  /// Encrypts `plaintext` and binds `additionalData` to it, which `open` must be given again.
  package borrowing func seal(_ plaintext: [UInt8], additionalData: [UInt8]) -> [UInt8] {
    seal(plaintext, additionalData: additionalData, nonce: RandomBytes.make(AES256GCM.nonceBytes))
  }

  /// Decrypts what `seal` made; `nil` when box, key or additional data is not what it was.
  package borrowing func open(_ box: [UInt8], additionalData: [UInt8]) -> [UInt8]? {
    let overhead = AES256GCM.nonceBytes + AES256GCM.tagBytes
    guard box.count >= overhead else { return nil }
    let ciphertext = Array(box[AES256GCM.nonceBytes..<box.count - AES256GCM.tagBytes])
    var tag = Array(box.suffix(AES256GCM.tagBytes))
    let context = Context()
    let started = key.withBytes {
      EVP_DecryptInit_ex2(context.pointer, EVP_aes_256_gcm(), $0, box, nil)
    }
    precondition(started == 1, "AES-256-GCM is not available: \(OpenSSLTrouble.text)")
    var length: Int32 = 0
    var plaintext = [UInt8](repeating: 0, count: ciphertext.count)
    let isRead =
      EVP_DecryptUpdate(
        context.pointer, nil, &length, additionalData, Int32(additionalData.count)) == 1
      && EVP_DecryptUpdate(
        context.pointer, &plaintext, &length, ciphertext, Int32(ciphertext.count)) == 1
      && EVP_CIPHER_CTX_ctrl(
        context.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(AES256GCM.tagBytes), &tag) == 1
    precondition(isRead, "AES-256-GCM failed: \(OpenSSLTrouble.text)")
    guard EVP_DecryptFinal_ex(context.pointer, nil, &length) == 1 else {
      OPENSSL_cleanse(&plaintext, plaintext.count)
      return nil
    }
    return plaintext
  }

  /// As `seal`, with the nonce given: for known-answer tests.
  ///
  /// A nonce used twice breaks the key.
  borrowing func seal(
    _ plaintext: [UInt8], additionalData: [UInt8], nonce: [UInt8]
  ) -> [UInt8] {
    precondition(nonce.count == AES256GCM.nonceBytes, "a nonce of \(nonce.count) bytes")
    let context = Context()
    var (length, status): (Int32, Int32) = (0, 0)
    status = key.withBytes {
      EVP_EncryptInit_ex2(context.pointer, EVP_aes_256_gcm(), $0, nonce, nil)
    }
    precondition(status == 1, "AES-256-GCM is not available: \(OpenSSLTrouble.text)")
    var ciphertext = [UInt8](repeating: 0, count: plaintext.count)
    var tag = [UInt8](repeating: 0, count: AES256GCM.tagBytes)
    let isSealed =
      EVP_EncryptUpdate(
        context.pointer, nil, &length, additionalData, Int32(additionalData.count)) == 1
      && EVP_EncryptUpdate(
        context.pointer, &ciphertext, &length, plaintext, Int32(plaintext.count)) == 1
      && EVP_EncryptFinal_ex(context.pointer, nil, &length) == 1
      && EVP_CIPHER_CTX_ctrl(
        context.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(AES256GCM.tagBytes), &tag) == 1
    precondition(isSealed, "AES-256-GCM failed: \(OpenSSLTrouble.text)")
    return nonce + ciphertext + tag
  }

  /// The key itself, for wrapping it under another.
  ///
  /// The caller wipes the copy.
  borrowing func copyOfKey() -> [UInt8] {
    key.withBytes { Array(UnsafeBufferPointer(start: $0, count: KeyBytes.count)) }
  }

  /// OpenSSL's state of one operation.
  private struct Context: ~Copyable {
    let pointer: OpaquePointer

    init() {
      guard let pointer = EVP_CIPHER_CTX_new() else { preconditionFailure("out of memory") }
      self.pointer = pointer
    }

    deinit { EVP_CIPHER_CTX_free(pointer) }
  }
}
