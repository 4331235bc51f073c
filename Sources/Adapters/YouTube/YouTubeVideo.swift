import Domain

/// One film as it is published: what a post and the account's settings say about it.
struct YouTubeVideo: Hashable, Sendable {
  var title: String
  var description: String
  var tags: [String]
  var category: String
  var language: String?
  var privacy: YouTubePrivacy
  var isMadeForKids: Bool
  /// Whether it shows things that never happened, made by a machine.
  var isSynthetic: Bool?
  var license: String?
  var isEmbeddable: Bool?
  var notifiesSubscribers: Bool
  /// The playlist that it goes into.
  var playlist: String?
  var film: MediaFile?
  var thumbnail: MediaFile?

  init(_ content: Content, settings: [String: String]) {
    let options = content.options
    let part = content.parts[0]
    (title, description) = YouTubeVideo.words(of: part, title: options["title"]?.string)
    tags = content.tags
    category = options["category"].flatMap(YouTubeVideo.number) ?? settings["category"] ?? "22"
    language = content.language
    privacy = YouTubePrivacy(content) ?? .open
    isMadeForKids = options["made_for_kids"]?.bool ?? (settings["made_for_kids"] == "yes")
    isSynthetic = options["synthetic_media"]?.bool
    license = options["license"]?.string
    isEmbeddable = options["embeddable"]?.bool
    notifiesSubscribers = options["notify_subscribers"]?.bool ?? true
    playlist = options["playlist"]?.string
    film = part.media.first { $0.file.kind == .video }?.file
    thumbnail = part.media.first { $0.file.kind == .image }?.file
  }

  /// The title is an option or else the first line of the text; the link goes to the end.
  private static func words(
    of part: Content.Part, title: String?
  ) -> (title: String, description: String) {
    var lines = part.text.split(separator: "\n", omittingEmptySubsequences: false)
    let first = title ?? String(lines.first ?? "")
    if title == nil { lines = Array(lines.dropFirst().drop { $0.allSatisfy(\.isWhitespace) }) }
    var text = lines.joined(separator: "\n")
    if let link = part.link, !text.contains(link) { text += (text.isEmpty ? "" : "\n\n") + link }
    return (first, text)
  }

  /// A number that was written with or without quotes.
  private static func number(_ value: JSON) -> String? {
    value.string ?? value.integer.map { String($0) }
  }

  /// The resource of `videos.insert`: private, whatever it shall be in the end.
  var resource: JSON {
    ["snippet": .object(snippet), "status": .object(status(.closed))]
  }

  /// The part `snippet`, whole: what a change leaves out is cleared.
  var snippet: [String: JSON] {
    var members: [String: JSON] = [
      "title": .string(title), "description": .string(description),
      "tags": .array(tags.map(JSON.string)), "categoryId": .string(category),
    ]
    if let language { members["defaultLanguage"] = .string(language) }
    return members
  }

  /// The part `status`, whole.
  func status(_ privacy: YouTubePrivacy) -> [String: JSON] {
    var members: [String: JSON] = [
      "privacyStatus": .string(privacy.rawValue), "selfDeclaredMadeForKids": .bool(isMadeForKids),
    ]
    if let isSynthetic { members["containsSyntheticMedia"] = .bool(isSynthetic) }
    if let license { members["license"] = .string(license) }
    if let isEmbeddable { members["embeddable"] = .bool(isEmbeddable) }
    return members
  }
}

/// Who can see a film.
enum YouTubePrivacy: String, Hashable, Sendable {
  case open = "public"
  case unlisted
  case closed = "private"

  /// What a post asks for: its option `privacy`, or else its visibility.
  ///
  /// - Returns: `nil` for something that YouTube does not have.
  init?(_ content: Content) {
    if let option = content.options["privacy"] {
      guard let privacy = option.string.flatMap(YouTubePrivacy.init) else { return nil }
      self = privacy
      return
    }
    switch content.visibility {
    case nil, .everyone: self = .open
    case .unlisted: self = .unlisted
    case .followers, .direct: return nil
    }
  }
}
