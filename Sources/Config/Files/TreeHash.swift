import Domain

/// One hash over everything that a configuration consists of. A reload reads twice and goes on only
/// if both hashes are equal: files that are being written are not taken over.
enum TreeHash {
  /// - Parameters:
  ///   - files: hashes of files by path; the order does not matter.
  ///   - hashing: SHA-256.
  static func of(_ files: [String: [UInt8]], hashing: any Hashing) -> [UInt8] {
    var bytes: [UInt8] = []
    for path in files.keys.sorted() {
      bytes += Array(path.utf8) + [0]
      bytes += Array((files[path] ?? []).hexadecimal.utf8) + [0x0A]
    }
    return hashing.sha256(bytes)
  }
}
