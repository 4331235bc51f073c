/// A line of Swift with comments removed and the contents of string literals emptied, so that a
/// rule which looks for `try!` does not stumble over a sentence about it.
struct CodeLine: Sendable {
  /// One-based.
  let number: Int
  let text: String
  /// Identifiers and keywords: cheap to ask before a pattern is tried on the text.
  let words: Set<String>

  init(number: Int, text: String) {
    self.number = number
    self.text = text
    let letters = { (byte: UInt8) in
      (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "_") || byte > 0x7F
    }
    words = Set(text.utf8.split { !letters($0) }.map { String(Substring($0)) })
  }

  func mentions(_ wanted: Set<String>) -> Bool { !words.isDisjoint(with: wanted) }

  var indentation: Int { text.utf8.prefix { $0 == UInt8(ascii: " ") }.count }

  static func lines(of lines: [String]) -> [CodeLine] {
    var scanner = LiteralScanner()
    return lines.enumerated().map {
      CodeLine(number: $0.offset + 1, text: scanner.strip($0.element))
    }
  }
}

/// Walks over bytes, because character by character a debug build takes seconds for a house.
private struct LiteralScanner {
  /// Strings nest through their interpolations.
  private enum Frame {
    case string(hashes: Int, isMultiline: Bool)
    case interpolation(parentheses: Int)
  }

  private var frames: [Frame] = []
  private var bytes: [UInt8] = []
  private var position = 0
  private var output: [UInt8] = []

  mutating func strip(_ line: String) -> String {
    bytes = Array(line.utf8)
    position = 0
    output = []
    scan: while position < bytes.count {
      switch frames.last {
      case .string(let hashes, let isMultiline): insideString(hashes, isMultiline)
      case .interpolation(let parentheses): insideInterpolation(parentheses)
      case nil:
        if isAt("//") { break scan }
        if !entersString() { output.append(next()) }
      }
    }
    if case .string(_, isMultiline: false) = frames.last { frames.removeLast() }
    while output.last == UInt8(ascii: " ") { output.removeLast() }
    return String(decoding: output, as: UTF8.self)
  }

  private mutating func next() -> UInt8 {
    position += 1
    return bytes[position - 1]
  }

  private func isAt(_ text: StaticString, hashes: Int = 0, from start: Int? = nil) -> Bool {
    let start = start ?? position
    let end = start + text.utf8CodeUnitCount
    guard end + hashes <= bytes.count else { return false }
    for offset in 0..<text.utf8CodeUnitCount where bytes[start + offset] != text.utf8Start[offset] {
      return false
    }
    return bytes[end..<(end + hashes)].allSatisfy { $0 == UInt8(ascii: "#") }
  }

  private mutating func entersString() -> Bool {
    guard bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "#") else {
      return false
    }
    let hashes = bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count
    guard isAt("\"", from: position + hashes) else { return false }
    let isMultiline = isAt("\"\"\"", from: position + hashes)
    if frames.isEmpty { output.append(UInt8(ascii: "\"")) }
    frames.append(.string(hashes: hashes, isMultiline: isMultiline))
    position += hashes + (isMultiline ? 3 : 1)
    return true
  }

  /// Code inside an interpolation is left out as well: it belongs to the string.
  private mutating func insideInterpolation(_ open: Int) {
    if entersString() { return }
    let byte = next()
    let depth = open + (byte == UInt8(ascii: "(") ? 1 : byte == UInt8(ascii: ")") ? -1 : 0)
    frames.removeLast()
    if depth > 0 { frames.append(.interpolation(parentheses: depth)) }
  }

  private mutating func insideString(_ hashes: Int, _ isMultiline: Bool) {
    let quote: StaticString = isMultiline ? "\"\"\"" : "\""
    if isAt(quote, hashes: hashes) {
      position += quote.utf8CodeUnitCount + hashes
      frames.removeLast()
      if frames.isEmpty { output.append(UInt8(ascii: "\"")) }
    } else if isAt("\\", hashes: hashes) {
      position += 1 + hashes
      guard position < bytes.count else { return }
      if next() == UInt8(ascii: "(") { frames.append(.interpolation(parentheses: 1)) }
    } else {
      position += 1
    }
  }
}
