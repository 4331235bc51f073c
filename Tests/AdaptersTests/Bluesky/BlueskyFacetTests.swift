import Domain
import Testing

@testable import Adapters

@Suite("Bluesky: facets")
struct BlueskyFacetTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    var text: String
    /// Each as `start-end type value`.
    var facets: [String]
    var testDescription: String { text }
  }

  static let vectors: [Vector] = [
    .init(
      text: "Grüße 👋 https://example.com/ä #tag",
      facets: ["13-35 uri https://example.com/ä", "36-40 tag tag"]),
    .init(text: "no links here", facets: []),
    .init(
      text: "(see example.com/a_(b)).",
      facets: ["5-22 uri https://example.com/a_(b)"]),
    .init(text: "Ask @Ann.example.org!", facets: ["4-20 did did:plc:ann"]),
    .init(text: "@nobody.example.org stays text", facets: []),
    .init(text: "👨‍👩‍👧‍👦 #größe", facets: ["26-34 tag größe"]),
    .init(text: "mail ann@example.org or #1 or a#b", facets: []),
    .init(
      text: "https://a.example/#x #x", facets: ["0-20 uri https://a.example/#x", "21-23 tag x"]),
    .init(text: "#" + String(repeating: "a", count: 65), facets: []),
    .init(
      text: "#" + String(repeating: "a", count: 64),
      facets: ["0-65 tag " + String(repeating: "a", count: 64)]),
  ]

  @Test("links, mentions and hashtags at their places in UTF-8", arguments: vectors)
  func facets(vector: Vector) {
    let found = BlueskyText.facets(of: vector.text, people: ["ann.example.org": "did:plc:ann"])
    let texts = found.map { facet -> String in
      let feature = facet["features"]?[0]
      let value = ["uri", "did", "tag"].compactMap { name in
        (feature?[name]?.string).map { "\(name) \($0)" }
      }
      let (start, end) = (facet["index"]?["byteStart"], facet["index"]?["byteEnd"])
      return "\(start?.integer ?? -1)-\(end?.integer ?? -1) \(value.joined())"
    }
    #expect(texts == vector.facets)
  }
}
