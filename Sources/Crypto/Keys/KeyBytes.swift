import COpenSSL

/// 32 bytes of key with one owner, wiped when the owner goes.
///
/// Cannot be copied, so it cannot be printed, dumped or kept by accident either.
///
/// Sendable: the bytes are written before `init` returns and never again until `deinit`, which runs
/// when nobody can hold the value any more.
package struct KeyBytes: ~Copyable, @unchecked Sendable {
  package static let count = 32

  private let storage: UnsafeMutableRawPointer

  /// Takes the first 32 bytes over and wipes `bytes`, the caller's copy.
  package init(wiping bytes: inout [UInt8]) {
    precondition(bytes.count == KeyBytes.count, "a key of \(bytes.count) bytes")
    storage = .allocate(byteCount: KeyBytes.count, alignment: 16)
    bytes.withUnsafeMutableBytes { source in
      storage.copyMemory(from: UnsafeRawPointer(source.baseAddress!), byteCount: KeyBytes.count)
      OPENSSL_cleanse(source.baseAddress, source.count)
    }
  }

  /// A new key from the system's randomness.
  package static func random() -> KeyBytes {
    var bytes = RandomBytes.make(count)
    return KeyBytes(wiping: &bytes)
  }

  deinit {
    OPENSSL_cleanse(storage, KeyBytes.count)
    storage.deallocate()
  }

  /// Hands the bytes to `body`; the pointer is valid during the call only.
  borrowing func withBytes<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    body(UnsafePointer(storage.assumingMemoryBound(to: UInt8.self)))
  }

  /// A key for the purpose `info`, derived by HKDF.
  borrowing func derived(_ info: String) -> KeyBytes {
    var master = [UInt8](
      UnsafeRawBufferPointer(start: storage, count: KeyBytes.count))
    defer { OPENSSL_cleanse(&master, master.count) }
    var key = HKDFSHA256.derive(from: master, info: Array(info.utf8), count: KeyBytes.count)
    return KeyBytes(wiping: &key)
  }
}
