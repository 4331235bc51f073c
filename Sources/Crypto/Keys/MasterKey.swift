import COpenSSL
package import Domain

/// The key that all others hang on: 32 bytes that a person keeps outside the database.
package struct MasterKey: ~Copyable, Sendable {
  let bytes: KeyBytes

  private init(_ bytes: consuming KeyBytes) { self.bytes = bytes }

  /// A new key from the system's randomness.
  package static func generate() -> MasterKey { MasterKey(.random()) }

  /// Reads 64 hexadecimal digits or Base64 of 32 bytes, white space around them ignored, or exactly
  /// 32 raw bytes; `nil` for anything else.
  package init?(_ content: Secret) {
    let key = content.reveal(MasterKey.decode)
    guard var key else { return nil }
    self.init(KeyBytes(wiping: &key))
  }

  /// Loads the key from a file of mode 0600 or stricter that belongs to this user or root.
  ///
  /// - Throws: when the file is missing, open to others, or holds no key.
  package init(file path: String) throws(SecretFileProblem) {
    let content = Secret(try SecretFile.read(path, checkingMode: true))
    guard let key = MasterKey(content) else { throw .notAKey(path) }
    self = key
  }

  /// Loads the key from the systemd credential `name` in `directory`, which is the value of
  /// `$CREDENTIALS_DIRECTORY`.
  ///
  /// - Throws: when there is no such credential or it holds no key.
  package init(credential name: String, in directory: String) throws(SecretFileProblem) {
    let path = try SecretFile.credentialPath(name, in: directory)
    let content = Secret(try SecretFile.read(path, checkingMode: false))
    guard let key = MasterKey(content) else { throw .notAKey(path) }
    self = key
  }

  /// Writes the key as 64 hexadecimal digits into a new file of mode 0600.
  ///
  /// - Throws: when `path` exists already or cannot be written.
  package borrowing func write(toNewFile path: String) throws(SecretFileProblem) {
    var text = bytes.withBytes { start in
      let key = [UInt8](UnsafeBufferPointer(start: start, count: KeyBytes.count))
      return [UInt8](key.hexadecimal.utf8) + [0x0A]
    }
    defer { OPENSSL_cleanse(&text, text.count) }
    try SecretFile.create(path, text)
  }

  /// The key that signs addresses of media, derived for nothing else, so that addresses outlive a
  /// restart and end with the master key.
  package var mediaLinkKey: Secret {
    bytes.derived("belfry/media-links/1").withBytes {
      Secret(Array(UnsafeBufferPointer(start: $0, count: KeyBytes.count)))
    }
  }

  /// The key that signs addresses for uploads, derived for nothing else.
  package var uploadLinkKey: Secret {
    bytes.derived("belfry/upload-links/1").withBytes {
      Secret(Array(UnsafeBufferPointer(start: $0, count: KeyBytes.count)))
    }
  }

  /// A short name of the key that may be shown: the first 8 hexadecimal digits of the SHA-256 of a
  /// derivation made for nothing else.
  ///
  /// Tells keys apart and nothing about them.
  package var id: String {
    bytes.derived("belfry/key-id/1").withBytes {
      SHA256().sha256(Array(UnsafeBufferPointer(start: $0, count: KeyBytes.count)))
        .prefix(4).hexadecimal
    }
  }

  private static func decode(_ content: [UInt8]) -> [UInt8]? {
    if content.count == KeyBytes.count { return content }
    let text = String(decoding: content.filter { !isSpace($0) }, as: UTF8.self)
    if text.utf8.count == 2 * KeyBytes.count { return hexadecimal(text) }
    guard let bytes = Base64.decode(text), bytes.count == KeyBytes.count else { return nil }
    return bytes
  }

  private static func hexadecimal(_ text: String) -> [UInt8]? {
    let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == text.utf8.count else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
