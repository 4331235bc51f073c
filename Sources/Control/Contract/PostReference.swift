package import Domain

/// Which post is meant: its uid (`yaml:launch`), its bare id where only one post has it (`launch`),
/// or the number of one of its deliveries (`812` or `#812`).
package struct PostReference: Codable, Hashable, Sendable {
  package var kind: Kind

  /// What the text turned out to be.
  package enum Kind: Hashable, Sendable {
    case uid(PostUID)
    case delivery(DeliveryID)
    /// An id without its origin; found if exactly one post has it.
    case id(String)
  }

  package init(_ kind: Kind) {
    self.kind = kind
  }

  /// Reads any of the forms; fails for an empty or overlong text.
  package init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= 300 else { return nil }
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    if let number = Int64(digits), number > 0 {
      kind = .delivery(DeliveryID(number))
    } else if let uid = PostUID(text) {
      kind = .uid(uid)
    } else {
      kind = .id(text)
    }
  }

  /// The form that is read back as the same reference.
  package var text: String {
    switch kind {
    case .uid(let uid): uid.text
    case .delivery(let id): String(id.number)
    case .id(let id): id
    }
  }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let reference = PostReference(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a post's uid or number"))
    }
    self = reference
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
