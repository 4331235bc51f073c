import Domain
import Text

extension XModel {
  private static let fieldNames: Set<String> = [
    "created_at", "entities", "text", "note_tweet", "note_post", "referenced_tweets",
    "referenced_posts", "attachments", "author_id", "conversation_id", "in_reply_to_user_id",
  ]

  mutating func showPost(_ id: String, _ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["tweet.read", "users.read"])
    try count(rules.reads, "reads/\(account.id)", &visit)
    _ = try fields(visit, allowed: [])
    guard let post = posts[id], !post.isDeleted else {
      return .json([
        "errors": [
          [
            "resource_id": .string(id), "title": "Not Found Error",
            "detail": .string("Could not find tweet with id: [\(id)]."),
            "type": "https://api.x.com/2/problems/resource-not-found",
          ]
        ]
      ])
    }
    return .json(["data": entity(post)])
  }

  /// The account's own posts, newest first; those younger than the read lag are missing.
  mutating func ownPosts(of user: String, _ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["tweet.read", "users.read"])
    try count(rules.reads, "timeline/\(account.id)", &visit)
    let given = try fields(
      visit, allowed: ["max_results", "start_time", "end_time", "since_id", "pagination_token"])
    guard accounts.contains(where: { $0.id == user }) else {
      throw Stop(.xProblem(404, "resource-not-found", "Could not find user with id: [\(user)]."))
    }
    let limit = try documented { () throws(Parameters.Wrong) in
      try given.integer("max_results") ?? 10
    }
    let start = given.text("start_time")
    let since = start.flatMap(Instant.init(rfc3339:))
    guard (5...100).contains(limit), start == nil || (since != nil && start?.last == "Z"),
      since.map({ $0 < visit.now }) ?? true
    else {
      throw Stop(
        .xProblem(400, "invalid-request", "max_results is 5 to 100, start_time in the past"))
    }
    let before = given.text("pagination_token").flatMap { UInt64($0) } ?? .max
    let found = order.reversed().compactMap { posts[$0] }.filter {
      $0.account == user && !$0.isDeleted && $0.created + rules.readLag <= visit.now
        && $0.created >= since ?? $0.created && (UInt64($0.id) ?? 0) < before
    }
    let page = found.prefix(limit)
    var meta: [String: JSON] = ["result_count": .integer(Int64(page.count))]
    if found.count > limit, let last = page.last { meta["next_token"] = .string(last.id) }
    var body: [String: JSON] = ["meta": .object(meta)]
    if !page.isEmpty { body["data"] = .array(page.map(entity)) }
    return .json(.object(body))
  }

  /// The query, with either spelling of the list of fields.
  private func fields(_ visit: ModelVisit, allowed: [String]) throws(Stop) -> Parameters {
    let given = try queryParameters(visit, allowed: allowed + ["tweet.fields", "post.fields"])
    let asked = given.text("tweet.fields") ?? given.text("post.fields") ?? ""
    guard asked.split(separator: ",").allSatisfy({ Self.fieldNames.contains(String($0)) }) else {
      throw Stop(.xProblem(400, "invalid-request", "an unknown field: \(asked)"))
    }
    return given
  }

  private func entity(_ post: Post) -> JSON {
    let shown = shown(post)
    var members: [String: JSON] = [
      "id": .string(post.id), "text": .string(shown.text), "author_id": .string(post.account),
      "created_at": .string(post.created.rfc3339), "edit_history_tweet_ids": [.string(post.id)],
      "entities": ["urls": .array(shown.links)],
    ]
    var references: [JSON] = []
    if let parent = post.parent {
      references.append(["type": "replied_to", "id": .string(parent)])
    }
    if let quote = post.quote { references.append(["type": "quoted", "id": .string(quote)]) }
    if !references.isEmpty { members["referenced_tweets"] = .array(references) }
    if !post.media.isEmpty {
      members["attachments"] = ["media_keys": .array(post.media.map { .string("3_" + $0) })]
    }
    if post.poll != nil { members["attachments"] = ["poll_ids": [.string(post.id)]] }
    return .object(members)
  }

  /// The text as X returns it: links shortened, `&`, `<` and `>` escaped, a link to the media at
  /// its end.
  func shown(_ post: Post) -> (text: String, links: [JSON]) {
    var (text, links, position): (String, [JSON], Int) = ("", [], 0)
    let bytes = Array(post.text.utf8)
    func escaped(_ range: Range<Int>) -> String {
      String(decoding: bytes[range], as: UTF8.self)
        .split(separator: "&", omittingEmptySubsequences: false).joined(separator: "&amp;")
        .split(separator: "<", omittingEmptySubsequences: false).joined(separator: "&lt;")
        .split(separator: ">", omittingEmptySubsequences: false).joined(separator: "&gt;")
    }
    for link in LinkScanner.shortened(in: post.text) {
      let written = String(decoding: bytes[link.range], as: UTF8.self)
      let expanded = written == link.address ? written : "http://" + written
      let short = short(expanded)
      text += escaped(position..<link.range.lowerBound) + short
      links.append(["url": .string(short), "expanded_url": .string(expanded)])
      position = link.range.upperBound
    }
    text += escaped(position..<bytes.count)
    if let first = post.media.first {
      let address = "https://x.com/\(name(of: post.account))/status/\(post.id)/photo/1"
      text += (text.isEmpty ? "" : " ") + short(address)
      links.append([
        "url": .string(short(address)), "expanded_url": .string(address),
        "media_key": .string("3_" + first),
      ])
    }
    return (text, links)
  }

  private func short(_ address: String) -> String {
    "https://t.co/" + Base64.url(hashing.sha256(Array(address.utf8))).prefix(10)
  }

  /// What people see now, newest first.
  package var timeline: [TimelinePost] {
    order.reversed().compactMap { posts[$0] }.filter { !$0.isDeleted }.map { post in
      let pictures = post.media.compactMap { id in
        media[id].map {
          TimelinePost.Picture(
            id: id, mime: $0.mime, alt: $0.alt ?? "", width: $0.format?.width,
            height: $0.format?.height)
        }
      }
      return TimelinePost(
        platform: .x, account: name(of: post.account), id: post.id,
        url: "\(origin)/\(name(of: post.account))/status/\(post.id)",
        spans: TextSpans.of(post.text, links: LinkScanner.shortened(in: post.text)),
        media: pictures, poll: post.poll, visibility: .everyone, parent: post.parent,
        created: post.created, fingerprint: fingerprint(of: post))
    }
  }
}
