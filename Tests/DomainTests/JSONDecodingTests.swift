import Domain
import FoundationEssentials
import Testing

@Suite("Decoding from JSON that was parsed")
struct JSONDecodingTests {
  /// What a type that the compiler makes decodable can ask for.
  struct Sample: Codable, Equatable {
    enum Shape: Codable, Equatable {
      case circle(radius: Int)
      case roundedSquare(Double, isFilled: Bool)
      case point
    }

    enum Word: String, Codable { case first, second }

    struct Inner: Codable, Equatable {
      var text: String
      var maybeS: Int?
    }

    var name: String
    var retryAfterS: Int?
    var missing: Double?
    var numbers: [Int8]
    var ratio: Double
    var isOn: Bool
    var word: Word
    var shapes: [Shape]
    var inner: Inner
    var lists: [[String]]
    var byName: [String: Inner]
    var byNumber: [Int: UInt16]
    var optionals: [Int?]
    var anything: JSON
    var wide: UInt64
    var small: Float
  }

  static let sample = Sample(
    name: "ä\u{0}\"", retryAfterS: 7, numbers: [-128, 127], ratio: 3, isOn: true, word: .second,
    shapes: [.circle(radius: 2), .roundedSquare(0.5, isFilled: false), .point],
    inner: .init(text: "", maybeS: nil), lists: [["a"], []],
    byName: ["my_key": .init(text: "1", maybeS: 1), "MyKey": .init(text: "2")],
    byNumber: [3: 4], optionals: [1, nil], anything: ["a_b": [1, .number(2.5), nil, "x", false]],
    wide: 1 << 62, small: 0.25)

  @Test("reads everything that was encoded")
  func roundTrip() throws {
    #expect(try JSON.decode(Sample.self, from: JSON.encode(Self.sample)) == Self.sample)
  }

  @Test(
    "says where something does not fit",
    arguments: [
      (#"{"inner":{"text":1}}"#, "inner.text"), (#"{"inner":{}}"#, "inner"),
      (#"{"inner":[]}"#, "inner"), (#"{"inner":null}"#, "inner"),
      (#"{"inner":{"text":"","maybe_s":"x"}}"#, "inner.maybeS"),
      (#"{"list":[1,2,300]}"#, "list.2"), (#"{"list":[1.5]}"#, "list.0"), (#"{"list":{}}"#, "list"),
      ("[]", ""), ("1", ""),
    ])
  func places(_ text: String, _ place: String) throws {
    struct Document: Decodable {
      var inner: Sample.Inner?
      var list: [UInt8]?

      enum CodingKeys: CodingKey { case inner, list }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        inner =
          try container.contains(.inner) ? container.decode(Sample.Inner.self, forKey: .inner) : nil
        list = try container.decodeIfPresent([UInt8].self, forKey: .list)
      }
    }
    let error = try #require(throws: DecodingError.self) {
      try JSON.decode(Document.self, from: Array(text.utf8))
    }
    let context =
      switch error {
      case .dataCorrupted(let context), .keyNotFound(_, let context),
        .typeMismatch(_, let context), .valueNotFound(_, let context):
        context
      @unknown default: throw error
      }
    #expect(context.codingPath.map(\.stringValue).joined(separator: ".") == place)
  }

  @Test("a list ends where it ends")
  func end() throws {
    struct Pair: Decodable {
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        while !list.isAtEnd { _ = try list.decode(Int.self) }
        _ = try list.decode(Int.self)
      }
    }
    #expect(throws: DecodingError.self) { try JSON.decode(Pair.self, from: Array("[1,2]".utf8)) }
  }

  @Test(
    "names of members are in snake_case",
    arguments: [
      "a", "retryAfterS", "isOn", "sha256", "useURL",
    ])
  func names(_ name: String) throws {
    // As Foundation's encoder, which writes them, has it; but for two capitals in a row.
    guard name != "useURL" else { return #expect(SnakeCase.text(name) == "use_u_r_l") }
    struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }
    struct One: Encodable {
      let name: String
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(1, forKey: Key(stringValue: name))
      }
    }
    #expect(
      try JSON(parsing: JSON.encode(One(name: name))).object?.keys.first == SnakeCase.text(name))
  }
}
