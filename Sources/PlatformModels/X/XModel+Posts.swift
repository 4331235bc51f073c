import Domain
import Text

extension XModel {
  private static let createNames = [
    "text", "media[media_ids][]", "reply[in_reply_to_tweet_id]", "quote_tweet_id",
    "poll[options][]", "poll[duration_minutes]", "reply_settings", "made_with_ai",
    "paid_partnership",
  ]
  /// Documented, but nothing that the model could play truthfully.
  private static let unplayed = [
    "media[tagged_user_ids][]", "reply[exclude_reply_user_ids][]", "community_id",
    "share_with_followers", "for_super_followers_only", "geo[place_id]",
    "edit_options[previous_post_id]", "nullcast", "card_uri", "direct_message_deep_link",
  ]

  mutating func createPost(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["tweet.read", "tweet.write", "users.read"])
    try count(rules.posts, "posts/\(account.id)", &visit)
    guard !rules.isOutOfCredit else {
      throw Stop(
        .xProblem(402, "credits", "Your app has no credit left.", title: "CreditsDepleted"))
    }
    let given = try parameters(visit, [.json], allowed: Self.createNames + Self.unplayed)
    for name in Self.unplayed where given.text(name) != nil {
      throw Stop(
        .xProblem(400, "invalid-request", "\(name): this sandbox does not play it"))
    }
    let post = try draft(given, by: account, visit)
    posts[post.id] = post
    order.append(post.id)
    for id in post.media { media[id]?.post = post.id }
    record(.created, post, visit)
    return .json(
      [
        "data": [
          "id": .string(post.id), "text": .string(shown(post).text),
          "edit_history_tweet_ids": [.string(post.id)],
        ]
      ], status: 201)
  }

  private func draft(
    _ given: Parameters, by account: Account, _ visit: ModelVisit
  ) throws(Stop) -> Post {
    let text = Normalization.nfc(given.text("text") ?? "")
    let mediaIDs = given.list("media[media_ids][]")
    _ = try attachments(mediaIDs, of: account, visit)
    let poll = try poll(given, visit)
    let quote = given.text("quote_tweet_id")
    guard [!mediaIDs.isEmpty, poll != nil, quote != nil].count(where: { $0 }) <= 1 else {
      throw Stop(
        .xProblem(400, "invalid-request", "media, a poll and a quote exclude each other"))
    }
    guard !text.allSatisfy(\.isWhitespace) || !mediaIDs.isEmpty else {
      throw Stop(.xProblem(400, "invalid-request", "a post needs text or media"))
    }
    guard TextLength.weighted(text) <= rules.characters else { throw Self.notPermitted }
    if let settings = given.text("reply_settings"),
      !["following", "mentionedUsers", "subscribers", "verified"].contains(settings)
    {
      throw Stop(.xProblem(400, "invalid-request", "reply_settings is \(settings)"))
    }
    let parent = given.text("reply[in_reply_to_tweet_id]")
    for id in [parent, quote].compactMap(\.self) where posts[id]?.isDeleted ?? true {
      throw Stop(.xProblem(403, "about:blank", "the post \(id) is deleted or not visible to you"))
    }
    try refuseDuplicate(text, parent, of: account, visit)
    return Post(
      id: identifier(visit), account: account.id, text: text, media: mediaIDs, parent: parent,
      quote: quote, poll: poll, replySettings: given.text("reply_settings"), created: visit.now)
  }

  private static let notPermitted = Stop(
    .xProblem(
      403, "about:blank", "You are not permitted to perform this action.", title: "Forbidden"))

  private func refuseDuplicate(
    _ text: String, _ parent: String?, of account: Account, _ visit: ModelVisit
  ) throws(Stop) {
    let isKnown = order.contains {
      guard let post = posts[$0], !post.isDeleted, post.account == account.id else { return false }
      return post.text == text && post.parent == parent && post.media.isEmpty
        && visit.now < post.created + rules.duplicateWindow
    }
    guard isKnown else { return }
    throw Stop(
      .xProblem(
        403, "about:blank", "You are not allowed to create a Tweet with duplicate content.",
        title: "Forbidden"))
  }

  private func poll(
    _ given: Parameters, _ visit: ModelVisit
  ) throws(Stop) -> TimelinePost.Poll? {
    let options = given.list("poll[options][]")
    let minutes = try documented { () throws(Parameters.Wrong) in
      try given.integer("poll[duration_minutes]")
    }
    guard !options.isEmpty || minutes != nil else { return nil }
    guard (2...4).contains(options.count), options.allSatisfy({ (1...25).contains($0.count) }),
      let minutes, (5...10_080).contains(minutes)
    else {
      throw Stop(
        .xProblem(
          400, "invalid-request",
          "a poll has 2 to 4 options of 1 to 25 characters and lasts 5 to 10080 minutes"))
    }
    return TimelinePost.Poll(
      options: options, multiple: false, ends: visit.now + .seconds(minutes * 60))
  }

  mutating func deletePost(_ id: String, _ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["tweet.read", "tweet.write", "users.read"])
    try count(rules.deletions, "deletes/\(account.id)", &visit)
    guard let post = posts[id], !post.isDeleted, post.account == account.id else {
      throw Stop(.xProblem(404, "resource-not-found", "Could not find tweet with id: [\(id)]."))
    }
    posts[id]?.isDeleted = true
    record(.deleted, post, visit)
    return .json(["data": ["deleted": true]])
  }

  private mutating func record(
    _ kind: OutsideLedger.Kind, _ post: Post, _ visit: ModelVisit
  ) {
    ledger.record(
      .init(
        kind: kind, at: visit.now, account: name(of: post.account), post: post.id,
        text: post.text, fingerprint: fingerprint(of: post), requestNumber: visit.number,
        request: visit.request.line, idempotencyKey: nil))
  }

  /// Equal for posts that look the same: the words, the options, the files and the place.
  func fingerprint(of post: Post) -> String {
    let files = post.media.compactMap { media[$0] }.map { hashing.sha256($0.bytes).hexadecimal }
    let looks = [post.text, post.parent ?? ""] + (post.poll?.options ?? []) + files
    return hashing.sha256(JSON.array(looks.map(JSON.string)).bytes).hexadecimal
  }

  func name(of account: String) -> String {
    accounts.first { $0.id == account }?.name ?? account
  }
}
