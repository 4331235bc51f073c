/// Finds the place where bytes stop being JSON (RFC 8259), for error messages only.
struct JSONFault {
  private let bytes: [UInt8]
  private var position = 0
  /// The name, with its quotes, that an object has a second time.
  private var repeated: ArraySlice<UInt8>?

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Such as `line 3, column 14: unexpected "}"`.
  static func place(in bytes: [UInt8]) -> String {
    guard String(validating: bytes, as: UTF8.self) != nil else { return "it is not UTF-8" }
    var scanner = JSONFault(bytes)
    scanner.skipSpace()
    let isValue = scanner.skipValue(depth: 0)
    if isValue { scanner.skipSpace() }
    let position = scanner.position
    let before = bytes[..<min(position, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let column = String(decoding: bytes[lineStart..<before.endIndex], as: UTF8.self).count + 1
    if let name = scanner.repeated {
      let words = String(decoding: name.prefix(64), as: UTF8.self)
      return "line \(line), column \(column): \(words) is there twice"
    }
    guard position < bytes.count else {
      return isValue
        ? "an escape or a number in it is malformed"
        : "line \(line), column \(column): it ends too early"
    }
    let rest = String(decoding: bytes[position...].prefix(16), as: UTF8.self)
    return "line \(line), column \(column): unexpected \"\(rest.prefix(1))\""
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  /// Moves behind a value; stays at the first byte that cannot belong to one.
  private mutating func skipValue(depth: Int) -> Bool {
    guard depth <= 64 else { return false }
    switch current {
    case UInt8(ascii: "{"): return skipMembers(depth: depth)
    case UInt8(ascii: "["): return skipElements(depth: depth)
    case UInt8(ascii: "\""): return skipString()
    case UInt8(ascii: "t"): return skipWord("true")
    case UInt8(ascii: "f"): return skipWord("false")
    case UInt8(ascii: "n"): return skipWord("null")
    default: return skipNumber()
    }
  }

  private mutating func skipMembers(depth: Int) -> Bool {
    position += 1
    skipSpace()
    if skip(UInt8(ascii: "}")) { return true }
    var names: Set<ArraySlice<UInt8>> = []
    while true {
      skipSpace()
      let start = position
      guard current == UInt8(ascii: "\""), skipString() else { return false }
      let name = bytes[start..<min(position, bytes.count)]
      guard names.insert(name).inserted else {
        (repeated, position) = (name, start)
        return false
      }
      skipSpace()
      guard skip(UInt8(ascii: ":")) else { return false }
      skipSpace()
      guard skipValue(depth: depth + 1) else { return false }
      skipSpace()
      if skip(UInt8(ascii: "}")) { return true }
      guard skip(UInt8(ascii: ",")) else { return false }
    }
  }

  private mutating func skipElements(depth: Int) -> Bool {
    position += 1
    skipSpace()
    if skip(UInt8(ascii: "]")) { return true }
    while true {
      skipSpace()
      guard skipValue(depth: depth + 1) else { return false }
      skipSpace()
      if skip(UInt8(ascii: "]")) { return true }
      guard skip(UInt8(ascii: ",")) else { return false }
    }
  }

  private mutating func skipString() -> Bool {
    position += 1
    while let byte = current {
      if byte < 0x20 { return false }
      position += byte == 0x5C ? 2 : 1
      if byte == 0x22 { return true }
    }
    return false
  }

  private mutating func skipWord(_ word: String) -> Bool {
    for byte in word.utf8 {
      guard skip(byte) else { return false }
    }
    return true
  }

  private mutating func skipNumber() -> Bool {
    let start = position
    while let byte = current, Array("+-.0123456789eE".utf8).contains(byte) { position += 1 }
    return position > start
  }
}
