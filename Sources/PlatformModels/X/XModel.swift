package import Domain

/// X's API, as its specification describes it (docs.x.com, version 2.166), stricter than the real
/// one: what is not documented is refused with a 400 that says so.
package struct XModel: HostedModel {
  package var rules: Rules
  /// The server's own address; the consent page is on it too.
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  var accounts: [Account] = []
  var oauth: AuthorizationServer
  var media: [String: Media] = [:]
  var posts: [String: Post] = [:]
  /// Every post that was ever made, oldest first.
  var order: [String] = []
  var windows = RateWindows(isAligned: false)

  /// - Parameter people: the user names; the first is signed in at the consent page.
  package init(
    origin: String, people: [String] = ["belfry"], rules: Rules = Rules(), hashing: any Hashing
  ) {
    precondition(!people.isEmpty, "a network without accounts")
    self.origin = origin
    self.rules = rules
    self.hashing = hashing
    accounts = people.enumerated().map { Account(id: String(2_244_994_945 + $0), name: $1) }
    oauth = AuthorizationServer(
      .init(
        app: rules.app, codeLifetime: .seconds(30), accessLifetime: rules.accessLifetime,
        refreshLifetime: .seconds(180 * 86_400), renewal: .once, needsPKCE: true))
  }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    var visit = ModelVisit(request, at: now, number: ledger.requests, entropy: entropy)
    var answer = Stop.answer { () throws(Stop) in try self.answer(&visit) }
    if let reading = visit.readings.min(by: { $0.remaining < $1.remaining }) {
      answer.headers += [
        NamedValue("x-rate-limit-limit", String(reading.limit.units)),
        NamedValue("x-rate-limit-remaining", String(reading.remaining)),
        NamedValue("x-rate-limit-reset", String(reading.resets)),
      ]
    }
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    XRoute(request)?.endpoint ?? .read
  }

  package mutating func expireAccessTokens(at now: Instant) { oauth.expireAccessTokens() }

  /// The file of an attachment, as the network's readers get it.
  package func file(_ id: String) -> ModelFile? {
    media[id].map { ModelFile(mime: $0.mime, bytes: $0.bytes) }
  }

  /// A token as a sign-in would give it, for tests that are not about signing in.
  package mutating func issueToken(for person: String, named token: String) {
    guard let account = accounts.first(where: { $0.name == person }) else {
      preconditionFailure("no account \(person)")
    }
    oauth.issueToken(token, for: account.id, scopes: rules.app.scopes)
  }
}

extension XModel {
  /// What may differ between accounts and days, with the documented defaults.
  package struct Rules: Hashable, Sendable {
    package var app = RegisteredApp(
      scopes: ["tweet.read", "tweet.write", "users.read", "media.write", "offline.access"])
    /// How long an access token lasts; the refresh token that comes with it works once.
    package var accessLifetime = Duration.seconds(7200)
    /// How long the server works on films and animations.
    package var processing = Duration.seconds(2)
    package var processingFails = false
    /// How long a new post is missing from lists.
    package var readLag = Duration.zero
    /// `None`, `Basic`, `Premium` or `PremiumPlus`.
    package var subscription = "None"
    /// The same text of one account is refused for this long.
    package var duplicateWindow = Duration.seconds(0)
    /// The app's prepaid credit is used up.
    package var isOutOfCredit = false
    package var posts = RateLimit(100, perSeconds: 900)
    package var deletions = RateLimit(50, perSeconds: 900)
    package var uploads = RateLimit(1875, perSeconds: 900)
    package var metadata = RateLimit(500, perSeconds: 900)
    package var reads = RateLimit(900, perSeconds: 900)
    package var profile = RateLimit(75, perSeconds: 900)

    package init() {}

    var characters: Int { subscription == "None" ? 280 : 25_000 }
  }

  struct Account: Hashable, Sendable {
    var id: String
    var name: String
  }

  struct Media: Hashable, Sendable {
    var account: String
    var mime: String
    var category: String
    var total: Int
    /// Segments by their index, in the order in which they came.
    var segments: [Int: [UInt8]] = [:]
    var bytes: [UInt8] = []
    var format: MediaFormat?
    var alt: String?
    var begun: Instant
    /// When it can be attached; `nil` before it is finalized.
    var ready: Instant?
    var post: String?
  }

  struct Post: Hashable, Sendable {
    var id: String
    var account: String
    var text: String
    var media: [String]
    var parent: String?
    var quote: String?
    var poll: TimelinePost.Poll?
    var replySettings: String?
    var created: Instant
    var isDeleted = false
  }
}
