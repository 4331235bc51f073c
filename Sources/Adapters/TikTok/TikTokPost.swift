import Domain

/// One film, or some pictures, as they are posted: `post_info` of a direct post.
struct TikTokPost: Hashable, Sendable {
  var caption: String
  /// Above the caption of pictures; films have none.
  var title: String?
  var privacy: TikTokPrivacy?
  var allowsComments: Bool
  var allowsDuet: Bool
  var allowsStitch: Bool
  /// A third party paid for it.
  var isBranded: Bool
  /// It advertises the creator's own business.
  var isOwnBrand: Bool
  var isMadeByMachine: Bool
  var coverMilliseconds: Int64?
  /// Which picture is the cover, counted from 1.
  var coverPicture: Int64?
  /// TikTok puts music of its choice under pictures.
  var addsMusic: Bool
  var film: MediaFile?
  var pictures: [MediaFile]

  init(_ content: Content) {
    let part = content.parts[0]
    caption = part.text
    if let link = part.link, !caption.contains(link) {
      caption += (caption.isEmpty ? "" : "\n\n") + link
    }
    let options = content.options
    privacy = TikTokPrivacy(content)
    // What other people may do with a film is off unless its author says so.
    allowsComments = options["allow_comments"]?.bool ?? false
    allowsDuet = options["allow_duet"]?.bool ?? false
    allowsStitch = options["allow_stitch"]?.bool ?? false
    isBranded = options["branded_content"]?.bool ?? false
    isOwnBrand = options["own_brand"]?.bool ?? false
    isMadeByMachine = options["ai_generated"]?.bool ?? false
    coverMilliseconds = options["cover_ms"]?.integer
    title = options["title"]?.string
    coverPicture = options["cover_picture"]?.integer
    addsMusic = options["add_music"]?.bool ?? false
    film = part.media.first { $0.file.kind == .video }?.file
    pictures = part.media.map(\.file).filter { $0.kind == .image }
  }

  /// Of a film.
  func info(_ privacy: TikTokPrivacy, for creator: TikTokCreator) -> JSON {
    var members: [String: JSON] = [
      "title": .string(caption), "privacy_level": .string(privacy.level),
      "disable_comment": .bool(!allowsComments || creator.isWithoutComments),
      "disable_duet": .bool(!allowsDuet || creator.isWithoutDuet),
      "disable_stitch": .bool(!allowsStitch || creator.isWithoutStitch),
      "brand_content_toggle": .bool(isBranded), "brand_organic_toggle": .bool(isOwnBrand),
      "is_aigc": .bool(isMadeByMachine),
    ]
    if let coverMilliseconds {
      members["video_cover_timestamp_ms"] = .integer(coverMilliseconds)
    }
    return .object(members)
  }

  /// Of pictures, which nobody can use for a duet or stitch.
  func pictureInfo(_ privacy: TikTokPrivacy, for creator: TikTokCreator) -> JSON {
    var members: [String: JSON] = [
      "description": .string(caption), "privacy_level": .string(privacy.level),
      "disable_comment": .bool(!allowsComments || creator.isWithoutComments),
      "auto_add_music": .bool(addsMusic), "brand_content_toggle": .bool(isBranded),
      "brand_organic_toggle": .bool(isOwnBrand),
    ]
    if let title { members["title"] = .string(title) }
    return .object(members)
  }
}

/// Who can see a post. TikTok demands that people choose it for every post.
enum TikTokPrivacy: String, Hashable, Sendable, CaseIterable {
  case everyone = "public"
  case friends, followers
  case onlyMe = "private"

  /// - Returns: `nil` when the post does not say it, or says something that TikTok does not have.
  init?(_ content: Content) {
    if let option = content.options["privacy"] {
      guard let privacy = option.string.flatMap(TikTokPrivacy.init) else { return nil }
      self = privacy
      return
    }
    switch content.visibility {
    case .everyone: self = .everyone
    case .followers: self = .followers
    case nil, .unlisted, .direct: return nil
    }
  }

  /// As the API calls it.
  var level: String {
    switch self {
    case .everyone: "PUBLIC_TO_EVERYONE"
    case .friends: "MUTUAL_FOLLOW_FRIENDS"
    case .followers: "FOLLOWER_OF_CREATOR"
    case .onlyMe: "SELF_ONLY"
    }
  }
}

/// What TikTok says about the creator before every post (*query creator info*).
struct TikTokCreator: Hashable, Sendable {
  var name: String
  /// The privacy levels to choose from.
  var levels: [String]
  var isWithoutComments: Bool
  var isWithoutDuet: Bool
  var isWithoutStitch: Bool
  var filmSeconds: Int64

  init?(_ data: JSON?) {
    guard let name = data?["creator_username"]?.string,
      let levels = data?["privacy_level_options"]?.array?.compactMap(\.string), !levels.isEmpty
    else { return nil }
    self.name = name.bounded
    self.levels = levels
    isWithoutComments = data?["comment_disabled"]?.bool ?? false
    isWithoutDuet = data?["duet_disabled"]?.bool ?? false
    isWithoutStitch = data?["stitch_disabled"]?.bool ?? false
    let seconds = data?["max_video_post_duration_sec"]?.integer ?? TikTokProfile.filmSeconds
    filmSeconds = min(max(1, seconds), 86_400)
  }

  /// What later checks need.
  var facts: JSON {
    [
      "creator": .string(name), "levels": .array(levels.prefix(10).map { .string($0.bounded) }),
      "film_seconds": .integer(filmSeconds),
    ]
  }

  /// Where people see the creator.
  func address(at origin: Origin) -> String {
    origin.site("https://www.tiktok.com") + "/@" + PercentEncoding.component(name)
  }
}
