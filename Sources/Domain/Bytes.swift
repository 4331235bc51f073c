/// Writes values one after the other in a compact form: numbers as eight bytes, texts and lists
/// with their length in front.
package struct ByteWriter {
  /// What was written so far.
  package private(set) var bytes: [UInt8] = []

  /// - Parameter version: the version of the layout that follows.
  package init(version: UInt8) {
    // What is written about a post fits, and does not move as it grows.
    bytes.reserveCapacity(512)
    bytes.append(version)
  }

  /// One byte.
  package mutating func add(_ value: UInt8) { bytes.append(value) }

  /// Eight bytes, the lowest first.
  package mutating func add(_ value: Int64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Eight bytes, the lowest first.
  package mutating func add(_ value: Int) { add(Int64(value)) }

  /// The length in UTF-8, and the text.
  package mutating func add(_ value: String) {
    add(value.utf8.count)
    bytes.append(contentsOf: value.utf8)
  }

  /// The length, and the bytes.
  package mutating func add(_ value: [UInt8]) {
    add(value.count)
    bytes.append(contentsOf: value)
  }

  /// Whether there is one, and the text.
  package mutating func add(_ value: String?) {
    add(value == nil ? 0 : 1 as UInt8)
    if let value { add(value) }
  }
}

/// Reads what `ByteWriter` wrote. Every read is bounded by the bytes that are there.
package struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  /// The bytes are not of this layout.
  package struct Malformed: Error {
    package init() {}
  }

  /// - Throws: when the bytes are of another version.
  package init(_ bytes: [UInt8], version: UInt8) throws(Malformed) {
    guard bytes.first == version else { throw Malformed() }
    self.bytes = bytes
    position = 1
  }

  /// - Throws: at the end of the bytes, as all of the following do.
  package mutating func byte() throws(Malformed) -> UInt8 {
    guard position < bytes.count else { throw Malformed() }
    defer { position += 1 }
    return bytes[position]
  }

  /// Eight bytes, the lowest first.
  package mutating func integer() throws(Malformed) -> Int64 {
    guard bytes.count - position >= 8 else { throw Malformed() }
    var value: UInt64 = 0
    for offset in 0..<8 { value |= UInt64(bytes[position + offset]) << (8 * UInt64(offset)) }
    position += 8
    return Int64(bitPattern: value)
  }

  /// A length that the rest of the bytes can have.
  package mutating func count() throws(Malformed) -> Int {
    let value = try integer()
    guard value >= 0, value <= Int64(bytes.count - position) else { throw Malformed() }
    return Int(value)
  }

  /// Bytes with their length in front.
  package mutating func blob() throws(Malformed) -> [UInt8] {
    let length = try count()
    defer { position += length }
    return Array(bytes[position..<position + length])
  }

  /// Text with its length in front; broken UTF-8 is repaired.
  package mutating func text() throws(Malformed) -> String {
    String(decoding: try blob(), as: UTF8.self)
  }

  /// Text that may be missing.
  package mutating func optionalText() throws(Malformed) -> String? {
    try byte() == 0 ? nil : try text()
  }
}
