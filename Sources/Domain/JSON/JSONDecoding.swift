extension JSON {
  /// Decodes a value from this one. Its members are looked for in `snake_case`; dictionaries keep
  /// their keys as they are.
  ///
  /// - Throws: `DecodingError` with the place of what does not fit; what `type` throws.
  package func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
    try JSONValueDecoder(value: self).decoded(as: type)
  }
}

/// Decodes from a value that was parsed already.
struct JSONValueDecoder: Decoder {
  let value: JSON
  var codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  func decoded<Value: Decodable>(as type: Value.Type) throws -> Value { try Value(from: self) }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else { throw mismatch(with: "an object") }
    return KeyedDecodingContainer(JSONMemberReader<Key>(members: members, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw mismatch(with: "a list") }
    return JSONElementReader(elements: elements, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  /// The value that `read` finds in it.
  func plain<Value>(_ noun: StaticString, _ read: (JSON) -> Value?) throws -> Value {
    guard let plain = read(value) else { throw mismatch(with: noun) }
    return plain
  }

  /// A whole number that fits into `Number`.
  func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    try plain("a whole number") { $0.integer.flatMap(Number.init(exactly:)) }
  }

  private func mismatch(with noun: StaticString) -> DecodingError {
    let context = DecodingError.Context(
      codingPath: codingPath, debugDescription: "\(noun) belongs here")
    return value.isNull ? .valueNotFound(JSON.self, context) : .typeMismatch(JSON.self, context)
  }
}

extension JSONValueDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { value.isNull }
  func decode(_ type: Bool.Type) throws -> Bool { try plain("true or false", \.bool) }
  func decode(_ type: String.Type) throws -> String { try plain("text", \.string) }
  func decode(_ type: Double.Type) throws -> Double { try plain("a number", \.number) }
  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoded(as: type) }
}
