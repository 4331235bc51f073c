/// The permanent, outward name of a post: an origin, a colon and what that origin calls it, such as
/// `yaml:launch` or `series:tip@2026-12-01T09:00`. Never reused, so a revert in git cannot publish
/// again.
package struct PostUID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  package let text: String

  package init(_ origin: PostOrigin, _ name: String) {
    text = origin.rawValue + ":" + name
  }

  /// Reads `origin:name`; fails for an unknown origin or an empty or overlong name.
  package init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":"),
      PostOrigin(rawValue: String(text[..<colon])) != nil,
      text.utf8.count <= 300, text.index(after: colon) < text.endIndex
    else { return nil }
    self.text = text
  }

  /// Who owns the post: its file, or the store.
  package var origin: PostOrigin {
    // The initialisers admit only texts that begin with an origin.
    PostOrigin(rawValue: String(text.prefix { $0 != ":" }))!
  }

  /// The name without its origin.
  package var name: String {
    String(text.drop { $0 != ":" }.dropFirst())
  }

  package var description: String { text }

  package static func < (left: PostUID, right: PostUID) -> Bool { left.text < right.text }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let uid = PostUID(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a post uid: \(text)"))
    }
    self = uid
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// Where a post came from, and so who may change it.
package enum PostOrigin: String, Sendable, CaseIterable, Codable {
  /// `schedule.yaml` and its includes; git owns it.
  case yaml
  /// A CSV import; the imported file owns it.
  case csv
  /// The control API or the command line; the store owns it.
  case api
  /// An occurrence of a series of the YAML files.
  case series
  /// A draft by the assistant; the store owns it.
  case assist
}

/// What `accounts.yaml` calls an account.
package struct AccountName: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  package let text: String

  /// Fails unless the text is 1 … 64 of `a-z A-Z 0-9 . _ -`, beginning with a letter or digit.
  package init?(_ text: String) {
    guard Slug.isValid(text, maximumLength: 64) else { return nil }
    self.text = text
  }

  package var description: String { text }

  package static func < (left: AccountName, right: AccountName) -> Bool { left.text < right.text }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let name = AccountName(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not an account name: \(text)"))
    }
    self = name
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// A social network, by the word used for it in YAML: `mastodon`, `bluesky` …
package struct PlatformName: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  package let text: String

  package init(_ text: String) { self.text = text }

  package var description: String { text }

  package static let mastodon = PlatformName("mastodon")
  package static let bluesky = PlatformName("bluesky")
  package static let threads = PlatformName("threads")
  package static let instagram = PlatformName("instagram")
  package static let facebook = PlatformName("facebook")
  package static let x = PlatformName("x")
  package static let linkedin = PlatformName("linkedin")
  package static let reddit = PlatformName("reddit")
  package static let pinterest = PlatformName("pinterest")

  package static func < (left: PlatformName, right: PlatformName) -> Bool {
    left.text < right.text
  }

  package init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// Names that people choose: letters, digits, dot, underscore and hyphen.
package enum Slug {
  /// Whether `text` is 1 … `maximumLength` of `a-z A-Z 0-9 . _ -` and begins with a letter or
  /// digit.
  package static func isValid(_ text: String, maximumLength: Int) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, bytes.count <= maximumLength, isAlphanumeric(first) else {
      return false
    }
    return bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
