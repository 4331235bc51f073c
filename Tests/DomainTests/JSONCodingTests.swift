import FoundationEssentials
import Testing

@testable import Domain

@Suite("Values as JSON, and back")
struct JSONCodingTests {
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

  /// Foundation's encoder as documents are to look: what earlier versions wrote, and hashed.
  static func general(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(value))
  }

  @Test("writes what a general encoder writes")
  func general() throws {
    #expect(try JSON.encode(Self.sample) == Self.general(Self.sample))
    let texts = (0...0x2FF).compactMap(Unicode.Scalar.init).map { String(Character($0)) }
    #expect(try JSON.encode(texts) == Self.general(texts))
    let escapes = ["\n\r\t\"\\/", "\u{2028}👩‍👩‍👧‍👦\u{FEFF}", "e\u{301}"]
    #expect(try JSON.encode(escapes) == Self.general(escapes))
    let numbers = [
      0, 1, -1, 0.5, 1e15, 1e16, 123_456.789, -0.0, 1e-7, .pi, .leastNonzeroMagnitude, 1.7e308,
    ]
    #expect(try JSON.encode(numbers) == Self.general(numbers))
    let document: JSON = [
      "b": [.number(2), .number(0.25)], "a": ["Z_y": nil, "é": true, "zY": 1],
    ]
    #expect(try JSON.encode(document) == Self.general(document))
    #expect(try JSON.encode(document) == document.bytes)
  }

  @Test("refuses numbers that JSON cannot hold", arguments: [Double.infinity, -.infinity, .nan])
  func infinite(_ number: Double) {
    #expect(throws: EncodingError.self) { try JSON.encode(["a": number]) }
    #expect(throws: EncodingError.self) { try JSON.encode([number]) }
    #expect(throws: EncodingError.self) { try JSON.encode([UInt64.max]) }
  }

  @Test("names of members are in snake_case")
  func names() {
    let names = ["a", "retryAfterS", "isOn", "sha256", "already_so"]
    let texts = ["a", "retry_after_s", "is_on", "sha256", "already_so"]
    #expect(names.map(SnakeCase.text) == texts)
    #expect(SnakeCase.name("retry_after_s") == "retryAfterS")
    #expect(SnakeCase.name("plain") == "plain")
  }
}
