import Domain

extension XRecipe {
  /// How often a page of own posts is turned before the question stays open.
  private static let maxPages = 5

  /// Asks about a post that may exist: whether it is among the account's own posts.
  ///
  /// X knows no other name for it than what it says. That X refuses a duplicate is a hint and no
  /// proof, for it may mean an older post.
  func doubt(about post: XPost, _ part: Int, earlier: [String], _ api: XAPI) -> Doubt {
    let wanted = XMatch(post)
    return Doubt(rule: .ifAllowed, quiet: profile.pace.quiet, matchKey: wanted.key) {
      (flow: inout Flow) throws(Pause) -> Finding in
      guard let user = api.userID else { return .unclear("the account's id is not known") }
      return try look(for: wanted, part, of: user, except: earlier, api, &flow)
    }
  }

  private func look(
    for wanted: XMatch, _ part: Int, of user: String, except earlier: [String], _ api: XAPI,
    _ flow: inout Flow
  ) throws(Pause) -> Finding {
    var token: String?
    for page in 0..<XRecipe.maxPages {
      let posts = api.ownPosts(of: user, since: flow.earliest, token)
      let result = try flow.call("posts-\(page)", posts)
      guard case .page(let posts, let next) = result else {
        return .unclear("X does not show the account's posts")
      }
      for post in posts where wanted.matches(post) {
        guard let remote = api.remote(in: post, part: part), !earlier.contains(remote.id),
          !flow.isClaimed(remote.id)
        else { continue }
        return .present(remote)
      }
      guard let next else { return .absent }
      token = next
    }
    return .unclear("too many posts since then to look through")
  }
}

extension XAPI {
  enum OwnPosts: Hashable, Sendable {
    /// Newest first, and the way to the older ones.
    case page([JSON], next: String?)
    case unreadable
  }

  /// `GET /2/users/:id/tweets`: the account's own posts since `since`; each one that is returned
  /// costs money.
  func ownPosts(of user: String, since: Instant, _ token: String?) -> Exchange<OwnPosts> {
    let names =
      fieldNames == "post"
      ? "created_at,entities,text,note_post,referenced_posts,attachments"
      : "created_at,entities,text,note_tweet,referenced_tweets,attachments"
    let further = token.map { "&pagination_token=" + PercentEncoding.component($0) } ?? ""
    let call = call(
      .get,
      "/2/users/\(PercentEncoding.component(user))/tweets?max_results=100"
        + "&start_time=\(PercentEncoding.component(since.rfc3339.prefix(19) + "Z"))"
        + "&\(fieldNames).fields=\(PercentEncoding.component(names))" + further,
      costs: [.init("reads"), .money(prices.read)])
    return Exchange(
      call,
      value: { answer in
        guard let meta = answer.json?["meta"], answer.json?["errors"] == nil else { return nil }
        let posts = answer.json?["data"]?.array ?? []
        // A list that is not understood proves nothing about what is in it.
        guard posts.count == (meta["result_count"]?.integer).map(Int.init),
          posts.allSatisfy({ $0["id"]?.string != nil && $0["text"]?.string != nil })
        else { return .unreadable }
        return .page(posts, next: meta["next_token"]?.string)
      },
      failure: {
        XFailures.reading(of: $0, after: .harmless).orUnclear { _ in .unreadable }
      })
  }
}

/// What tells a post from all others of the account: its words, what it answers or quotes, and how
/// many files it carries.
struct XMatch: Hashable, Sendable {
  private let text: String
  private let replyTo: String?
  private let quote: String?
  private let media: Int
  private let hasPoll: Bool

  init(_ post: XPost) {
    text = XText.comparable(post.text)
    replyTo = post.replyTo
    quote = post.quote
    media = post.mediaIDs.count
    hasPoll = post.poll != nil
  }

  /// Posts with equal keys cannot be told apart.
  var key: String { "\(media)|\(hasPoll)|\(replyTo ?? "")|\(quote ?? "")|\(text)" }

  /// Whether `found` is the post that was to be created; both spellings of its members count.
  func matches(_ found: JSON) -> Bool {
    let references = (found["referenced_tweets"] ?? found["referenced_posts"])?.array ?? []
    func reference(_ kind: String) -> String? {
      references.first { $0["type"]?.string == kind }?["id"]?.string
    }
    guard reference("replied_to") == replyTo, reference("quoted") == quote,
      reference("retweeted") == nil, reference("reposted") == nil
    else { return false }
    let attachments = found["attachments"]
    let files = attachments?["media_keys"]?.array?.count ?? 0
    guard files == media, (attachments?["poll_ids"]?.array?.isEmpty == false) == hasPoll else {
      return false
    }
    return XText.comparable(found: found) == text
  }
}
