import Domain

/// Checks the facets of a text (`app.bsky.richtext.facet`): ranges of its UTF-8 bytes that do not
/// cut a character, do not overlap and come in order.
struct FacetCheck {
  let text: String

  func check(_ value: JSON) throws(PostCheck.Wrong) {
    guard let facets = value.array else { throw wrong("facets must be an array") }
    let bytes = Array(text.utf8)
    var last = 0
    for facet in facets {
      let members = facet.object.map { Set($0.keys).subtracting(["$type"]) }
      let ends = facet["index"]?.object.map { Set($0.keys).subtracting(["$type"]) }
      guard members == ["index", "features"], ends == ["byteStart", "byteEnd"],
        let start = facet["index"]?["byteStart"]?.integer,
        let end = facet["index"]?["byteEnd"]?.integer
      else { throw wrong("a facet needs an index with byteStart and byteEnd, and features") }
      guard start >= 0, start < end, end <= bytes.count else {
        throw wrong("facet \(start)..<\(end) is not within \(bytes.count) bytes")
      }
      guard start >= last else { throw wrong("facet \(start)..<\(end) overlaps or is unsorted") }
      last = Int(end)
      for edge in [Int(start), Int(end)] where edge < bytes.count && bytes[edge] & 0xC0 == 0x80 {
        throw wrong("facet \(start)..<\(end) cuts a character in two at byte \(edge)")
      }
      guard let features = facet["features"]?.array, !features.isEmpty else {
        throw wrong("a facet has no features")
      }
      for feature in features { try check(feature: feature) }
    }
  }

  private func check(feature: JSON) throws(PostCheck.Wrong) {
    let isRight: Bool
    switch feature["$type"]?.string {
    case "app.bsky.richtext.facet#link": isRight = Self.isAddress(feature["uri"]?.string)
    case "app.bsky.richtext.facet#mention":
      isRight = feature["did"]?.string?.hasPrefix("did:") ?? false
    case "app.bsky.richtext.facet#tag":
      let tag = feature["tag"]?.string ?? ""
      isRight = !tag.isEmpty && !tag.hasPrefix("#") && tag.count <= 64 && tag.utf8.count <= 640
    default: isRight = false
    }
    guard isRight, feature.object?.count == 2 else {
      throw wrong("the feature \(feature.text) is not a link, a mention or a tag")
    }
  }

  /// Whether the text is an absolute web address.
  static func isAddress(_ text: String?) -> Bool {
    guard let text, text.utf8.count <= 8192, !text.contains(where: \.isWhitespace) else {
      return false
    }
    let lower = text.lowercased()
    return ["https://", "http://"].contains { lower.hasPrefix($0) && lower.count > $0.count }
  }

  private func wrong(_ message: String) -> PostCheck.Wrong { .init(message: message) }
}
