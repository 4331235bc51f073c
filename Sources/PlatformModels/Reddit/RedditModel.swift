package import Domain

/// Reddit's API, as its pages and its Python client describe it, stricter than the real one: what
/// is not known is refused with a 400 that says so.
package struct RedditModel: HostedModel {
  package var rules: Rules
  /// The server's own address; the consent page and the storage are on it too.
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  var people: [String]
  var oauth: AuthorizationServer
  var assets: [String: Asset] = [:]
  var posts: [String: Post] = [:]
  /// Every post that was ever made, oldest first.
  var order: [String] = []
  var windows = RateWindows(isAligned: true)

  /// - Parameter people: the user names; the first is signed in at the consent page.
  package init(
    origin: String, people: [String] = ["belfry"], rules: Rules = Rules(), hashing: any Hashing
  ) {
    precondition(!people.isEmpty, "a network without accounts")
    self.origin = origin
    self.rules = rules
    self.hashing = hashing
    self.people = people
    oauth = AuthorizationServer(
      .init(
        app: rules.app, codeLifetime: .seconds(600), accessLifetime: .seconds(3600),
        refreshLifetime: .seconds(20 * 365 * 86_400), renewal: .stays, needsPKCE: false))
  }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    var visit = ModelVisit(request, at: now, number: ledger.requests, entropy: entropy)
    var answer = Stop.answer { () throws(Stop) in try self.answer(&visit) }
    if let reading = visit.readings.first {
      answer.headers += [
        NamedValue("x-ratelimit-used", String(reading.limit.units - reading.remaining)),
        NamedValue("x-ratelimit-remaining", "\(reading.remaining).0"),
        NamedValue("x-ratelimit-reset", String(reading.resets - now.milliseconds / 1000)),
      ]
    }
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    RedditRoute(request)?.endpoint ?? .read
  }

  package mutating func expireAccessTokens(at now: Instant) { oauth.expireAccessTokens() }

  /// An uploaded file, as the network's readers get it.
  package func file(_ id: String) -> ModelFile? {
    assets[id].map { ModelFile(mime: $0.mime, bytes: $0.bytes) }
  }

  /// A token as a sign-in would give it, for tests that are not about signing in.
  package mutating func issueToken(for person: String, named token: String) {
    oauth.issueToken(token, for: person, scopes: rules.app.scopes)
  }
}

extension RedditModel {
  /// What may differ between subreddits and days.
  package struct Rules: Hashable, Sendable {
    package var app = RegisteredApp(scopes: [
      "identity", "submit", "read", "flair", "edit", "history", "mysubreddits",
    ])
    /// The subreddits that there are, in lower case.
    package var subreddits: Set<String> = ["belfry", "bells"]
    /// Where a post needs a flair.
    package var needsFlair: Set<String> = []
    /// How long posts with files are on their way.
    package var processing = Duration.seconds(30)
    package var processingFails = false
    /// How long a new post is missing from lists.
    package var readLag = Duration.zero
    /// The account may post again after this time; zero: at once.
    package var throttle = Duration.zero
    package var requests = RateLimit(1000, perSeconds: 600)

    package init() {}
  }

  struct Asset: Hashable, Sendable {
    var owner: String
    var mime: String
    var key: String
    var policy: String
    var expires: Instant
    var bytes: [UInt8] = []
    var format: MediaFormat?
  }

  struct Post: Hashable, Sendable {
    var id: String
    var author: String
    var subreddit: String
    var title: String
    var text: String
    var link: String?
    var files: [String]
    var captions: [String]
    var flair: String?
    var isNSFW: Bool
    var created: Instant
    var edited: Instant?
    var isDeleted = false
  }
}
