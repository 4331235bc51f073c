import Domain

/// A decoder that has no document: it writes down which members a type asks for and hands out any
/// valid values.
///
/// A class, because containers of one object record into the same list.
final class ShapeRecorder: Decoder {
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private(set) var object: Shape.Object

  init(typeName: String) {
    object = Shape.Object(name: typeName, members: [])
  }

  fileprivate func record(_ name: String, _ shape: Shape, isRequired: Bool) {
    let member = Shape.Member(
      name: SnakeCase.text(name), shape: shape, isRequired: isRequired)
    precondition(!object.members.contains { $0.name == member.name }, "\(name) is read twice")
    object.members.append(member)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(KeyedRecorder<Key>(recorder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw NotAnObject(typeName: object.name)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    throw NotAnObject(typeName: object.name)
  }

  /// A type that is neither an object nor `Shaped`.
  struct NotAnObject: Error {
    var typeName: String
  }
}

/// Records the members that a type reads.
private struct KeyedRecorder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let recorder: ShapeRecorder
  let codingPath: [any CodingKey] = []
  let allKeys: [Key] = []

  func contains(_ key: Key) -> Bool { true }

  func decodeNil(forKey key: Key) -> Bool { true }

  private func required<Value: Shaped>(_ key: Key) -> Value {
    recorder.record(key.stringValue, Value.shape, isRequired: true)
    return Value.example
  }

  private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
    recorder.record(key.stringValue, Shape.of(type), isRequired: false)
    return nil
  }

  func decode(_ type: Bool.Type, forKey key: Key) -> Bool { required(key) }
  func decode(_ type: String.Type, forKey key: Key) -> String { required(key) }
  func decode(_ type: Double.Type, forKey key: Key) -> Double { required(key) }
  func decode(_ type: Int.Type, forKey key: Key) -> Int { required(key) }
  func decode(_ type: Int64.Type, forKey key: Key) -> Int64 { required(key) }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    recorder.record(key.stringValue, Shape.of(type), isRequired: true)
    if let shaped = type as? any Shaped.Type, let value = shaped.example as? Value { return value }
    return try Value(from: ShapeRecorder(typeName: ""))
  }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) -> Bool? { optional(type, key) }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) -> String? { optional(type, key) }
  func decodeIfPresent(_ type: Double.Type, forKey key: Key) -> Double? { optional(type, key) }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) -> Int? { optional(type, key) }
  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) -> Int64? { optional(type, key) }
  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) -> Value? {
    optional(type, key)
  }

  // No document of ours uses the narrow number types; a type that did would be found by the tests.
  private func unsupported<Value>(_ type: Value.Type, _ key: Key) throws -> Value {
    throw DecodingError.typeMismatch(
      type, .init(codingPath: [key], debugDescription: "use Int, Int64 or Double in documents"))
  }

  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try unsupported(type, key) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try unsupported(type, key) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try unsupported(type, key) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try unsupported(type, key) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try unsupported(type, key) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try unsupported(type, key) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try unsupported(type, key) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try unsupported(type, key) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try unsupported(type, key) }

  func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<NestedKey>
  {
    throw ShapeRecorder.NotAnObject(typeName: key.stringValue)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw ShapeRecorder.NotAnObject(typeName: key.stringValue)
  }

  func superDecoder() -> any Decoder { recorder }
  func superDecoder(forKey key: Key) -> any Decoder { recorder }
}
