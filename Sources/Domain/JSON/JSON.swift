/// A JSON value (RFC 8259). Objects keep no order; they are written with sorted keys, so that equal
/// values have equal bytes.
package enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  /// How much of the outside's JSON we accept.
  package struct Bounds: Sendable {
    package var bytes: Int
    package var depth: Int

    package init(bytes: Int, depth: Int) {
      self.bytes = bytes
      self.depth = depth
    }

    /// 4 MiB and 64 levels: more than any platform's answer needs.
    package static let standard = Bounds(bytes: 4 << 20, depth: 64)
  }

  /// Why bytes are not acceptable JSON.
  package enum ParseError: Error, Equatable {
    case tooLarge(limitBytes: Int)
    case tooDeep(limit: Int)
    case malformed
  }

  /// Parses UTF-8 JSON, refusing what exceeds `bounds` before any of it is decoded.
  package init(parsing bytes: some Collection<UInt8>, bounds: Bounds = .standard) throws(ParseError)
  {
    // From here on it is one concrete type: code for any collection takes ten times as long.
    let bytes = Array(bytes)
    guard bytes.count <= bounds.bytes else { throw .tooLarge(limitBytes: bounds.bytes) }
    guard JSON.depth(of: bytes) <= bounds.depth else { throw .tooDeep(limit: bounds.depth) }
    self = try JSONReader(bytes).value
  }

  package init(parsing text: String, bounds: Bounds = .standard) throws(ParseError) {
    try self.init(parsing: Array(text.utf8), bounds: bounds)
  }

  /// The deepest nesting of brackets outside strings.
  private static func depth(of bytes: [UInt8]) -> Int {
    var (depth, deepest, inString, escaped) = (0, 0, false, false)
    for byte in bytes {
      if inString {
        if escaped {
          escaped = false
        } else if byte == 0x5C {
          escaped = true
        } else if byte == 0x22 {
          inString = false
        }
        continue
      }
      switch byte {
      case 0x22: inString = true
      case 0x5B, 0x7B:
        depth += 1
        deepest = max(deepest, depth)
      case 0x5D, 0x7D: depth -= 1
      default: break
      }
    }
    return deepest
  }
}

// MARK: - Reading

extension JSON {
  /// The member of an object; `nil` for a missing member and for anything that is not an object.
  package subscript(_ name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  /// The element of an array; `nil` outside it and for anything that is not an array.
  package subscript(_ index: Int) -> JSON? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  package var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  package var integer: Int64? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int64(exactly: value)
    default: nil
    }
  }

  package var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  package var array: [JSON]? {
    guard case .array(let value) = self else { return nil }
    return value
  }

  package var object: [String: JSON]? {
    guard case .object(let value) = self else { return nil }
    return value
  }

  package var isNull: Bool { self == .null }
}

// MARK: - Writing

extension JSON {
  /// UTF-8 without white space, object keys sorted by their bytes.
  package var bytes: [UInt8] {
    var output: [UInt8] = []
    append(to: &output)
    return output
  }

  /// `bytes` as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  private func append(to output: inout [UInt8]) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): output.append(contentsOf: String(value).utf8)
    case .number(let value):
      // JSON has no infinities; they become null rather than invalid text.
      let text = value.isFinite ? "\(value)" : "null"
      output.append(contentsOf: text.utf8.dropLast(text.hasSuffix(".0") ? 2 : 0))
    case .string(let value): JSON.append(quoted: value, to: &output)
    case .array(let elements):
      output.append(0x5B)
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(0x2C) }
        element.append(to: &output)
      }
      output.append(0x5D)
    case .object(let members):
      output.append(0x7B)
      for (index, name) in members.keys.sorted().enumerated() {
        if index > 0 { output.append(0x2C) }
        JSON.append(quoted: name, to: &output)
        output.append(0x3A)
        members[name]?.append(to: &output)
      }
      output.append(0x7D)
    }
  }

  /// Appends `text` as a JSON string (RFC 8259 §7).
  static func append(quoted text: String, to output: inout [UInt8]) {
    output.append(0x22)
    var text = text
    text.withUTF8 { buffer in
      var rest = buffer[...]
      while let place = rest.firstIndex(where: isEscaped) {
        output.append(contentsOf: rest[..<place])
        append(escaping: rest[place], to: &output)
        rest = rest[(place + 1)...]
      }
      output.append(contentsOf: rest)
    }
    output.append(0x22)
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x22 || byte == 0x5C
  }

  private static func append(escaping byte: UInt8, to output: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""): output.append(contentsOf: "\\\"".utf8)
    case UInt8(ascii: "\\"): output.append(contentsOf: "\\\\".utf8)
    case 0x08: output.append(contentsOf: "\\b".utf8)
    case 0x09: output.append(contentsOf: "\\t".utf8)
    case 0x0A: output.append(contentsOf: "\\n".utf8)
    case 0x0C: output.append(contentsOf: "\\f".utf8)
    case 0x0D: output.append(contentsOf: "\\r".utf8)
    case 0..<0x20:
      output.append(contentsOf: "\\u00".utf8)
      output.append(hexadecimalDigit(byte >> 4))
      output.append(hexadecimalDigit(byte & 15))
    default: output.append(byte)
    }
  }
}

// MARK: - Literals

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(nilLiteral: ()) { self = .null }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }

  /// A string, or `null` for nothing.
  package init(_ value: String?) { self = value.map(JSON.string) ?? .null }
}

// MARK: - Codable

extension JSON: Codable {
  /// From any decoder; our own has the value already.
  package init(from decoder: any Decoder) throws {
    if let decoder = decoder as? JSONValueDecoder {
      self = decoder.value
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  /// To any encoder; our own takes the value as it is.
  package func encode(to encoder: any Encoder) throws {
    if let encoder = encoder as? JSONValueEncoder { return encoder.slot.write(self) }
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// The bytes of any encodable value: `snake_case` names, sorted, no white space.
  package static func encode(_ value: some Encodable) throws -> [UInt8] {
    try JSON(encoding: value).bytes
  }

  /// Reads what `encode` wrote, within `bounds`.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: some Collection<UInt8>, bounds: Bounds = .standard
  ) throws -> Value {
    try JSON(parsing: bytes, bounds: bounds).decoded(as: type)
  }
}
