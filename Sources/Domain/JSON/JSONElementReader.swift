/// The elements of a list that is decoded.
struct JSONElementReader: UnkeyedDecodingContainer {
  let elements: [JSON]
  let codingPath: [any CodingKey]
  private(set) var currentIndex = 0

  init(elements: [JSON], codingPath: [any CodingKey]) {
    self.elements = elements
    self.codingPath = codingPath
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  private struct Place: CodingKey {
    let index: Int
    var stringValue: String { "\(index)" }
    var intValue: Int? { index }

    init(_ index: Int) { self.index = index }
    init?(stringValue: String) { nil }
    init?(intValue: Int) { index = intValue }
  }

  private var place: [any CodingKey] { codingPath + [Place(currentIndex)] }

  /// Reads the next element; one that does not fit stays the next.
  private mutating func next<Value>(_ read: (JSONValueDecoder) throws -> Value) throws -> Value {
    guard !isAtEnd else {
      let context = DecodingError.Context(codingPath: place, debugDescription: "missing")
      throw DecodingError.valueNotFound(Value.self, context)
    }
    let value = try read(JSONValueDecoder(value: elements[currentIndex], codingPath: place))
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next { try $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next { try $0.unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder { try next { $0 } }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].isNull else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try next { try $0.decode(type) } }
  mutating func decode(_ type: String.Type) throws -> String { try next { try $0.decode(type) } }
  mutating func decode(_ type: Double.Type) throws -> Double { try next { try $0.decode(type) } }
  mutating func decode(_ type: Float.Type) throws -> Float { try next { try $0.decode(type) } }
  mutating func decode(_ type: Int.Type) throws -> Int { try next { try $0.whole(type) } }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try next { try $0.whole(type) } }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try next { try $0.whole(type) } }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try next { try $0.whole(type) } }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try next { try $0.whole(type) } }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try next { try $0.whole(type) } }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next { try $0.whole(type) } }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next { try $0.whole(type) } }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next { try $0.whole(type) } }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next { try $0.whole(type) } }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try next { try $0.decoded(as: type) }
  }
}
