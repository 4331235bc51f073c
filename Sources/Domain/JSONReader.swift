/// Reads JSON text (RFC 8259) in one pass over its bytes: every answer of a network and every
/// stored content comes through here, and a general decoder takes fifty times as long.
///
/// Of members with the same name the first counts. A byte order mark at the start is passed over.
struct JSONReader {
  private let bytes: [UInt8]
  private let depthMax: Int
  private var position = 0

  /// The one value that `bytes` are.
  ///
  /// - Throws: `tooDeep` as soon as there are more than `depthMax` levels; `malformed` for anything
  ///   that is not JSON, and for text that is not Unicode.
  static func value(of bytes: [UInt8], depthMax: Int) throws(JSON.ParseError) -> JSON {
    var reader = JSONReader(bytes: bytes, depthMax: depthMax)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == bytes.count else { throw .malformed }
    return value
  }

  private init(bytes: [UInt8], depthMax: Int) {
    self.bytes = bytes
    self.depthMax = depthMax
  }

  private mutating func value(depth: Int) throws(JSON.ParseError) -> JSON {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try elements(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func members(depth: Int) throws(JSON.ParseError) -> [String: JSON] {
    try enter(depth)
    var members: [String: JSON] = [:]
    if takeToken(UInt8(ascii: "}")) { return members }
    while true {
      skipSpace()
      let name = try string()
      guard takeToken(UInt8(ascii: ":")) else { throw .malformed }
      let member = try value(depth: depth)
      if members[name] == nil { members[name] = member }
      if takeToken(UInt8(ascii: "}")) { return members }
      guard takeToken(UInt8(ascii: ",")) else { throw .malformed }
    }
  }

  private mutating func elements(depth: Int) throws(JSON.ParseError) -> [JSON] {
    try enter(depth)
    var elements: [JSON] = []
    if takeToken(UInt8(ascii: "]")) { return elements }
    while true {
      elements.append(try value(depth: depth))
      if takeToken(UInt8(ascii: "]")) { return elements }
      guard takeToken(UInt8(ascii: ",")) else { throw .malformed }
    }
  }

  private mutating func enter(_ depth: Int) throws(JSON.ParseError) {
    guard depth <= depthMax else { throw .tooDeep(limit: depthMax) }
    position += 1
  }

  private mutating func word(
    _ word: StaticString, _ value: JSON
  ) throws(JSON.ParseError) -> JSON {
    let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[position...].starts(with: letters) else { throw .malformed }
    position += letters.count
    return value
  }

  // MARK: - Numbers

  /// Whole numbers that fit stay whole, however they are written; others are rounded to a double.
  private mutating func number() throws(JSON.ParseError) -> JSON {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    var isPlain = true
    if take(UInt8(ascii: ".")) {
      isPlain = false
      try digits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isPlain = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isPlain, let integer = Int64(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else { throw .malformed }
    return Int64(exactly: number).map(JSON.integer) ?? .number(number)
  }

  private mutating func digits() throws(JSON.ParseError) {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw .malformed }
  }

  // MARK: - Strings

  private mutating func string() throws(JSON.ParseError) -> String {
    guard take(UInt8(ascii: "\"")) else { throw .malformed }
    let start = position
    while let byte = next, JSONReader.isPlain(byte) { position += 1 }
    guard take(UInt8(ascii: "\"")) else { return try string(from: start) }
    return try text(bytes[start..<position - 1])
  }

  /// The rest of a string that is not plain, whose first plain bytes begin at `start`.
  private mutating func string(from start: Int) throws(JSON.ParseError) -> String {
    var plain = Array(bytes[start..<position])
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return try text(plain[...])
      case UInt8(ascii: "\\"): try appendEscaped(to: &plain)
      case 0..<0x20: throw .malformed
      default: plain.append(byte)
      }
    }
    throw .malformed
  }

  private mutating func appendEscaped(to text: inout [UInt8]) throws(JSON.ParseError) {
    guard let byte = next else { throw .malformed }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: UTF8.encode(try scalar())!)
    default: throw .malformed
    }
  }

  /// The scalar after `\u`; one beyond the first plane is written as two halves (RFC 8259 §7).
  private mutating func scalar() throws(JSON.ParseError) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw .malformed }
    let second = try hexadecimal()
    guard first < 0xDC00, (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw .malformed }
    return scalar
  }

  private mutating func hexadecimal() throws(JSON.ParseError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = next.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw .malformed
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(JSON.ParseError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed }
    return text
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  // MARK: - Bytes

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  /// Passes over white space and then `byte`, if it comes next.
  private mutating func takeToken(_ byte: UInt8) -> Bool {
    skipSpace()
    return take(byte)
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }
}
