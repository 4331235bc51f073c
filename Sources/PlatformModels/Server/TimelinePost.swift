package import Domain

/// A post as people see it, whatever the platform.
package struct TimelinePost: Hashable, Sendable {
  package var platform: PlatformName
  /// `belfry.test`, or `belfry@127.0.0.1:8931`.
  package var account: String
  package var id: String
  package var url: String
  /// Where on the network it stands, such as `r/bells` or `story`; `nil` for the account's own
  /// timeline.
  package var place: String?
  /// Above the text, on networks whose posts have one.
  package var title: String?
  package var spans: [TextSpan]
  package var warning: String?
  package var media: [Picture]
  package var card: Card?
  package var poll: Poll?
  package var visibility: Visibility
  package var language: String?
  /// The post that this one answers; its own account's where it is a thread.
  package var parent: String?
  package var created: Instant
  package var edited: Instant?
  /// Equal for posts that look the same to people.
  package var fingerprint: String

  package init(
    platform: PlatformName, account: String, id: String, url: String, place: String? = nil,
    title: String? = nil, spans: [TextSpan], warning: String? = nil, media: [Picture] = [],
    card: Card? = nil, poll: Poll? = nil, visibility: Visibility, language: String? = nil,
    parent: String? = nil, created: Instant, edited: Instant? = nil, fingerprint: String
  ) {
    self.platform = platform
    self.account = account
    self.id = id
    self.url = url
    self.place = place
    self.title = title
    self.spans = spans
    self.warning = warning
    self.media = media
    self.card = card
    self.poll = poll
    self.visibility = visibility
    self.language = language
    self.parent = parent
    self.created = created
    self.edited = edited
    self.fingerprint = fingerprint
  }

  /// The whole text, with its title.
  package var text: String {
    [title ?? "", spans.map(\.text).joined()].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// A file that is shown with a post.
  package struct Picture: Hashable, Sendable {
    /// What the model's `file` knows it by.
    package var id: String
    package var mime: String
    package var alt: String
    package var width: Int?
    package var height: Int?
  }

  /// A preview of a linked page.
  package struct Card: Hashable, Sendable {
    package var url: String
    package var title: String
    package var summary: String
    package var thumbnail: Picture?

    package init(url: String, title: String, summary: String, thumbnail: Picture? = nil) {
      self.url = url
      self.title = title
      self.summary = summary
      self.thumbnail = thumbnail
    }
  }

  /// A question with its options.
  package struct Poll: Hashable, Sendable {
    package var options: [String]
    package var multiple: Bool
    package var ends: Instant
  }
}

/// A piece of a text, and what it links to.
package struct TextSpan: Hashable, Sendable {
  package var text: String
  package var kind: Kind

  package init(_ text: String, _ kind: Kind = .plain) {
    self.text = text
    self.kind = kind
  }

  /// What the piece is, and where it leads.
  package enum Kind: Hashable, Sendable {
    case plain
    case link(String)
    /// A name without the leading at sign.
    case mention(String)
    /// A tag without the leading hash sign.
    case tag(String)
  }
}

/// A file that a platform's server keeps, as its readers get it.
package struct ModelFile: Hashable, Sendable {
  package var mime: String
  package var bytes: [UInt8]
}
