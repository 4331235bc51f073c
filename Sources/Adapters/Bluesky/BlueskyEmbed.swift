import Domain

/// What a record shows below its text (lexicons `app.bsky.embed.*`).
enum BlueskyEmbed {
  /// - Parameter blobs: the uploaded files, in the order of `items`.
  static func images(_ items: [MediaItem], _ blobs: [JSON]) -> JSON {
    let images = zip(items, blobs).map { item, blob in
      var image: [String: JSON] = ["image": blob, "alt": .string(item.alt)]
      image["aspectRatio"] = aspectRatio(item.file)
      return JSON.object(image)
    }
    return ["$type": "app.bsky.embed.images", "images": .array(images)]
  }

  static func video(_ item: MediaItem, _ blob: JSON) -> JSON {
    var video: [String: JSON] = ["$type": "app.bsky.embed.video", "video": blob]
    if !item.alt.isEmpty { video["alt"] = .string(item.alt) }
    video["aspectRatio"] = aspectRatio(item.file)
    return .object(video)
  }

  static func card(_ page: LinkCard, link: String, thumbnail: JSON?) -> JSON {
    var external: [String: JSON] = [
      "uri": .string(link), "title": .string(page.title),
      "description": .string(page.description),
    ]
    if let thumbnail { external["thumb"] = thumbnail }
    return ["$type": "app.bsky.embed.external", "external": .object(external)]
  }

  private static func aspectRatio(_ file: MediaFile) -> JSON? {
    guard let width = file.width, let height = file.height, width > 0, height > 0 else {
      return nil
    }
    return ["width": .integer(Int64(width)), "height": .integer(Int64(height))]
  }
}
