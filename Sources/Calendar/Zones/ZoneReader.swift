extension Zone {
  /// Reads a TZif file of version 2 or later (RFC 8536).
  ///
  /// Fails for anything else, for files that count leap seconds, and where a number does not fit.
  init?(tzif bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    // The first block repeats the data with 32 bits, for readers of version 1.
    guard let first = Header(&reader), first.version >= UInt8(ascii: "2"),
      reader.skip(first.bodySize(timeSize: 4)), let header = Header(&reader), header.leaps == 0,
      header.types > 0, let times = reader.numbers(header.times, size: 8),
      let indexes = reader.numbers(header.times, size: 1),
      let records = reader.bytes(header.types * 6), let letters = reader.bytes(header.characters),
      reader.skip(header.standardFlags + header.utcFlags)
    else { return nil }
    let types = (0..<header.types).compactMap {
      Zone.localType(Array(records[$0 * 6..<$0 * 6 + 6]), letters: letters)
    }
    guard types.count == header.types, indexes.allSatisfy({ types.indices.contains(Int($0)) }),
      zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }), let footer = reader.line()
    else { return nil }
    let rule = footer.isEmpty ? nil : ZoneRule(footer)
    guard footer.isEmpty || rule != nil else { return nil }
    self.init(
      transitions: times, typesAfter: indexes.map { types[Int($0)] }, initialType: types[0],
      rule: rule)
  }

  /// A type record: 4 bytes of offset, a flag, and where its abbreviation begins.
  private static func localType(_ record: [UInt8], letters: [UInt8]) -> LocalType? {
    let offset = Int(Int32(bitPattern: record[..<4].reduce(0) { $0 << 8 | UInt32($1) }))
    let start = Int(record[5])
    guard abs(offset) < 26 * 3600, start < letters.count else { return nil }
    let name = String(decoding: letters[start...].prefix { $0 != 0 }, as: UTF8.self)
    return LocalType(offset: offset, abbreviation: name)
  }

  /// The header of a data block (RFC 8536 §3.1).
  private struct Header {
    let version: UInt8
    let utcFlags: Int
    let standardFlags: Int
    let leaps: Int
    let times: Int
    let types: Int
    let characters: Int

    init?(_ reader: inout ByteReader) {
      guard reader.bytes(4) == Array("TZif".utf8), let version = reader.bytes(1)?.first,
        reader.skip(15), let counts = reader.numbers(6, size: 4),
        counts.allSatisfy({ (0...100_000).contains($0) })
      else { return nil }
      self.version = version
      (utcFlags, standardFlags, leaps) = (Int(counts[0]), Int(counts[1]), Int(counts[2]))
      (times, types, characters) = (Int(counts[3]), Int(counts[4]), Int(counts[5]))
    }

    func bodySize(timeSize: Int) -> Int {
      times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standardFlags
        + utcFlags
    }
  }

  /// Reads big-endian numbers and never beyond the end.
  private struct ByteReader {
    private let data: [UInt8]
    private var position = 0

    init(_ data: [UInt8]) { self.data = data }

    mutating func bytes(_ count: Int) -> [UInt8]? {
      guard count <= data.count - position else { return nil }
      defer { position += count }
      return Array(data[position..<position + count])
    }

    mutating func skip(_ count: Int) -> Bool { bytes(count) != nil }

    /// `count` numbers of `size` bytes each; signed when they have 8 bytes.
    mutating func numbers(_ count: Int, size: Int) -> [Int64]? {
      guard let raw = bytes(count * size) else { return nil }
      return stride(from: 0, to: raw.count, by: size).map {
        Int64(bitPattern: raw[$0..<$0 + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      }
    }

    /// The text between two line breaks.
    mutating func line() -> String? {
      guard bytes(1) == [0x0A], let end = data[position...].firstIndex(of: 0x0A) else { return nil }
      return String(decoding: data[position..<end], as: UTF8.self)
    }
  }
}
