import COpenSSL

/// One data key in memory.
///
/// A class, because the vault's table shares it with seals under way; the key is wiped when the
/// last of them ends. Immutable.
final class DataKey: Sendable, CustomStringConvertible, CustomReflectable {
  private let cipher: AES256GCM

  init(_ key: consuming KeyBytes) { cipher = AES256GCM(key: key) }

  func seal(_ plaintext: [UInt8], _ context: [UInt8]) -> [UInt8] {
    cipher.seal(plaintext, additionalData: context)
  }

  func open(_ box: [UInt8], _ context: [UInt8]) -> [UInt8]? {
    cipher.open(box, additionalData: context)
  }

  /// This key, encrypted by `wrapper`.
  func wrapped(by wrapper: borrowing AES256GCM, _ context: [UInt8]) -> [UInt8] {
    var bytes = cipher.copyOfKey()
    defer { OPENSSL_cleanse(&bytes, bytes.count) }
    return wrapper.seal(bytes, additionalData: context)
  }

  var description: String { "<data key>" }
  var customMirror: Mirror { Mirror(self, children: []) }
}
