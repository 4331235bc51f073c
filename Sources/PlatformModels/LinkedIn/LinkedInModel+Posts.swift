import Domain
import Text

extension LinkedInModel {
  private static let createNames: Set = [
    "author", "commentary", "visibility", "distribution", "lifecycleState",
    "isReshareDisabledByAuthor", "content",
  ]

  mutating func createPost(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let body = try body(visit, Self.createNames)
    let author = body["author"]?.string ?? ""
    try mayAct(visit, as: author)
    let text = body["commentary"]?.string ?? ""
    try checkCommentary(text)
    let content = body["content"]
    try checkContent(content, isEmptyAllowed: !text.allSatisfy(\.isWhitespace))
    try checkFiles(Self.files(in: content).map(\.id), of: author, visit)
    let thumbnail = content?["article"]?["thumbnail"]?.string
    try checkFiles([thumbnail].compactMap(\.self), of: author, visit)
    guard body["lifecycleState"] == "PUBLISHED",
      body["distribution"]?["thirdPartyDistributionChannels"] == []
    else { throw Stop(.linkedIn(400, "MISSING_FIELD", "lifecycleState or distribution")) }
    let visibility = try visibility(body, author)
    try refuseDuplicate(text, content, author, visit)
    let kind = content?["media"]?["id"]?.string?.hasPrefix("urn:li:video:") ?? false
    let urn = "urn:li:\(kind ? "ugcPost" : "share"):\(6_844_785_523_593_134_080 + visit.number)"
    let post = Post(
      id: urn, author: author, commentary: text, content: content, visibility: visibility,
      created: visit.now)
    posts[urn] = post
    order.append(urn)
    record(.created, post, visit)
    return ModelAnswer(status: 201, headers: [NamedValue("x-restli-id", urn)])
  }

  private func visibility(_ body: JSON, _ author: String) throws(Stop) -> Visibility {
    let isPage = author.hasPrefix("urn:li:organization:")
    switch (body["visibility"]?.string, body["distribution"]?["feedDistribution"]?.string) {
    case ("PUBLIC", "MAIN_FEED"): return .everyone
    case ("PUBLIC", "NONE"): return .unlisted
    case ("CONNECTIONS", "MAIN_FEED") where !isPage: return .followers
    default:
      throw Stop(.linkedIn(400, "INVALID_VALUE_FOR_FIELD", "visibility or feedDistribution"))
    }
  }

  /// Reserved signs without a backslash make the real server cut the text off; here they are
  /// refused, so that a client learns of it.
  private func checkCommentary(_ text: String) throws(Stop) {
    guard text.utf16.count <= 3000 else {
      throw Stop(.linkedIn(400, "FIELD_LENGTH_TOO_LONG", "commentary is too long"))
    }
    var rest = Substring(text)
    while let first = rest.first {
      if first == "\\" {
        guard rest.dropFirst().first.map({ "\\|{}@[]()<>#*_~".contains($0) }) ?? false else {
          throw Stop(.linkedIn(400, "INVALID_VALUE_FOR_FIELD", "a stray backslash"))
        }
        rest = rest.dropFirst(2)
      } else if first == "@", let mention = rest.prefixMatch(of: /@\[[^\]]+\]\(urn:li:[^)]+\)/) {
        rest = rest[mention.range.upperBound...]
      } else if "|{}@[]()<>*_~".contains(first) {
        throw Stop(.linkedIn(400, "INVALID_VALUE_FOR_FIELD", "\(first) is not escaped"))
      } else {
        rest = rest.dropFirst()
      }
    }
  }

  private func checkContent(_ content: JSON?, isEmptyAllowed: Bool) throws(Stop) {
    func wrong(_ words: String) -> Stop {
      Stop(.linkedIn(400, "INVALID_VALUE_FOR_FIELD", words))
    }
    guard let content else {
      guard isEmptyAllowed else { throw wrong("a post needs text or content") }
      return
    }
    guard let members = content.object, members.count == 1 else {
      throw wrong("content is one of media, multiImage, article, poll")
    }
    let files = Self.files(in: content)
    guard files.allSatisfy({ $0.alt.utf16.count <= 4086 }) else { throw wrong("altText") }
    if content["multiImage"] != nil {
      guard (2...20).contains(files.count) else { throw wrong("2 to 20 images") }
    } else if let article = content["article"] {
      guard let title = article["title"]?.string, (1...400).contains(title.utf16.count),
        article["source"]?.string?.hasPrefix("http") ?? false
      else { throw wrong("an article has a source and a title") }
    } else if let poll = content["poll"] {
      try checkPoll(poll)
    } else if files.count != 1 {
      throw wrong("content is one of media, multiImage, article, poll")
    } else if files[0].id.hasPrefix("urn:li:document:") {
      let title = content["media"]?["title"]?.string ?? ""
      guard (1...400).contains(title.utf16.count) else { throw wrong("a document has a title") }
    }
  }

  private func checkPoll(_ poll: JSON) throws(Stop) {
    let options = (poll["options"]?.array ?? []).compactMap { $0["text"]?.string }
    let durations = ["ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS"]
    guard (1...140).contains(poll["question"]?.string?.utf16.count ?? 0),
      (2...4).contains(options.count),
      options.allSatisfy({ (1...30).contains($0.utf16.count) }),
      durations.contains(poll["settings"]?["duration"]?.string ?? "")
    else { throw Stop(.linkedIn(400, "INVALID_VALUE_FOR_FIELD", "the poll")) }
  }

  private func refuseDuplicate(
    _ text: String, _ content: JSON?, _ author: String, _ visit: ModelVisit
  ) throws(Stop) {
    let known = order.reversed().compactMap { posts[$0] }.first {
      !$0.isDeleted && $0.author == author && $0.commentary == text && $0.content == content
        && visit.now < $0.created + rules.duplicateWindow
    }
    guard let known else { return }
    let words = "Content is a duplicate of \(known.id)"
    throw Stop(
      .json(
        [
          "status": 422, "message": .string(words), "errorDetailType": "INPUT",
          "errorDetails": [
            "inputErrors": [["code": "DUPLICATE_POST", "description": .string(words)]]
          ],
        ], status: 422))
  }

  /// A person may delete and edit what the person's token may post.
  private mutating func own(_ urn: String, _ visit: ModelVisit) throws(Stop) -> Post {
    guard let post = posts[urn] else {
      throw Stop(.linkedIn(404, "RESOURCE_NOT_FOUND", "there is no \(urn)"))
    }
    try mayAct(visit, as: post.author)
    return post
  }

  mutating func deletePost(_ urn: String, _ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    guard visit.request.header("x-restli-method") == "DELETE" else {
      throw Stop(.linkedIn(400, "ILLEGAL_ARGUMENT", "X-RestLi-Method must be DELETE"))
    }
    let post = try own(urn, visit)
    if !post.isDeleted {
      posts[urn]?.isDeleted = true
      for comment in comments where comment.post == urn { record(.deleted, comment, visit) }
      comments.removeAll { $0.post == urn }
      record(.deleted, post, visit)
    }
    return ModelAnswer(status: 204)
  }

  mutating func changePost(_ urn: String, _ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let body = try body(visit, ["patch"])
    var post = try own(urn, visit)
    guard visit.request.header("x-restli-method") == "PARTIAL_UPDATE",
      body["patch"]?["$set"]?.object.map({ Set($0.keys) == ["commentary"] }) ?? false,
      let text = body["patch"]?["$set"]?["commentary"]?.string, !post.isDeleted
    else { throw Stop(.linkedIn(400, "ILLEGAL_ARGUMENT", "only commentary can be changed")) }
    try checkCommentary(text)
    post.commentary = text
    post.edited = visit.now
    posts[urn] = post
    record(.edited, post, visit)
    return ModelAnswer(status: 204)
  }

  private mutating func record(
    _ kind: OutsideLedger.Kind, _ post: Post, _ visit: ModelVisit
  ) {
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: name(of: post.author), post: post.id,
        text: Self.plain(post.commentary), fingerprint: fingerprint(of: post),
        requestNumber: visit.number, request: visit.request.line, idempotencyKey: nil))
  }

  /// Equal for posts that look the same: the words, the card, the options and the files.
  func fingerprint(of post: Post) -> String {
    let contents = post.files.map {
      files[$0.id].map { hashing.sha256($0.bytes).hexadecimal } ?? ""
    }
    let rest = post.files.isEmpty ? post.content?.text ?? "" : ""
    let looks = [Self.plain(post.commentary), rest] + contents
    return hashing.sha256(JSON.array(looks.map(JSON.string)).bytes).hexadecimal
  }

  func name(of author: String) -> String {
    pages.first { author.hasSuffix(":" + $0.id) }?.name
      ?? people.first { author.hasSuffix(":" + $0.id) }?.name ?? author
  }

  /// The words that people see.
  static func plain(_ commentary: String) -> String {
    commentary
      .replacing(/@\[([^\]]+)\]\(urn:li:[^)]+\)/) { "@" + $0.output.1 }
      .replacing(/\\(.)/) { String($0.output.1) }
  }
}

// MARK: - Reads

extension LinkedInModel {
  mutating func showPost(_ urn: String, _ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    _ = try signedIn(visit, oneOf: ["r_organization_social"])
    guard let post = posts[urn], !post.isDeleted,
      post.author.hasPrefix("urn:li:organization:")
    else { throw Stop(.linkedIn(404, "RESOURCE_NOT_FOUND", "there is no \(urn)")) }
    return .json(entity(post))
  }

  /// The posts of a page, the latest changed first; those of persons are shown to nobody.
  mutating func listPosts(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    _ = try signedIn(visit, oneOf: ["r_organization_social"])
    let author = visit.request.query("author") ?? ""
    let count = visit.request.query("count").flatMap { Int($0) } ?? 10
    guard visit.request.query("q") == "author", (1...100).contains(count),
      visit.request.header("x-restli-method") == "FINDER"
    else { throw Stop(.linkedIn(400, "ILLEGAL_ARGUMENT", "q=author, FINDER, count to 100")) }
    guard pages.contains(where: { "urn:li:organization:" + $0.id == author }) else {
      throw Stop(.linkedIn(403, "ACCESS_DENIED", "the posts of \(author) are not shown"))
    }
    let found = order.reversed().compactMap { posts[$0] }.filter {
      $0.author == author && !$0.isDeleted && $0.created + rules.readLag <= visit.now
    }
    return .json([
      "elements": .array(found.prefix(count).map(entity)),
      "paging": ["start": 0, "count": .integer(Int64(count))],
    ])
  }

  private func entity(_ post: Post) -> JSON {
    var members: [String: JSON] = [
      "id": .string(post.id), "author": .string(post.author),
      "commentary": .string(post.commentary), "lifecycleState": "PUBLISHED",
      "createdAt": .integer(post.created.milliseconds),
      "lastModifiedAt": .integer((post.edited ?? post.created).milliseconds),
      "visibility": post.visibility == .followers ? "CONNECTIONS" : "PUBLIC",
    ]
    if let content = post.content { members["content"] = content }
    return .object(members)
  }

  /// What people see now, newest first.
  package var timeline: [TimelinePost] {
    shownComments + order.reversed().compactMap { posts[$0] }.filter { !$0.isDeleted }.map(shown)
  }

  private func shown(_ post: Post) -> TimelinePost {
    let text = Self.plain(post.commentary)
    let article = post.content?["article"]
    let card = article.map { article in
      TimelinePost.Card(
        url: article["source"]?.string ?? "", title: article["title"]?.string ?? "",
        summary: article["description"]?.string ?? "",
        thumbnail: article["thumbnail"]?.string.map { picture($0, alt: "") })
    }
    let poll = post.content?["poll"].map { poll in
      TimelinePost.Poll(
        options: (poll["options"]?.array ?? []).compactMap { $0["text"]?.string },
        multiple: false, ends: post.created + Self.life(of: poll))
    }
    return TimelinePost(
      platform: .linkedin, account: name(of: post.author), id: post.id,
      url: "\(origin)/feed/update/\(post.id)/",
      spans: TextSpans.of(text, links: LinkScanner.clickable(in: text)),
      media: post.files.map { picture($0.id, alt: $0.alt) }, card: card, poll: poll,
      visibility: post.visibility, created: post.created, edited: post.edited,
      fingerprint: fingerprint(of: post))
  }

  private static func life(of poll: JSON) -> Duration {
    switch poll["settings"]?["duration"]?.string {
    case "ONE_DAY": .seconds(86_400)
    case "SEVEN_DAYS": .seconds(7 * 86_400)
    case "FOURTEEN_DAYS": .seconds(14 * 86_400)
    default: .seconds(3 * 86_400)
    }
  }

  private func picture(_ urn: String, alt: String) -> TimelinePost.Picture {
    let format = files[urn]?.format
    return TimelinePost.Picture(
      id: urn, mime: format?.mime ?? "", alt: alt, width: format?.width, height: format?.height)
  }
}
