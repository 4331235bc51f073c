package import Domain

/// The server of Instagram for accounts that sign in at Instagram itself, as its documentation
/// describes it (developers.facebook.com, *Instagram API with Instagram Login*), stricter than the
/// real one: what is not documented is refused.
package struct InstagramModel: FetchingModel, HostedModel {
  package var rules: Rules
  /// The server's own address, such as `http://127.0.0.1:8934`.
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  var desk: MetaDesk
  var posts: [String: Post] = [:]
  /// Every post that was ever made, oldest first.
  var order: [String] = []

  /// The app that the server knows.
  package static let clientID = "belfry-sandbox"
  package static let clientSecret = "sandbox-secret"

  /// - Parameter people: the user names of the server's accounts; the first is signed in at the
  ///   authorize page.
  package init(
    origin: String, people: [String] = ["belfry"], rules: Rules = Rules(), hashing: any Hashing
  ) {
    precondition(!people.isEmpty, "a server without accounts")
    self.origin = origin
    self.rules = rules
    self.hashing = hashing
    let session = MetaSession(
      people: people.enumerated().map { .init(id: String(17_841_400_000_000_001 + $0), name: $1) },
      words: .init(
        exchange: "ig_exchange_token", refresh: "ig_refresh_token",
        scopes: [
          "instagram_business_basic", "instagram_business_content_publish",
          "instagram_business_manage_insights", "instagram_business_manage_comments",
        ], basicScope: "instagram_business_basic"),
      clientID: Self.clientID, clientSecret: Self.clientSecret)
    desk = MetaDesk(session: session, firstID: 18_000_000_000_000_000)
  }

  /// What may differ, with the documented values.
  package struct Rules: Hashable, Sendable {
    /// The versions of the API that still answer.
    package var versions = ["v26.0", "v25.0", "v24.0", "v23.0", "v22.0"]
    /// How long the server works on a picture, and on a film.
    package var processing = Duration.seconds(3)
    package var filmProcessing = Duration.seconds(30)
    /// How long a new post is missing from lists.
    package var readLag = Duration.zero
    /// How often the same container makes a post. The documentation does not say; public reports
    /// know of one.
    package var postsPerContainer = 1
    package var postsPerDay = 100
    package var containersPerDay = 400
    package var calls = RateLimit(48_000, perSeconds: 86_400)
    /// The publishing call is refused as spam although the post went live, as was reported.
    package var refusesAsSpamAfterwards = false
    /// The short token comes inside a list, as some pages of the documentation show it.
    package var wrapsToken = false

    package init() {}
  }

  struct Post: Hashable, Sendable {
    var id: String
    var account: String
    var container: String
    var caption: String
    /// `FEED`, `REELS`, `STORY`; `COMMENT` for one under another post.
    var place: String
    var parent: String?
    var created: Instant

    var shortcode: String { "I" + String(Int(id) ?? 0, radix: 36) }
  }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    var visit = MetaVisit(request, at: now, number: ledger.requests, entropy: entropy)
    var answer = Stop.answer { () throws(Stop) in try self.answer(&visit) }
    desk.finish(&answer, visit, calls: rules.calls)
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    InstagramRoute(request)?.endpoint ?? .read
  }

  package mutating func expireAccessTokens(at now: Instant) {
    desk.session.expireTokens(at: now)
  }

  package var wanted: [String] { desk.shelf.wanted }

  package mutating func fetched(_ address: String, _ bytes: [UInt8]?, at now: Instant) {
    desk.shelf.fetched(
      address, bytes, at: now, hashing: hashing, failure: "Error: 2207052",
      processing: rules.filmProcessing, check: Self.problem)
  }

  /// A fetched file, as the server's readers get it.
  package func file(_ id: String) -> ModelFile? { desk.file(id) }

  /// A token as a sign-in would give it, for tests that are not about signing in.
  package mutating func issueToken(
    named token: String, scopes: [String]? = nil, at now: Instant
  ) {
    desk.issueToken(named: token, scopes: scopes, at: now)
  }

  /// Why a file is no use for its container, as `status` says it.
  private static func problem(
    _ container: MetaShelf.Container, _ file: MetaShelf.File
  ) -> String? {
    let format = file.format
    if format.family == "video" {
      guard container.options["source"] == "video_url" else { return "Error: 2207005" }
      let most = container.type == "STORIES" ? 100_000_000 : 300_000_000
      return ["video/mp4", "video/quicktime"].contains(format.mime) && file.bytes.count <= most
        ? nil : "Error: 2207026"
    }
    guard container.options["source"] == "image_url", format.mime == "image/jpeg" else {
      return "Error: 2207005"
    }
    guard file.bytes.count <= 8_000_000 else { return "Error: 2207004" }
    guard container.type == "IMAGE", let width = format.width, let height = format.height else {
      return nil
    }
    // 4:5 to 1.91:1.
    let isInRange = 5 * width >= 4 * height && 100 * width <= 191 * height
    return isInRange ? nil : "Error: 2207009"
  }
}
