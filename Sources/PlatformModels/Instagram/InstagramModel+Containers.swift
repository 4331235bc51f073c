import Domain

extension InstagramModel {
  private static let parameters = [
    "media_type", "caption", "image_url", "video_url", "is_carousel_item", "children", "alt_text",
    "share_to_feed", "thumb_offset", "collaborators", "location_id", "access_token",
  ]
  private static let types = ["IMAGE", "VIDEO", "CAROUSEL", "REELS", "STORIES"]

  /// `POST /ID/media`.
  mutating func createContainer(_ visit: inout MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("instagram_business_content_publish", visit)
    let given = try visit.request.graphForm(Self.parameters)
    let type = given.text("media_type") ?? "IMAGE"
    guard Self.types.contains(type) else {
      throw Stop(.graph(100, 2_207_023, "The media type \(type) is unknown"))
    }
    let isItem = given.text("is_carousel_item") == "true"
    try checkMedia(given, type, isItem: isItem)
    try checkWords(given, type, isItem: isItem)
    try desk.take(
      RateLimit(rules.containersPerDay, perSeconds: 86_400), "containers", code: 9,
      "too many containers today", visit)
    let source = given.text("image_url") == nil ? "video_url" : "image_url"
    let container = MetaShelf.Container(
      id: desk.nextID(), account: visit.person, type: type,
      text: given.text("caption") ?? "", options: ["source": source], isItem: isItem,
      children: try children(of: given, type, visit), source: given.text(source),
      alt: given.text("alt_text"), created: visit.now, ready: visit.now + rules.processing)
    desk.shelf.add(container)
    return .json(["id": .string(container.id)])
  }

  private func checkMedia(
    _ given: Parameters, _ type: String, isItem: Bool
  ) throws(Stop) {
    let (image, video) = (given.text("image_url"), given.text("video_url"))
    let isRight =
      switch type {
      case "IMAGE": image != nil && video == nil
      case "VIDEO", "REELS": image == nil && video != nil
      case "STORIES": (image == nil) != (video == nil)
      default: image == nil && video == nil
      }
    guard isRight else {
      throw Stop(.graphInvalid("image_url or video_url does not go with media_type \(type)"))
    }
    guard type != "VIDEO" || isItem else {
      throw Stop(.graphInvalid("media_type VIDEO is for carousel items; use REELS"))
    }
    guard !isItem || ["IMAGE", "VIDEO"].contains(type) else {
      throw Stop(.graphInvalid("\(type) cannot be a carousel item"))
    }
    guard let address = image ?? video else { return }
    guard address.hasPrefix("https://") || address.hasPrefix("http://127.0.0.1:"),
      address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else {
      throw Stop(.graph(9004, 2_207_052, "The media could not be fetched from this URI"))
    }
  }

  private func checkWords(
    _ given: Parameters, _ type: String, isItem: Bool
  ) throws(Stop) {
    let caption = given.text("caption") ?? ""
    guard caption.utf16.count <= 2200 else {
      throw Stop(.graph(100, 2_207_010, "The caption was too long"))
    }
    let words = caption.split(whereSeparator: \.isWhitespace)
    guard words.count(where: { $0.hasPrefix("#") }) <= 30,
      words.count(where: { $0.hasPrefix("@") }) <= 20
    else { throw Stop(.graph(100, 2_207_040, "too many hashtags or mentions")) }
    let isBare = isItem || type == "STORIES"
    for name in ["caption", "collaborators", "location_id"]
    where isBare && given.text(name) != nil {
      throw Stop(.graphInvalid("\(name) is not for stories or carousel items"))
    }
    for name in ["share_to_feed", "thumb_offset"] where type != "REELS" && given.text(name) != nil {
      throw Stop(.graphInvalid("\(name) is for reels"))
    }
    if let alt = given.text("alt_text"), type != "IMAGE" || alt.count > 1000 {
      throw Stop(.graphInvalid("alt_text is for pictures, at most 1000 characters"))
    }
    if let list = given.text("collaborators") {
      let names = (try? JSON(parsing: list))?.array?.compactMap(\.string) ?? []
      guard (1...3).contains(names.count) else {
        throw Stop(.graphInvalid("collaborators is a list of one to three user names"))
      }
    }
  }

  private func children(
    of given: Parameters, _ type: String, _ visit: MetaVisit
  ) throws(Stop) -> [String] {
    guard type == "CAROUSEL" else {
      guard given.text("children") == nil else {
        throw Stop(.graphInvalid("children are for carousels"))
      }
      return []
    }
    let ids = (given.text("children") ?? "").split(separator: ",").map(String.init)
    guard (2...10).contains(ids.count) else {
      throw Stop(.graph(100, 2_207_028, "a carousel has 2 to 10 children, not \(ids.count)"))
    }
    for id in ids {
      guard let child = desk.shelf.containers[id], child.account == visit.token?.person,
        child.isItem
      else { throw Stop(.graphInvalid("\(id) is no carousel item of this account")) }
      guard desk.shelf.state(of: child, at: visit.now) == "FINISHED" else {
        throw Stop(.graph(9007, 2_207_027, "the item \(id) is not ready"))
      }
    }
    return ids
  }

  /// `GET /ID` of a container or a post, which know different fields.
  func look(_ id: String, _ visit: MetaVisit) throws(Stop) -> ModelAnswer {
    if let container = desk.shelf.containers[id], container.account == visit.token?.person {
      let names = try visit.request.graphFields(known: ["id", "status_code", "status"])
      var members: [String: JSON] = ["id": .string(id)]
      let state = desk.shelf.state(of: container, at: visit.now)
      if names.contains("status_code") { members["status_code"] = .string(state) }
      if names.contains("status") {
        members["status"] = .string(desk.shelf.reason(of: container) ?? "\(state): \(state)")
      }
      return .json(.object(members))
    }
    guard let post = posts[id], post.parent == nil else { throw Stop(.graphMissing(id)) }
    return .json(entity(post, try visit.request.graphFields(known: Self.postFields)))
  }
}
