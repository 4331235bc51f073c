package import Domain

/// Pinterest's API v5 as its OpenAPI description has it, stricter than the real one: what is not
/// documented is refused with a 400 that says so.
package struct PinterestModel: HostedModel {
  package var rules: Rules
  /// The server's own address; the consent page and the storage are on it too.
  package var origin: String
  package internal(set) var ledger = OutsideLedger()
  let hashing: any Hashing

  var people: [String]
  var oauth: AuthorizationServer
  var uploads: [String: Upload] = [:]
  var files: [String: ModelFile] = [:]
  var pins: [String: Pin] = [:]
  /// Every Pin that was ever made, oldest first.
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
        app: rules.app, codeLifetime: .seconds(600), accessLifetime: .seconds(30 * 86_400),
        refreshLifetime: .seconds(60 * 86_400), renewal: .once, needsPKCE: false, separator: ","))
  }

  package mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    var visit = ModelVisit(request, at: now, number: ledger.requests, entropy: entropy)
    var answer = Stop.answer { () throws(Stop) in try self.answer(&visit) }
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  package func endpoint(of request: ModelRequest) -> EndpointKind {
    PinterestRoute(request)?.endpoint ?? .read
  }

  package mutating func expireAccessTokens(at now: Instant) { oauth.expireAccessTokens() }

  package func file(_ id: String) -> ModelFile? { files[id] }

  /// A token as a sign-in would give it, for tests that are not about signing in.
  package mutating func issueToken(for person: String, named token: String) {
    oauth.issueToken(token, for: person, scopes: rules.app.scopes)
  }
}

extension PinterestModel {
  /// What may differ between apps and days.
  package struct Rules: Hashable, Sendable {
    package var app = RegisteredApp(scopes: [
      "boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read",
    ])
    package var boards = [
      Board(id: "900000000001", name: "Bells"), Board(id: "900000000002", name: "Towers"),
    ]
    /// How long a film is worked on.
    package var processing = Duration.seconds(30)
    package var processingFails = false
    package var bodyBytes = 10 << 20
    package var writes = RateLimit(100, perSeconds: 60)
    package var reads = RateLimit(1000, perSeconds: 60)

    package init() {}
  }

  /// A place for Pins.
  package struct Board: Hashable, Sendable {
    package var id: String
    package var name: String

    package init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  struct Upload: Hashable, Sendable {
    var owner: String
    var policy: String
    var file: String?
    var ready = Instant.never
  }

  struct Pin: Hashable, Sendable {
    var id: String
    var owner: String
    var board: Board
    var section: String?
    var title: String
    var description: String
    var link: String?
    var media: [TimelinePost.Picture]
    var created: Instant
    var isDeleted = false
  }
}
