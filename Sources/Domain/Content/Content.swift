/// What one delivery says: a post as it goes to one account, after templates, hashtags and
/// overrides were applied. Plain data; the network's rules are the adapter's business.
package struct Content: Hashable, Sendable, Codable {
  /// The post, and then the further posts of its thread. Never empty.
  package var parts: [Part]
  /// The content warning, shown in front of the folded post.
  package var warning: String?
  /// A BCP 47 tag such as `de` or `en-GB`.
  package var language: String?
  package var visibility: Visibility?
  /// Hashtags without `#`, added where the network keeps them apart from the text.
  package var tags: [String]
  /// Options that only one network knows, by their YAML names.
  package var options: [String: JSON]

  package init(
    parts: [Part], warning: String? = nil, language: String? = nil,
    visibility: Visibility? = nil, tags: [String] = [], options: [String: JSON] = [:]
  ) {
    precondition(!parts.isEmpty, "content without a part")
    self.parts = parts
    self.warning = warning
    self.language = language
    self.visibility = visibility
    self.tags = tags
    self.options = options
  }

  package init(text: String) {
    self.init(parts: [Part(text: text)])
  }

  /// One post of a thread.
  package struct Part: Hashable, Sendable, Codable {
    package var text: String
    /// A web address that the post is about; the network may show a card for it.
    package var link: String?
    package var media: [MediaItem]
    package var poll: Poll?

    package init(text: String, link: String? = nil, media: [MediaItem] = [], poll: Poll? = nil) {
      self.text = text
      self.link = link
      self.media = media
      self.poll = poll
    }
  }
}

/// Who can see a post, in the words of the fediverse.
package enum Visibility: String, Hashable, Sendable, Codable, CaseIterable {
  case everyone = "public"
  case unlisted
  case followers
  case direct
}

/// A question with answers to choose from.
package struct Poll: Hashable, Sendable, Codable {
  package var options: [String]
  package var durationSeconds: Int
  package var multiple: Bool
  package var hideTotals: Bool

  package init(
    options: [String], durationSeconds: Int, multiple: Bool = false, hideTotals: Bool = false
  ) {
    self.options = options
    self.durationSeconds = durationSeconds
    self.multiple = multiple
    self.hideTotals = hideTotals
  }
}

/// A picture, film or sound that belongs to a post.
package struct MediaItem: Hashable, Sendable, Codable {
  /// What it shows, for people who cannot see it.
  package var alt: String
  /// The point that must stay visible when it is cropped: x and y from −1 to 1, y upwards.
  package var focus: [Double]?
  package var file: MediaFile

  package init(alt: String, focus: [Double]? = nil, file: MediaFile) {
    self.alt = alt
    self.focus = focus
    self.file = file
  }
}

/// A file in the spool, by the hash of its content.
package struct MediaFile: Hashable, Sendable, Codable {
  /// SHA-256 of the bytes, 64 hexadecimal digits; also its name in the spool.
  package var hash: String
  package var bytes: Int64
  /// Such as `image/jpeg`, read from the content and not from the name.
  package var mime: String
  /// Pixels; `nil` where the format does not say it in its header.
  package var width: Int?
  package var height: Int?
  /// How long a film or sound plays; `nil` where its header does not say it.
  package var milliseconds: Int64?
  /// The film's coding as its container names it, such as `avc1` (H.264) or `hvc1` (H.265).
  package var codec: String?
  /// The file name that a person chose, without folders.
  package var name: String

  package init(
    hash: String, bytes: Int64, mime: String, width: Int? = nil, height: Int? = nil,
    milliseconds: Int64? = nil, codec: String? = nil, name: String
  ) {
    self.hash = hash
    self.bytes = bytes
    self.mime = mime
    self.width = width
    self.height = height
    self.milliseconds = milliseconds
    self.codec = codec
    self.name = name
  }

  package var kind: MediaKind {
    if mime == "image/gif" { return .animation }
    switch mime.prefix(while: { $0 != "/" }) {
    case "image": return .image
    case "video": return .video
    case "audio": return .audio
    default: return .other
    }
  }
}

/// What a network does with a file.
package enum MediaKind: String, Hashable, Sendable, Codable, CaseIterable {
  case image, animation, video, audio, other
}
