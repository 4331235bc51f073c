package import Domain

/// A Mastodon server, as its documentation describes it (docs.joinmastodon.org; generation 4.5),
/// stricter than the real one: what is not documented is refused with a 400 that says so.
package struct MastodonModel: HostedModel {
  package var rules: Rules
  /// The server's own address, such as `http://127.0.0.1:8931`.
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  var accounts: [Account] = []
  var apps: [String: App] = [:]
  var codes: [String: Code] = [:]
  var tokens: [String: Token] = [:]
  var media: [String: Media] = [:]
  var statuses: [String: Status] = [:]
  /// Every status that was ever made, oldest first.
  var order: [String] = []
  /// What the idempotency keys stand for, by account and key.
  var remembered: [String: Memory] = [:]
  var windows = RateWindows(isAligned: true)

  /// - Parameter people: the user names of the server's accounts; the first is signed in at the
  ///   authorize page.
  package init(
    origin: String, people: [String] = ["belfry"], rules: Rules = Rules(), hashing: any Hashing
  ) {
    precondition(!people.isEmpty, "a server without accounts")
    self.origin = origin
    self.rules = rules
    self.hashing = hashing
    accounts = people.enumerated().map { Account(id: String(109_000 + $0), name: $1) }
  }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    var visit = Visit(
      request: request, now: now, number: ledger.requests, random: SplitMix64(seed: entropy))
    var answer = Stop.answer { () throws(Stop) in try self.answer(&visit) }
    answer.headers += rateHeaders(of: visit)
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    MastodonRoute(request)?.endpoint ?? .read
  }

  /// Mastodon's tokens never expire; what a client sees is that they are no longer valid.
  package mutating func expireAccessTokens(at now: Instant) {
    tokens = [:]
  }

  /// The file of an attachment or thumbnail, as the server's readers get it.
  package func file(_ id: String) -> ModelFile? {
    media[id].map { ModelFile(mime: $0.format.mime, bytes: $0.bytes) }
  }

  /// A token as a sign-in would give it, for tests that are not about signing in.
  ///
  /// - Parameter scopes: separated by spaces, as the server writes them.
  package mutating func issueToken(
    for person: String, scopes: String = "read write", named token: String
  ) {
    guard let account = accounts.first(where: { $0.name == person }) else {
      preconditionFailure("no account \(person)")
    }
    tokens[token] = Token(
      account: account.id, client: "test", scopes: MastodonScope.split(scopes),
      created: Instant(milliseconds: 0))
  }
}

extension MastodonModel {
  /// What may differ between servers, with the documented defaults.
  package struct Rules: Hashable, Sendable {
    /// As compatible servers do that take the header and forget it.
    package var ignoresIdempotencyKey = false
    /// How long the server works on video, sound and moving pictures.
    package var processing = Duration.seconds(2)
    package var processingFails = false
    /// How long a new status is missing from lists.
    package var readLag = Duration.zero
    package var maximumCharacters = 500
    package var charactersPerURL = 23
    package var maximumAttachments = 4
    package var imageBytes = 16_777_216
    package var imagePixels = 33_177_600
    package var videoBytes = 103_809_024
    package var descriptionCharacters = 1500
    package var pollOptions = 4
    package var pollOptionCharacters = 50
    package var pollSeconds = 300...2_629_746
    package var requests = RateLimit(300, perSeconds: 300)
    package var uploads = RateLimit(30, perSeconds: 1800)
    package var deletions = RateLimit(30, perSeconds: 1800)
    package var posts = RateLimit(300, perSeconds: 10_800)

    package init() {}
  }

  struct Account: Hashable, Sendable {
    var id: String
    var name: String
  }

  struct App: Hashable, Sendable {
    var id: String
    var name: String
    var website: String?
    var secret: String
    var scopes: [String]
    var redirects: [String]
  }

  /// An authorization code on its way to the token endpoint.
  struct Code: Hashable, Sendable {
    var account: String
    var client: String
    var redirect: String
    var scopes: [String]
    var challenge: String?
    var expires: Instant
  }

  struct Token: Hashable, Sendable {
    /// `nil` for a token of the app itself.
    var account: String?
    var client: String
    var scopes: [String]
    var created: Instant
  }

  struct Media: Hashable, Sendable {
    var id: String
    var account: String
    var format: MediaFormat
    var bytes: [UInt8]
    var hash: String
    var description: String?
    var focus: String?
    var uploaded: Instant
    var ready: Instant
    /// The status that it belongs to.
    var status: String?

    /// What an attachment is called in the API: a moving GIF becomes a silent film.
    var kind: String { format.isAnimated ? "gifv" : format.family }
  }

  struct Status: Hashable, Sendable {
    var id: String
    var account: String
    var text: String
    var warning: String
    var isSensitive: Bool
    var visibility: Visibility
    var language: String
    var parent: String?
    var media: [String]
    var poll: Poll?
    var created: Instant
    var edited: Instant?
    var isDeleted = false
    var replies = 0
    var app: String
  }

  struct Poll: Hashable, Sendable {
    var options: [String]
    var multiple: Bool
    var hideTotals: Bool
    var ends: Instant
  }

  struct Memory: Hashable, Sendable {
    var status: String
    var expires: Instant
  }

  /// One request on its way through the model.
  struct Visit {
    let request: ModelRequest
    let now: Instant
    let number: Int
    var random: SplitMix64
    var token: Token?
    /// The limits that the request touched, for the answer's headers.
    var readings: [RateWindows.Reading] = []
  }
}
