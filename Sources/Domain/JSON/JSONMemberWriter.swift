/// Writes the members of an object.
struct JSONMemberWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: JSONSlot
  let codingPath: [any CodingKey]
  /// Keys that may be any text are a dictionary's.
  private let keepsNames = Key(stringValue: "\u{0}") != nil

  init(slot: JSONSlot, codingPath: [any CodingKey]) {
    self.slot = slot
    self.codingPath = codingPath
  }

  private func name(_ key: Key) -> String {
    keepsNames ? key.stringValue : SnakeCase.text(key.stringValue)
  }

  private func write(_ value: JSON, _ key: Key) { slot.write(value, as: name(key)) }

  private func write(whole value: some FixedWidthInteger, _ key: Key) throws {
    write(try JSONValueEncoder.whole(value, at: codingPath + [key]), key)
  }

  private func late(_ key: Key) -> JSONValueEncoder {
    JSONValueEncoder(slot: slot.late(name(key)), codingPath: codingPath + [key])
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    late(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    late(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { JSONValueEncoder(slot: slot, codingPath: codingPath) }
  func superEncoder(forKey key: Key) -> any Encoder { late(key) }

  func encodeNil(forKey key: Key) { write(.null, key) }
  func encode(_ value: Bool, forKey key: Key) { write(.bool(value), key) }
  func encode(_ value: String, forKey key: Key) { write(.string(value), key) }
  func encode(_ value: Double, forKey key: Key) throws {
    write(try JSONValueEncoder.number(value, at: codingPath + [key]), key)
  }
  func encode(_ value: Float, forKey key: Key) throws { try encode(Double(value), forKey: key) }
  func encode(_ value: Int, forKey key: Key) { write(.integer(Int64(value)), key) }
  func encode(_ value: Int8, forKey key: Key) { write(.integer(Int64(value)), key) }
  func encode(_ value: Int16, forKey key: Key) { write(.integer(Int64(value)), key) }
  func encode(_ value: Int32, forKey key: Key) { write(.integer(Int64(value)), key) }
  func encode(_ value: Int64, forKey key: Key) { write(.integer(value), key) }
  func encode(_ value: UInt, forKey key: Key) throws { try write(whole: value, key) }
  func encode(_ value: UInt8, forKey key: Key) { write(.integer(Int64(value)), key) }
  func encode(_ value: UInt16, forKey key: Key) { write(.integer(Int64(value)), key) }
  func encode(_ value: UInt32, forKey key: Key) { write(.integer(Int64(value)), key) }
  func encode(_ value: UInt64, forKey key: Key) throws { try write(whole: value, key) }
  func encode(_ value: some Encodable, forKey key: Key) throws {
    write(try JSONValueEncoder.json(of: value, at: codingPath + [key]), key)
  }
}
