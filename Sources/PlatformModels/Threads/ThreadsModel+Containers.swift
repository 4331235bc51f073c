import Domain

extension ThreadsModel {
  private static let parameters = [
    "media_type", "text", "image_url", "video_url", "is_carousel_item", "children", "alt_text",
    "link_attachment", "reply_to_id", "reply_control", "quote_post_id", "poll_attachment",
    "topic_tag", "is_spoiler_media", "access_token",
  ]
  private static let replyControls = [
    "everyone", "accounts_you_follow", "mentioned_only", "parent_post_author_only",
    "followers_only",
  ]

  /// `POST /me/threads`.
  mutating func createContainer(_ visit: inout MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("threads_content_publish", visit)
    let given = try visit.request.graphForm(Self.parameters)
    let type = given.text("media_type") ?? ""
    guard ["TEXT", "IMAGE", "VIDEO", "CAROUSEL"].contains(type) else {
      throw Stop(.graphInvalid("Param media_type must be one of TEXT, IMAGE, VIDEO, CAROUSEL"))
    }
    try check(given, type)
    if let parent = given.text("reply_to_id") {
      try desk.require("threads_manage_replies", visit)
      guard let post = posts[parent], !post.isDeleted else { throw Stop(.graphMissing(parent)) }
    }
    var options: [String: String] = [:]
    for name in [
      "link_attachment", "reply_to_id", "reply_control", "poll_attachment", "topic_tag",
      "is_spoiler_media", "quote_post_id",
    ] {
      options[name] = given.text(name)
    }
    let container = MetaShelf.Container(
      id: desk.nextID(), account: visit.person, type: type,
      text: given.text("text") ?? "", options: options,
      isItem: given.text("is_carousel_item") == "true",
      children: try children(of: given, type, visit),
      source: given.text(type == "VIDEO" ? "video_url" : "image_url"), alt: given.text("alt_text"),
      created: visit.now, ready: visit.now + rules.processing)
    desk.shelf.add(container)
    return .json(["id": .string(container.id)])
  }

  private func check(_ given: Parameters, _ type: String) throws(Stop) {
    let text = given.text("text") ?? ""
    guard Self.weight(text) <= 500 else {
      throw Stop(.graphInvalid("Param text must be at most 500 characters long"))
    }
    guard type != "TEXT" || !text.isEmpty else {
      throw Stop(.graphInvalid("The parameter text is required"))
    }
    for (name, wanted) in [
      ("image_url", "IMAGE"), ("video_url", "VIDEO"), ("children", "CAROUSEL"),
    ]
    where (given.text(name) != nil) != (type == wanted) {
      throw Stop(.graphInvalid("\(name) goes with media_type \(wanted), and only with it"))
    }
    if let address = given.text("image_url") ?? given.text("video_url") {
      guard address.hasPrefix("https://") || address.hasPrefix("http://127.0.0.1:"),
        address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
      else { throw Stop(.graphInvalid("The media could not be fetched from this URI")) }
    }
    for name in ["link_attachment", "poll_attachment"]
    where given.text(name) != nil && type != "TEXT" {
      throw Stop(.graphInvalid("\(name) is for TEXT posts only"))
    }
    if given.text("is_carousel_item") == "true" {
      for name in ["text", "reply_to_id", "topic_tag", "reply_control"] {
        guard given.text(name) == nil else {
          throw Stop(.graphInvalid("\(name) belongs to the carousel, not to its items"))
        }
      }
    }
    try checkDetails(given, text)
  }

  private func checkDetails(_ given: Parameters, _ text: String) throws(Stop) {
    guard (given.text("alt_text") ?? "").count <= 1000 else {
      throw Stop(.graphInvalid("Param alt_text must be at most 1000 characters long"))
    }
    if let control = given.text("reply_control"), !Self.replyControls.contains(control) {
      throw Stop(.graphInvalid("Param reply_control must be one of \(Self.replyControls)"))
    }
    if let topic = given.text("topic_tag") {
      guard (1...50).contains(topic.count), !topic.contains(where: { ".&".contains($0) }) else {
        throw Stop(.graphInvalid("Param topic_tag is no topic"))
      }
    }
    if let poll = given.text("poll_attachment") {
      let json = try? JSON(parsing: poll)
      let names = ["option_a", "option_b", "option_c", "option_d"]
      let options = (json?.object ?? [:]).keys.sorted()
      guard (2...4).contains(options.count), options == Array(names.prefix(options.count)) else {
        throw Stop(.graphInvalid("Param poll_attachment has two to four options, a first"))
      }
    }
    let links = Self.links(in: text) + [given.text("link_attachment")].compactMap(\.self)
    guard Set(links).count <= 5 else {
      throw Stop(.graphInvalid("THREADS_API__LINK_LIMIT_EXCEEDED"))
    }
  }

  private func children(
    of given: Parameters, _ type: String, _ visit: MetaVisit
  ) throws(Stop) -> [String] {
    guard type == "CAROUSEL" else { return [] }
    let ids = (given.text("children") ?? "").split(separator: ",").map(String.init)
    guard (2...20).contains(ids.count) else {
      throw Stop(.graphInvalid("a carousel has 2 to 20 children, not \(ids.count)"))
    }
    for id in ids {
      guard let child = desk.shelf.containers[id], child.account == visit.token?.person,
        child.isItem
      else {
        throw Stop(.graphInvalid("Param children: \(id) is no carousel item of this account"))
      }
      guard desk.shelf.state(of: child, at: visit.now) == "FINISHED" else {
        throw Stop(.graphInvalid("Param children: \(id) is not FINISHED"))
      }
    }
    return ids
  }

  /// Characters, where an emoji counts as its bytes.
  private static func weight(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      let isEmoji = scalar.properties.isEmojiPresentation || scalar.value >= 0x1F000
      return sum + (isEmoji ? UTF8.width(scalar) : 1)
    }
  }

  private static func links(in text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init).filter {
      $0.hasPrefix("https://") || $0.hasPrefix("http://")
    }
  }

  /// `GET /ID` of a container or a post, which know different fields.
  func look(_ id: String, _ visit: MetaVisit) throws(Stop) -> ModelAnswer {
    if let container = desk.shelf.containers[id], container.account == visit.token?.person {
      let names = try visit.request.graphFields(known: ["id", "status", "error_message"])
      var members: [String: JSON] = ["id": .string(id)]
      let state = desk.shelf.state(of: container, at: visit.now)
      if names.contains("status") { members["status"] = .string(state) }
      if names.contains("error_message"), state == "ERROR" {
        members["error_message"] = JSON(desk.shelf.reason(of: container))
      }
      return .json(.object(members))
    }
    guard let post = posts[id], !post.isDeleted else { throw Stop(.graphMissing(id)) }
    let names = try visit.request.graphFields(known: Self.postFields)
    return .json(entity(post, names))
  }
}
