/// Writes the elements of a list.
struct JSONElementWriter: UnkeyedEncodingContainer {
  let slot: JSONSlot
  let codingPath: [any CodingKey]

  var count: Int { slot.count }

  private func write(whole value: some FixedWidthInteger) throws {
    slot.append(try JSONValueEncoder.whole(value, at: codingPath))
  }

  private func late() -> JSONValueEncoder {
    JSONValueEncoder(slot: slot.lateElement(), codingPath: codingPath)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    late().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { late().unkeyedContainer() }

  func superEncoder() -> any Encoder { late() }

  func encodeNil() { slot.append(.null) }
  func encode(_ value: Bool) { slot.append(.bool(value)) }
  func encode(_ value: String) { slot.append(.string(value)) }
  func encode(_ value: Double) throws {
    slot.append(try JSONValueEncoder.number(value, at: codingPath))
  }
  func encode(_ value: Float) throws { try encode(Double(value)) }
  func encode(_ value: Int) { slot.append(.integer(Int64(value))) }
  func encode(_ value: Int8) { slot.append(.integer(Int64(value))) }
  func encode(_ value: Int16) { slot.append(.integer(Int64(value))) }
  func encode(_ value: Int32) { slot.append(.integer(Int64(value))) }
  func encode(_ value: Int64) { slot.append(.integer(value)) }
  func encode(_ value: UInt) throws { try write(whole: value) }
  func encode(_ value: UInt8) { slot.append(.integer(Int64(value))) }
  func encode(_ value: UInt16) { slot.append(.integer(Int64(value))) }
  func encode(_ value: UInt32) { slot.append(.integer(Int64(value))) }
  func encode(_ value: UInt64) throws { try write(whole: value) }
  func encode(_ value: some Encodable) throws {
    slot.append(try JSONValueEncoder.json(of: value, at: codingPath))
  }
}
