extension JSON {
  /// What `value` encodes itself as. Its members are named in `snake_case`; dictionaries keep their
  /// keys as they are.
  ///
  /// - Throws: `EncodingError` for a number that JSON cannot hold; what `value` throws.
  package init(encoding value: some Encodable) throws {
    let slot = JSONSlot()
    try value.encode(to: JSONValueEncoder(slot: slot))
    self = slot.json
  }
}

/// Encodes into a slot.
struct JSONValueEncoder: Encoder {
  let slot: JSONSlot
  var codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    slot.beginObject()
    return KeyedEncodingContainer(JSONMemberWriter<Key>(slot: slot, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.beginList()
    return JSONElementWriter(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  /// What `value` becomes below this place.
  static func json(of value: some Encodable, at path: [any CodingKey]) throws -> JSON {
    let slot = JSONSlot()
    try value.encode(to: JSONValueEncoder(slot: slot, codingPath: path))
    return slot.json
  }

  static func whole(_ value: some FixedWidthInteger, at path: [any CodingKey]) throws -> JSON {
    guard let number = Int64(exactly: value) else { throw refusal(of: value, at: path) }
    return .integer(number)
  }

  static func number(_ value: Double, at path: [any CodingKey]) throws -> JSON {
    guard value.isFinite else { throw refusal(of: value, at: path) }
    return .number(value)
  }

  private static func refusal(of value: Any, at path: [any CodingKey]) -> EncodingError {
    .invalidValue(
      value, .init(codingPath: path, debugDescription: "JSON has no place for such a number"))
  }
}

extension JSONValueEncoder: SingleValueEncodingContainer {
  func encodeNil() { slot.write(.null) }
  func encode(_ value: Bool) { slot.write(.bool(value)) }
  func encode(_ value: String) { slot.write(.string(value)) }
  func encode(_ value: Double) throws { slot.write(try Self.number(value, at: codingPath)) }
  func encode(_ value: Float) throws { slot.write(try Self.number(Double(value), at: codingPath)) }
  func encode(_ value: Int) throws { slot.write(try Self.whole(value, at: codingPath)) }
  func encode(_ value: Int8) throws { slot.write(try Self.whole(value, at: codingPath)) }
  func encode(_ value: Int16) throws { slot.write(try Self.whole(value, at: codingPath)) }
  func encode(_ value: Int32) throws { slot.write(try Self.whole(value, at: codingPath)) }
  func encode(_ value: Int64) throws { slot.write(try Self.whole(value, at: codingPath)) }
  func encode(_ value: UInt) throws { slot.write(try Self.whole(value, at: codingPath)) }
  func encode(_ value: UInt8) throws { slot.write(try Self.whole(value, at: codingPath)) }
  func encode(_ value: UInt16) throws { slot.write(try Self.whole(value, at: codingPath)) }
  func encode(_ value: UInt32) throws { slot.write(try Self.whole(value, at: codingPath)) }
  func encode(_ value: UInt64) throws { slot.write(try Self.whole(value, at: codingPath)) }
  func encode(_ value: some Encodable) throws { try value.encode(to: self) }
}
