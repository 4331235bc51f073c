import Domain

extension ThreadsModel {
  static let postFields = [
    "id", "media_product_type", "media_type", "text", "permalink", "timestamp", "shortcode",
    "username", "children", "alt_text", "link_attachment_url", "topic_tag", "has_replies",
    "is_quote_post", "owner", "is_reply", "replied_to", "root_post",
  ]
  private static let day: Int64 = 86_400

  /// `POST /me/threads_publish`.
  mutating func publish(_ visit: inout MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("threads_content_publish", visit)
    let given = try visit.request.graphForm(["creation_id", "access_token"])
    guard let id = given.text("creation_id") else {
      throw Stop(.graphInvalid("The parameter creation_id is required"))
    }
    guard let container = desk.shelf.containers[id], container.account == visit.token?.person,
      !container.isItem
    else { throw Stop(.graphMissing(id)) }
    let state = desk.shelf.state(of: container, at: visit.now)
    let made = order.count { posts[$0]?.container == id }
    let isReady = state == "FINISHED" && visit.now >= container.ready + rules.publishLag
    guard isReady || (state == "PUBLISHED" && made < rules.postsPerContainer) else {
      throw Stop(
        .graph(
          24, 4_279_009, "The requested resource does not exist: Media Not Found"))
    }
    let parent = container.options["reply_to_id"]
    let limit = parent == nil ? rules.postsPerDay : rules.repliesPerDay
    try desk.take(
      RateLimit(limit, perSeconds: Self.day), parent == nil ? "posts" : "replies", code: 9,
      "The user has reached the publishing limit of a day", visit)
    let post = Post(
      id: desk.nextID(), account: container.account, container: id, text: container.text,
      options: container.options, kind: container.type, parent: parent, created: visit.now)
    posts[post.id] = post
    order.append(post.id)
    desk.shelf.published(id, as: post.id)
    record(.created, post, visit)
    return .json(["id": .string(post.id)])
  }

  /// `DELETE /ID`.
  mutating func delete(_ id: String, _ visit: inout MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("threads_delete", visit)
    _ = try visit.request.graphQuery(["access_token"])
    guard let post = posts[id], !post.isDeleted, post.account == visit.token?.person else {
      throw Stop(.graphMissing(id))
    }
    try desk.take(
      RateLimit(rules.deletionsPerDay, perSeconds: Self.day), "deletions", code: 9,
      "The user has reached the deletion limit of a day", visit)
    posts[id]?.isDeleted = true
    record(.deleted, post, visit)
    return .json(["success": true, "deleted_id": .string(id)])
  }

  private mutating func record(_ kind: OutsideLedger.Kind, _ post: Post, _ visit: MetaVisit) {
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: desk.name(of: post.account), post: post.id,
        text: post.text,
        fingerprint: fingerprint(of: post), requestNumber: visit.number,
        request: visit.request.line, idempotencyKey: nil))
  }

  /// Equal for posts that look the same: the words, the card, the poll and the files.
  private func fingerprint(of post: Post) -> String {
    let looks =
      [
        post.text, post.options["link_attachment"] ?? "", post.options["poll_attachment"] ?? "",
        post.parent ?? "",
      ] + media(of: post).map(\.file.hash)
    return hashing.sha256(JSON.array(looks.map(JSON.string)).bytes).hexadecimal
  }

  private func media(of post: Post) -> [(file: MetaShelf.File, alt: String)] {
    desk.shelf.containers[post.container].map { desk.shelf.media(of: $0) } ?? []
  }

  private func address(of post: Post) -> String {
    "\(origin)/@\(desk.name(of: post.account))/post/\(post.shortcode)"
  }

  // MARK: - Reading

  func showMe(_ visit: MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("threads_basic", visit)
    let names = try visit.request.graphFields(
      known: ["id", "username", "name", "threads_profile_picture_url", "threads_biography"])
    let id = visit.person
    var members: [String: JSON] = ["id": .string(id)]
    if names.contains("username") { members["username"] = .string(desk.name(of: id)) }
    if names.contains("name") { members["name"] = .string(desk.name(of: id)) }
    return .json(.object(members))
  }

  func showQuota(_ visit: MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require("threads_content_publish", visit)
    let names = try visit.request.graphFields(
      known: [
        "quota_usage", "config", "reply_quota_usage", "reply_config", "delete_quota_usage",
        "delete_config",
      ])
    return .json(
      desk.usage.quota(
        RateLimit(rules.postsPerDay, perSeconds: Self.day), of: visit.person, names,
        at: visit.now))
  }

  /// `GET /me/threads` has no replies, `GET /me/replies` nothing else.
  func list(replies: Bool, _ visit: MetaVisit) throws(Stop) -> ModelAnswer {
    try desk.require(replies ? "threads_read_replies" : "threads_basic", visit)
    let names = try visit.request.graphFields(known: Self.postFields)
    let limit = try visit.request.graphLimit()
    let found = order.reversed().compactMap { posts[$0] }.filter { post in
      !post.isDeleted && post.account == visit.token?.person && (post.parent != nil) == replies
        && visit.now >= post.created + rules.readLag
    }
    return .json(["data": .array(found.prefix(limit).map { entity($0, names) })])
  }

  func entity(_ post: Post, _ names: [String]) -> JSON {
    var members: [String: JSON] = [
      "id": .string(post.id), "text": .string(post.text),
      "permalink": .string(address(of: post)), "timestamp": .string(post.created.graphText),
      "shortcode": .string(post.shortcode), "username": .string(desk.name(of: post.account)),
      "media_product_type": "THREADS",
      "media_type": .string(Self.shownTypes[post.kind] ?? post.kind),
      "is_quote_post": .bool(post.options["quote_post_id"] != nil),
      "is_reply": .bool(post.parent != nil),
      "has_replies": .bool(posts.keys.sorted().contains { posts[$0]?.parent == post.id }),
    ]
    if let parent = post.parent { members["replied_to"] = ["id": .string(parent)] }
    if let topic = post.options["topic_tag"] { members["topic_tag"] = .string(topic) }
    if let link = post.options["link_attachment"] {
      members["link_attachment_url"] = .string(link)
    }
    return .object(members.filter { names.contains($0.key) || $0.key == "id" })
  }

  private static let shownTypes = ["TEXT": "TEXT_POST", "CAROUSEL": "CAROUSEL_ALBUM"]

  // MARK: - The page

  /// What people see now, newest first.
  package var timeline: [TimelinePost] {
    order.reversed().compactMap { posts[$0] }.filter { !$0.isDeleted }.map(shown)
  }

  private func shown(_ post: Post) -> TimelinePost {
    let pictures = media(of: post).map { file, alt in
      TimelinePost.Picture(
        id: file.id, mime: file.format.mime, alt: alt, width: file.format.width,
        height: file.format.height)
    }
    var poll: TimelinePost.Poll?
    if let json = post.options["poll_attachment"].flatMap({ try? JSON(parsing: $0) })?.object {
      let options = json.keys.sorted().compactMap { json[$0]?.string }
      poll = .init(options: options, multiple: false, ends: post.created + .seconds(Self.day))
    }
    return TimelinePost(
      platform: .threads, account: desk.name(of: post.account), id: post.id, url: address(of: post),
      spans: MastodonText.spans(post.text), media: pictures,
      card: post.options["link_attachment"].map { .init(url: $0, title: $0, summary: "") },
      poll: poll, visibility: .everyone, parent: post.parent, created: post.created,
      fingerprint: fingerprint(of: post))
  }
}
