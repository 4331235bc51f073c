import Domain

/// One post as its container describes it: the parameters of `POST /ID/media`.
struct InstagramPost: Sendable {
  /// Where people see it, by the word that lists use (`media_product_type`).
  enum Place: String, Sendable {
    case feed = "FEED"
    case reel = "REELS"
    case story = "STORY"
  }

  var place: Place
  var caption: String
  var media: [MediaItem]
  private var shared: [(name: String, value: Call.FormValue)] = []
  private var reel: [(name: String, value: Call.FormValue)] = []

  init(_ content: Content) {
    let part = content.parts[0]
    media = part.media
    place = InstagramPost.place(of: content)
    // Captions have no links, but people can read them.
    caption = place == .story ? "" : FirstComment.words(of: part)
    guard place != .story else { return }
    let people = content.options["collaborators"]?.array?.compactMap(\.string) ?? []
    if !people.isEmpty {
      shared.append(("collaborators", .text(JSON.array(people.map(JSON.string)).text)))
    }
    if let location = content.options["location_id"]?.string {
      shared.append(("location_id", .text(location)))
    }
    if let isShared = content.options["share_to_feed"]?.bool {
      reel.append(("share_to_feed", .text(isShared ? "true" : "false")))
    }
    if let offset = content.options["thumb_offset"]?.integer {
      reel.append(("thumb_offset", .text(String(offset))))
    }
  }

  /// A film alone is a reel: the feed has no other films.
  static func place(of content: Content) -> Place {
    let media = content.parts[0].media
    switch content.options["placement"]?.string {
    case "story": return .story
    case "reel": return .reel
    default: return media.count == 1 && media[0].file.kind == .video ? .reel : .feed
    }
  }

  /// The parameters of the container that is published.
  ///
  /// - Parameter children: the containers of a carousel's items.
  func fields(children: [String]) -> [(name: String, value: Call.FormValue)] {
    var fields: [(name: String, value: Call.FormValue)] = []
    if !children.isEmpty {
      fields = [
        ("media_type", .text("CAROUSEL")), ("children", .text(children.joined(separator: ","))),
      ]
    } else if let item = media.first {
      let isVideo = item.file.kind == .video
      switch place {
      case .story: fields.append(("media_type", .text("STORIES")))
      case .reel: fields.append(("media_type", .text("REELS")))
      case .feed: break
      }
      fields.append((isVideo ? "video_url" : "image_url", .publicAddress(item.file)))
      if place == .feed, !item.alt.isEmpty { fields.append(("alt_text", .text(item.alt))) }
      if place == .reel { fields += reel }
    }
    if !caption.isEmpty { fields.append(("caption", .text(caption))) }
    return fields + shared
  }

  /// The parameters of an item of a carousel.
  static func child(_ item: MediaItem) -> [(name: String, value: Call.FormValue)] {
    guard item.file.kind != .video else {
      return [
        ("media_type", .text("VIDEO")), ("video_url", .publicAddress(item.file)),
        ("is_carousel_item", .text("true")),
      ]
    }
    var fields: [(name: String, value: Call.FormValue)] = [
      ("image_url", .publicAddress(item.file))
    ]
    if !item.alt.isEmpty { fields.append(("alt_text", .text(item.alt))) }
    return fields + [("is_carousel_item", .text("true"))]
  }
}
