/// Writes values one after the other in a compact form: numbers as eight bytes, texts and lists
/// with their length in front.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  /// - Parameter version: the version of the layout that follows.
  init(version: UInt8) { bytes.append(version) }

  mutating func add(_ value: UInt8) { bytes.append(value) }

  mutating func add(_ value: Int64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(_ value: Int) { add(Int64(value)) }

  mutating func add(_ value: String) {
    add(value.utf8.count)
    bytes.append(contentsOf: value.utf8)
  }

  mutating func add(_ value: [UInt8]) {
    add(value.count)
    bytes.append(contentsOf: value)
  }

  mutating func add(_ value: String?) {
    add(value == nil ? 0 : 1 as UInt8)
    if let value { add(value) }
  }
}

/// Reads what `ByteWriter` wrote. Every read is bounded by the bytes that are there.
struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  /// The bytes are not of this layout.
  struct Malformed: Error {}

  /// - Throws: when the bytes are of another version.
  init(_ bytes: [UInt8], version: UInt8) throws(Malformed) {
    guard bytes.first == version else { throw Malformed() }
    self.bytes = bytes
    position = 1
  }

  mutating func byte() throws(Malformed) -> UInt8 {
    guard position < bytes.count else { throw Malformed() }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func integer() throws(Malformed) -> Int64 {
    guard bytes.count - position >= 8 else { throw Malformed() }
    var value: UInt64 = 0
    for offset in 0..<8 { value |= UInt64(bytes[position + offset]) << (8 * UInt64(offset)) }
    position += 8
    return Int64(bitPattern: value)
  }

  mutating func count() throws(Malformed) -> Int {
    let value = try integer()
    guard value >= 0, value <= Int64(bytes.count - position) else { throw Malformed() }
    return Int(value)
  }

  mutating func blob() throws(Malformed) -> [UInt8] {
    let length = try count()
    defer { position += length }
    return Array(bytes[position..<position + length])
  }

  mutating func text() throws(Malformed) -> String {
    String(decoding: try blob(), as: UTF8.self)
  }

  mutating func optionalText() throws(Malformed) -> String? {
    try byte() == 0 ? nil : try text()
  }
}
