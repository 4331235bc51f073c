package import Domain

/// TikTok's servers as far as films and pictures need them, as they are documented
/// (developers.tiktok.com, *Login Kit* and *Content Posting API*; November 2026): sign-in, direct
/// posts with uploads in pieces or with pictures that TikTok fetches, and their status.
///
/// Stricter than the real ones: what is not documented is refused with a 400 that says so.
package struct TikTokModel: FetchingModel, HostedModel {
  package var rules: Rules
  /// The servers' own address, such as `http://127.0.0.1:8934`.
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  var creators: [Creator] = []
  var clients: [String: String] = [:]
  var codes: [String: Code] = [:]
  var access: [String: Access] = [:]
  var refreshes: [String: Access] = [:]
  var posts: [String: Post] = [:]
  /// The publish ids of all posts, oldest first.
  var order: [String] = []
  var windows = RateWindows(isAligned: false)

  /// - Parameter people: the names of the creators; the first is signed in at the consent page.
  package init(
    origin: String, people: [String] = ["belfry"], rules: Rules = Rules(), hashing: any Hashing
  ) {
    precondition(!people.isEmpty, "a server without accounts")
    self.origin = origin
    self.rules = rules
    self.hashing = hashing
    creators = people.map { name in
      Creator(id: "-000" + Base64.url(hashing.sha256(Array(name.utf8))), name: name)
    }
  }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    finishPosts(at: now)
    var visit = ModelVisit(request, at: now, number: ledger.requests, entropy: entropy)
    var answer = Stop.answer { () throws(Stop) in try self.answer(&visit) }
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    guard request.path.first == "upload" else {
      return TikTokRoute(request)?.endpoint ?? .read
    }
    // The last piece is what publishes; everything before is an upload.
    let total = request.header("content-range")?.split(separator: "/").last.flatMap { Int($0) }
    let end = request.header("content-range")?.split(separator: "/").first?
      .split(separator: "-").last.flatMap { Int($0) }
    return end.map { $0 + 1 } == total ? .publish : .media
  }

  package mutating func expireAccessTokens(at now: Instant) {
    for name in access.keys.sorted() { access[name]?.expires = now }
  }

  /// A film by its post, or a picture by its post and its number.
  package func file(_ id: String) -> ModelFile? {
    if let post = posts[id] { return ModelFile(mime: post.mime, bytes: post.bytes) }
    let parts = id.split(separator: ":")
    guard parts.count == 2, let post = posts[String(parts[0])], let index = Int(parts[1]),
      post.pictures.indices.contains(index)
    else { return nil }
    return post.pictures[index].file
  }

  /// A token as a sign-in would give it, for tests that are not about signing in.
  package mutating func issueToken(
    for person: String, named token: String, until: Instant = .never
  ) {
    guard let creator = creators.first(where: { $0.name == person }) else {
      preconditionFailure("no creator \(person)")
    }
    access[token] = Access(
      creator: creator.id, client: "test", scopes: TikTokModel.scopes, expires: until)
  }

  package var timeline: [TimelinePost] {
    order.reversed().compactMap { posts[$0] }.filter { $0.state == .complete && $0.isVisible }
      .map(post)
  }

  private func post(_ post: Post) -> TimelinePost {
    let kind = post.pictures.isEmpty ? "video" : "photo"
    return TimelinePost(
      platform: .tiktok, account: name(of: post), id: publicID(of: post),
      url: origin + "/@\(name(of: post))/\(kind)/\(publicID(of: post))", title: post.title,
      spans: [TextSpan(post.caption)], media: shownMedia(of: post),
      visibility: post.level == "PUBLIC_TO_EVERYONE" ? .everyone : .followers,
      created: post.ready ?? post.begun, fingerprint: fingerprint(of: post))
  }
}

extension TikTokModel {
  static let scopes = ["user.info.basic", "user.info.profile", "video.publish", "video.list"]

  /// What may differ between apps and creators, with the documented defaults.
  package struct Rules: Hashable, Sendable {
    /// TikTok has audited the app; others may post for the creator alone.
    package var isAudited = true
    package var accessLifetime = Duration.seconds(7200)
    package var refreshLifetime = Duration.seconds(180 * 86_400)
    package var uploadLifetime = Duration.seconds(3600)
    package var processing = Duration.seconds(3)
    /// Why every post fails after its upload, such as `duration_check_failed`.
    package var failure: String?
    package var filmSeconds = 600
    /// The app has proved that the prefix of its media addresses is its own.
    package var ownsPrefix = true
    package var levels = [
      "PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY",
    ]
    package var isWithoutComments = false
    package var creatorInfo = RateLimit(20, perSeconds: 60)
    package var starts = RateLimit(6, perSeconds: 60)
    package var statuses = RateLimit(30, perSeconds: 60)
    package var posts = RateLimit(15, perSeconds: 86_400)

    package init() {}
  }

  struct Creator: Hashable, Sendable {
    var id: String
    var name: String
  }

  struct Code: Hashable, Sendable {
    var creator: String
    var client: String
    var redirect: String
    var scopes: [String]
    /// Hexadecimal, as only TikTok writes it.
    var challenge: String
    var expires: Instant
  }

  struct Access: Hashable, Sendable {
    var creator: String
    var client: String
    var scopes: [String]
    var expires: Instant
  }

  struct Post: Hashable, Sendable {
    enum State: Hashable, Sendable { case uploading, processing, complete, failed }

    /// A picture that TikTok fetches.
    struct Picture: Hashable, Sendable {
      var address: String
      var file: ModelFile?
      /// Nothing could be read there.
      var isMissing = false
    }

    var id: String
    var creator: String
    var key: String
    var title: String?
    var caption: String
    var level: String
    /// In the order in which they are shown, the cover first; none for films.
    var pictures: [Picture] = []
    var total: Int
    var pieceBytes: Int
    var pieces: Int
    var mime = "video/mp4"
    var bytes: [UInt8] = []
    var state = State.uploading
    var begun: Instant
    var expires: Instant
    var ready: Instant?
    /// Why it failed, as TikTok says it.
    var failure: String?
    /// The number of the request that brought the last byte, and its method and path.
    var lastRequest = 0
    var lastLine = ""

    var isVisible: Bool { level != "SELF_ONLY" }
    /// Every picture was asked for, whether or not it was there.
    var isFetched: Bool { pictures.allSatisfy { $0.file != nil || $0.isMissing } }
  }

}
