import Domain

extension InstagramModel {
  static let postFields = [
    "id", "caption", "media_type", "media_product_type", "permalink", "shortcode", "timestamp",
    "username", "like_count", "comments_count", "is_comment_enabled", "alt_text",
  ]
  private static let places = ["REELS": "REELS", "STORIES": "STORY"]
  private static let shownPlaces = ["REELS": "reel", "STORY": "story"]

  /// `POST /ID/media_publish`.
  mutating func publish(_ visit: inout MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("instagram_business_content_publish", visit)
    let given = try visit.request.graphForm(["creation_id", "access_token"])
    guard let id = given.text("creation_id") else {
      throw Stop(.graphInvalid("The parameter creation_id is required"))
    }
    guard let container = desk.shelf.containers[id], container.account == visit.token?.person,
      !container.isItem
    else { throw Stop(.graph(24, 2_207_006, "The media with ID \(id) was not found")) }
    try checkState(of: container, visit)
    try desk.take(
      RateLimit(rules.postsPerDay, perSeconds: 86_400), "posts", code: 9, subcode: 2_207_042,
      "You reached the maximum number of posts of a day", visit)
    let post = Post(
      id: desk.nextID(), account: container.account, container: id, caption: container.text,
      place: Self.places[container.type] ?? "FEED", created: visit.now)
    desk.shelf.published(id, as: post.id)
    show(post, visit)
    guard !rules.refusesAsSpamAfterwards else {
      throw Stop(.graph(4, 2_207_051, "We restrict certain activity to protect our community"))
    }
    return .json(["id": .string(post.id)])
  }

  /// From here on people see it.
  mutating func show(_ post: Post, _ visit: MetaVisit) {
    posts[post.id] = post
    order.append(post.id)
    ledger.record(
      .init(
        kind: .created, at: visit.now, account: desk.name(of: post.account), post: post.id,
        text: post.caption, fingerprint: fingerprint(of: post), requestNumber: visit.number,
        request: visit.request.line, idempotencyKey: nil))
  }

  private func checkState(of container: MetaShelf.Container, _ visit: MetaVisit) throws(Stop) {
    let made = order.count { posts[$0]?.container == container.id }
    switch desk.shelf.state(of: container, at: visit.now) {
    case "FINISHED": break
    case "PUBLISHED" where made < rules.postsPerContainer: break
    case "IN_PROGRESS": throw Stop(.graph(9007, 2_207_027, "The media is not ready to publish"))
    case "EXPIRED": throw Stop(.graph(-2, 2_207_020, "The media you are trying to access expired"))
    default: throw Stop(.graph(24, 2_207_008, "The media cannot be published"))
    }
  }

  /// Equal for posts that look the same: the words, the place and the files.
  private func fingerprint(of post: Post) -> String {
    let looks = [post.caption, post.place, post.parent ?? ""] + media(of: post).map(\.file.hash)
    return hashing.sha256(JSON.array(looks.map(JSON.string)).bytes).hexadecimal
  }

  private func media(of post: Post) -> [(file: MetaShelf.File, alt: String)] {
    desk.shelf.containers[post.container].map { desk.shelf.media(of: $0) } ?? []
  }

  /// A comment is to be found under its post.
  private func address(of post: Post) -> String {
    "\(origin)/p/\((post.parent.flatMap { posts[$0] } ?? post).shortcode)/"
  }

  // MARK: - Reading

  func showMe(_ visit: MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("instagram_business_basic", visit)
    let names = try visit.request.graphFields(
      known: ["id", "user_id", "username", "account_type", "name"])
    let id = visit.person
    let members: [String: JSON] = [
      "user_id": .string(id), "username": .string(desk.name(of: id)),
      "name": .string(desk.name(of: id)),
      "account_type": "BUSINESS",
    ]
    var shown = members.filter { names.contains($0.key) }
    // Scoped to the app: another number than the account's.
    shown["id"] = .string("9" + id)
    return .json(.object(shown))
  }

  func showQuota(_ visit: MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("instagram_business_content_publish", visit)
    let names = try visit.request.graphFields(known: ["quota_usage", "config"])
    return .json(
      desk.usage.quota(
        RateLimit(rules.postsPerDay, perSeconds: 86_400), of: visit.person, names,
        at: visit.now))
  }

  /// `GET /ID/media` has no stories, `GET /ID/stories` nothing else.
  func list(stories: Bool, _ visit: MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("instagram_business_basic", visit)
    let names = try visit.request.graphFields(known: Self.postFields)
    let limit = try visit.request.graphLimit()
    let found = order.reversed().compactMap { posts[$0] }.filter { post in
      post.account == visit.token?.person && (post.place == "STORY") == stories
        && post.parent == nil
        && visit.now >= post.created + rules.readLag
    }
    return .json(["data": .array(found.prefix(limit).map { entity($0, names) })])
  }

  func entity(_ post: Post, _ names: [String]) -> JSON {
    let files = media(of: post)
    let type =
      files.count > 1
      ? "CAROUSEL_ALBUM" : files.first?.file.format.family == "video" ? "VIDEO" : "IMAGE"
    var members: [String: JSON] = [
      "id": .string(post.id), "permalink": .string(address(of: post)),
      "shortcode": .string(post.shortcode), "timestamp": .string(post.created.graphText),
      "username": .string(desk.name(of: post.account)), "media_type": .string(type),
      "media_product_type": .string(post.place), "like_count": 0,
      "comments_count": .integer(Int64(comments(under: post.id).count)),
      "is_comment_enabled": true, "alt_text": .string(files.first?.alt ?? ""),
    ]
    // A post without a caption has no such member.
    if !post.caption.isEmpty { members["caption"] = .string(post.caption) }
    return .object(members.filter { names.contains($0.key) || $0.key == "id" })
  }

  /// What people see now, newest first.
  package var timeline: [TimelinePost] {
    order.reversed().compactMap { posts[$0] }.map { post in
      let pictures = media(of: post).map { file, alt in
        TimelinePost.Picture(
          id: file.id, mime: file.format.mime, alt: alt, width: file.format.width,
          height: file.format.height)
      }
      return TimelinePost(
        platform: .instagram, account: desk.name(of: post.account), id: post.id,
        url: address(of: post), place: Self.shownPlaces[post.place],
        spans: MastodonText.spans(post.caption), media: pictures,
        visibility: .everyone, parent: post.parent, created: post.created,
        fingerprint: fingerprint(of: post))
    }
  }
}
