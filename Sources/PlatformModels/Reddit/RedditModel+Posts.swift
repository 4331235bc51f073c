import Domain
import Text

extension RedditModel {
  private static let leaseLifetime = Duration.seconds(3600)

  mutating func lease(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let owner = try signedIn(&visit, scope: "submit")
    let given = try form(visit, allowed: ["filepath", "mimetype"])
    guard let mime = given.text("mimetype"), given.text("filepath")?.isEmpty == false,
      ["image/jpeg", "image/png", "image/gif", "video/mp4", "video/quicktime"].contains(mime)
    else { throw Stop(.reddit(400, "filepath and mimetype of a picture or film")) }
    let id = "a\(visit.number)"
    let asset = Asset(
      owner: owner, mime: mime, key: "rte/\(id)", policy: visit.random.token(length: 20),
      expires: visit.now + Self.leaseLifetime)
    assets[id] = asset
    return .json([
      "args": [
        "action": .string(origin + "/storage"),
        "fields": [
          ["name": "key", "value": .string(asset.key)],
          ["name": "policy", "value": .string(asset.policy)],
        ],
      ],
      "asset": [
        "asset_id": .string(id), "processing_state": "incomplete", "websocket_url": "wss://x",
      ],
    ])
  }

  /// The storage behind Reddit, which speaks XML.
  mutating func upload(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    func xml(_ status: Int, _ text: String) -> ModelAnswer {
      ModelAnswer(
        status: status, headers: [NamedValue("Content-Type", "application/xml")],
        body: Array("<?xml version=\"1.0\"?>\(text)".utf8))
    }
    guard let form = try? Parameters(body: visit.request, in: [.multipart]),
      let file = form.files.first, file.name == "file",
      let id = form.text("key").flatMap(Self.assetID), let asset = assets[id]
    else { throw Stop(xml(400, "<Error><Code>MalformedPOSTRequest</Code></Error>")) }
    guard asset.policy == form.text("policy"), visit.now < asset.expires else {
      throw Stop(xml(403, "<Error><Code>AccessDenied</Code></Error>"))
    }
    let limit = asset.mime.hasPrefix("video/") ? 1 << 30 : 20 << 20
    guard file.bytes.count <= limit else {
      throw Stop(xml(400, "<Error><Code>EntityTooLarge</Code></Error>"))
    }
    assets[id]?.bytes = Array(file.bytes)
    assets[id]?.format = MediaFormat(file.bytes)
    let place = "\(origin)/storage/\(asset.key)"
    return xml(201, "<PostResponse><Location>\(place)</Location></PostResponse>")
  }

  /// The asset of a key such as `rte/a7`.
  private static func assetID(_ key: String) -> String? {
    key.hasPrefix("rte/") ? String(key.dropFirst(4)) : nil
  }

  private static let common = [
    "api_type", "sr", "title", "resubmit", "validate_on_submit", "text", "flair_id", "flair_text",
    "nsfw", "spoiler", "sendreplies",
  ]

  mutating func submit(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let author = try signedIn(&visit, scope: "submit")
    let given = try form(visit, allowed: Self.common + ["kind", "url", "video_poster_url"])
    var post = try draft(given, by: author, &visit)
    let address = given.text("url")
    switch given.text("kind") {
    case "self": guard address == nil else { throw Stop(.reddit(400, "a text has no url")) }
    case "link":
      guard let address, address.hasPrefix("http") else {
        return .redditErrors("NO_URL", "a url is required", "url")
      }
      let isThere = order.contains {
        guard let other = posts[$0] else { return false }
        return other.link == address && other.subreddit == post.subreddit && !other.isDeleted
      }
      guard !isThere || given.text("resubmit") == "true" else {
        return .redditErrors("ALREADY_SUB", "that link has already been submitted", "url")
      }
      post.link = address
    case "image": post.files = [try asset(at: address, of: author)]
    case "video":
      post.files = [
        try asset(at: address, of: author),
        try asset(at: given.text("video_poster_url"), of: author),
      ]
    default: throw Stop(.reddit(400, "kind is self, link, image or video"))
    }
    return publish(post, visit)
  }

  mutating func submitGallery(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let author = try signedIn(&visit, scope: "submit")
    var request = visit.request
    request.query.removeAll { $0.name == "raw_json" }
    let bare = request
    let given = try parameters(
      allowed: Self.common + [
        "show_error_list", "items[][media_id]", "items[][caption]", "items[][outbound_url]",
      ]
    ) { () throws(Parameters.Wrong) in try Parameters(body: bare, in: [.json]) }
    var post = try draft(given, by: author, &visit)
    post.files = given.list("items[][media_id]")
    post.captions = given.list("items[][caption]")
    guard (2...20).contains(post.files.count), post.captions.allSatisfy({ $0.count <= 180 }),
      post.files.allSatisfy({ assets[$0]?.owner == author && assets[$0]?.format != nil })
    else { return .redditErrors("INVALID_OPTION", "2 to 20 uploaded pictures", "items") }
    return publish(post, visit)
  }

  /// What every kind of post has, checked.
  private func draft(
    _ given: Parameters, by author: String, _ visit: inout ModelVisit
  ) throws(Stop) -> Post {
    guard given.text("api_type") == "json" else {
      throw Stop(.reddit(400, "api_type must be json"))
    }
    func wrong(_ code: String, _ message: String, _ field: String) -> Stop {
      Stop(.redditErrors(code, message, field))
    }
    let subreddit = given.text("sr") ?? ""
    guard rules.subreddits.contains(subreddit.lowercased()) else {
      throw wrong("SUBREDDIT_NOEXIST", "that subreddit doesn't exist", "sr")
    }
    let (title, text) = (given.text("title") ?? "", given.text("text") ?? "")
    guard !title.allSatisfy(\.isWhitespace) else {
      throw wrong("NO_TEXT", "we need something here", "title")
    }
    guard title.unicodeScalars.count <= 300, text.unicodeScalars.count <= 40_000 else {
      throw wrong("TOO_LONG", "this is too long", "title")
    }
    let flair = given.text("flair_text") ?? given.text("flair_id")
    guard flair != nil || !rules.needsFlair.contains(subreddit.lowercased()) else {
      throw wrong("SUBMIT_VALIDATION_FLAIR_REQUIRED", "Your post must contain post flair.", "flair")
    }
    if let last = order.last.flatMap({ posts[$0] }), last.author == author,
      visit.now < last.created + rules.throttle
    {
      throw wrong(
        "RATELIMIT", "Looks like you've been doing that a lot. Try again in 9 minutes.", "ratelimit"
      )
    }
    return Post(
      id: "t3_" + String(1_000_000 + visit.number, radix: 36), author: author,
      subreddit: subreddit, title: title, text: text, files: [], captions: [], flair: flair,
      isNSFW: given.text("nsfw") == "true", created: visit.now)
  }

  private func asset(at address: String?, of owner: String) throws(Stop) -> String {
    let base = origin + "/storage/"
    guard let address, address.hasPrefix(base),
      let id = Self.assetID(String(address.dropFirst(base.count))), let asset = assets[id],
      asset.owner == owner, asset.format != nil
    else { throw Stop(.redditErrors("BAD_URL", "you should check that url", "url")) }
    return id
  }

  private mutating func publish(_ draft: Post, _ visit: ModelVisit) -> ModelAnswer {
    var post = draft
    let isSlow = !post.files.isEmpty && post.captions.isEmpty
    if isSlow { post.created = visit.now + rules.processing }
    if !(isSlow && rules.processingFails) {
      posts[post.id] = post
      order.append(post.id)
      record(.created, post, visit)
    }
    let place = "https://www.reddit.com/r/\(post.subreddit)/comments/\(post.id.dropFirst(3))/post/"
    if isSlow {
      return .json([
        "json": [
          "errors": [],
          "data": [
            "user_submitted_page": .string(
              "https://www.reddit.com/user/\(post.author)/submitted/"),
            "websocket_url": "wss://k8s-lb.wss.redditmedia.com/x",
          ],
        ]
      ])
    }
    let data: JSON =
      post.files.isEmpty
      ? [
        "id": .string(String(post.id.dropFirst(3))), "name": .string(post.id),
        "url": .string(place),
      ] : ["url": .string(place)]
    return .json(["json": ["errors": [], "data": data]])
  }
}

// MARK: - Changes and reads

extension RedditModel {
  mutating func edit(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let author = try signedIn(&visit, scope: "edit")
    let given = try form(visit, allowed: ["api_type", "thing_id", "text"])
    guard var post = posts[given.text("thing_id") ?? ""], post.author == author, !post.isDeleted
    else { return .redditErrors("NO_THING_ID", "id not specified", "parent") }
    guard post.link == nil, post.files.isEmpty else {
      return .redditErrors("NO_SELFS", "only texts can be changed", "text")
    }
    post.text = given.text("text") ?? ""
    post.edited = visit.now
    posts[post.id] = post
    record(.edited, post, visit)
    return .json(["json": ["errors": [], "data": ["things": []]]])
  }

  mutating func delete(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let author = try signedIn(&visit, scope: "edit")
    let given = try form(visit, allowed: ["id"])
    if let post = posts[given.text("id") ?? ""], post.author == author, !post.isDeleted {
      posts[post.id]?.isDeleted = true
      record(.deleted, post, visit)
    }
    return .json([:])
  }

  /// The account's posts, newest first; those that are on their way or too young are missing.
  mutating func listSubmitted(
    _ name: String, _ visit: inout ModelVisit
  ) throws(Stop) -> ModelAnswer {
    _ = try signedIn(&visit, scope: "history")
    let request = visit.request
    let given = try parameters(allowed: ["sort", "limit", "raw_json", "after"]) {
      () throws(Parameters.Wrong) in try Parameters(query: request)
    }
    guard people.contains(where: { $0.lowercased() == name.lowercased() }),
      let limit = Int(given.text("limit") ?? "25"), (1...100).contains(limit)
    else { throw Stop(.reddit(404, "Not Found")) }
    let now = visit.now
    var found = order.reversed().compactMap { posts[$0] }.filter {
      $0.author == name && !$0.isDeleted && $0.created + rules.readLag <= now
    }
    if let after = given.text("after"), let index = found.firstIndex(where: { $0.id == after }) {
      found.removeSubrange(...index)
    }
    let page = found.prefix(limit)
    return .json([
      "kind": "Listing",
      "data": [
        "after": found.count > limit ? JSON(page.last?.id) : nil,
        "children": .array(page.map { ["kind": "t3", "data": entity($0)] }),
      ],
    ])
  }

  private func entity(_ post: Post) -> JSON {
    [
      "name": .string(post.id), "id": .string(String(post.id.dropFirst(3))),
      "subreddit": .string(post.subreddit), "title": .string(post.title),
      "selftext": .string(post.text),
      "created_utc": .number(Double(post.created.milliseconds) / 1000),
      "permalink": .string("/r/\(post.subreddit)/comments/\(post.id.dropFirst(3))/post/"),
      "is_self": .bool(post.link == nil && post.files.isEmpty),
    ]
  }

  mutating func record(_ kind: OutsideLedger.Kind, _ post: Post, _ visit: ModelVisit) {
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: post.author, post: post.id,
        text: Self.words(of: post), fingerprint: fingerprint(of: post),
        requestNumber: visit.number, request: visit.request.line, idempotencyKey: nil))
  }

  /// What people read: the title, and the text below it.
  static func words(of post: Post) -> String {
    [post.title, post.link ?? "", post.text].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// Equal for posts that look the same: the words, the place and the files.
  func fingerprint(of post: Post) -> String {
    let files = post.files.compactMap { assets[$0] }.map { hashing.sha256($0.bytes).hexadecimal }
    let looks = [post.subreddit.lowercased(), Self.words(of: post)] + files
    return hashing.sha256(JSON.array(looks.map(JSON.string)).bytes).hexadecimal
  }

  /// What people see now, newest first.
  package var timeline: [TimelinePost] {
    order.reversed().compactMap { posts[$0] }.filter { !$0.isDeleted }.map { post in
      let text = [post.link ?? "", post.text].filter { !$0.isEmpty }.joined(separator: "\n\n")
      let pictures = post.files.enumerated().map { index, id in
        TimelinePost.Picture(
          id: id, mime: assets[id]?.mime ?? "",
          alt: post.captions.indices.contains(index) ? post.captions[index] : "",
          width: assets[id]?.format?.width, height: assets[id]?.format?.height)
      }
      return TimelinePost(
        platform: .reddit, account: post.author, id: post.id,
        url: "\(origin)/r/\(post.subreddit)/comments/\(post.id.dropFirst(3))/post/",
        place: "r/" + post.subreddit, title: post.title,
        spans: TextSpans.of(text, links: LinkScanner.clickable(in: text)),
        warning: post.isNSFW ? "nsfw" : nil, media: pictures, visibility: .everyone,
        created: post.created, edited: post.edited, fingerprint: fingerprint(of: post))
    }
  }
}
