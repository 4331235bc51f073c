package import Domain

/// The server of Facebook Pages, as its documentation describes it (developers.facebook.com, *Pages
/// API*), stricter than the real one: what is not documented is refused.
package struct FacebookModel: HostedModel {
  package var rules: Rules
  /// The server's own address, such as `http://127.0.0.1:8935`.
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  var session: MetaSession
  var pages: [Page]
  /// Tokens of Pages, which do not end by themselves.
  var pageTokens: [String: PageToken] = [:]
  var photos: [String: Photo] = [:]
  var reels: [String: Reel] = [:]
  var posts: [String: Post] = [:]
  /// Every post, draft and story in the order of their making.
  var order: [String] = []
  var usage = MetaUsage()
  private var lastID = 122_000_000_000_000

  /// The app that the server knows.
  package static let clientID = "belfry-sandbox"
  package static let clientSecret = "sandbox-secret"

  /// - Parameter pages: the names of the Pages of the one person that the server knows.
  package init(
    origin: String, pages: [String] = ["Belfry Bakery", "Belfry Test"], rules: Rules = Rules(),
    hashing: any Hashing
  ) {
    self.origin = origin
    self.rules = rules
    self.hashing = hashing
    self.pages = pages.enumerated().map { .init(id: String(61_550_000_000_001 + $0), name: $1) }
    session = MetaSession(
      people: [.init(id: "10220000000000001", name: "belfry")],
      words: .init(
        exchange: "fb_exchange_token", refresh: "",
        scopes: [
          "pages_show_list", "pages_read_engagement", "pages_manage_posts", "read_insights",
          "business_management", "pages_manage_engagement", "pages_read_user_content",
        ], basicScope: "pages_show_list"),
      clientID: Self.clientID, clientSecret: Self.clientSecret)
  }

  /// What may differ, with the documented values.
  package struct Rules: Hashable, Sendable {
    /// The versions of the API that still answer.
    package var versions = ["v26.0", "v25.0", "v24.0", "v23.0", "v22.0"]
    package var photoBytes = 10_000_000
    package var calls = RateLimit(200, perSeconds: 3600)
    package var reelsPerDay = 30
    /// Films are taken and then found to be unusable.
    package var reelsFail = false
    /// How often a film says that the server still works on it.
    package var looksUntilReady = 1
    /// How long a new comment is missing from the list.
    package var readLag = Duration.zero

    package init() {}
  }

  struct Page: Hashable, Sendable {
    var id: String
    var name: String
  }

  struct PageToken: Hashable, Sendable {
    var page: String
    /// What the person allowed whose token it came from.
    var scopes: [String]
  }

  struct Photo: Hashable, Sendable {
    var id: String
    var page: String
    var file: MetaShelf.File
    var alt: String
    /// The post or story that shows it.
    var post: String?
  }

  struct Reel: Hashable, Sendable {
    var id: String
    var page: String
    var file: MetaShelf.File?
    var isPublished = false
    var hasFailed = false
    var isStory = false
  }

  struct Post: Hashable, Sendable {
    var id: String
    var page: String
    var message: String
    var link: String?
    var media: [MetaShelf.File]
    var alts: [String]
    var isPublished: Bool
    var created: Instant
    var edited: Instant?
    var isDeleted = false
    var isFilm = false
    /// What it is a comment on.
    var parent: String?
    /// Where it is instead of the feed: `reel` or `story`.
    var place: String?
    /// How often somebody asked for a film that the server still works on.
    var looks = 0
  }

  /// One request on its way through the model.
  struct Visit {
    let request: ModelRequest
    let now: Instant
    let number: Int
    var random: SplitMix64
    /// Whose token it is: a Page's, or the person's.
    var page: String?
    var person: String?
    var scopes: [String] = []
  }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    var visit = Visit(
      request: request, now: now, number: ledger.requests, random: SplitMix64(seed: entropy))
    var answer = Stop.answer { () throws(Stop) in try self.answer(&visit) }
    if visit.page != nil || visit.person != nil {
      answer.headers.append(usage.header(rules.calls, of: "app", at: now))
    }
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    FacebookRoute(request)?.endpoint(of: request) ?? .read
  }

  /// A changed password ends the tokens of people and Pages alike.
  package mutating func expireAccessTokens(at now: Instant) {
    session.expireTokens(at: now)
    pageTokens = [:]
  }

  /// A file of a post, as the server's readers get it.
  package func file(_ id: String) -> ModelFile? {
    let files = order.compactMap { posts[$0] }.flatMap(\.media)
    return files.first { $0.id == id }.map { ModelFile(mime: $0.format.mime, bytes: $0.bytes) }
  }

  /// The token of the first Page, for tests that are not about signing in.
  package mutating func issueToken(named token: String, scopes: [String]? = nil) {
    pageTokens[token] = PageToken(
      page: pages[0].id, scopes: scopes ?? session.words.scopes)
  }

  mutating func nextID() -> String {
    lastID += 1
    return String(lastID)
  }
}
