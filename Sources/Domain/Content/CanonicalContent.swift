/// The stored and hashed form of content: a version byte, then JSON with sorted names. A later
/// version keeps reading and hashing the earlier ones as they were, so that a new encoding never
/// looks like an edit.
package enum CanonicalContent {
  /// The version that `encode` writes.
  package static let version: UInt8 = 1

  /// The bytes that are stored and hashed.
  package static func encode(_ content: Content) -> [UInt8] {
    do {
      var writer = CanonicalWriter(version: version)
      try writer.write(content)
      return writer.bytes
    } catch {
      // Content holds only text, numbers and lists; encoding it cannot fail.
      preconditionFailure("content that cannot be encoded: \(error)")
    }
  }

  /// - Throws: when the bytes are of an unknown version or are not content.
  package static func decode(_ bytes: [UInt8]) throws -> Content {
    guard bytes.first == version else { throw UnknownVersion(version: bytes.first) }
    let json = bytes.dropFirst()
    return try CanonicalScanner.content(in: json)
      ?? CanonicalReader.content(in: JSON(parsing: json))
  }

  /// Content was stored by a newer program.
  package struct UnknownVersion: Error {
    package var version: UInt8?
  }
}
