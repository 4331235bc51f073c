import Domain

/// What the servers of Instagram and Threads do alike: people sign in, tokens are held against
/// their scopes, limits are counted, and files are fetched into containers.
struct MetaDesk: Hashable, Sendable {
  var session: MetaSession
  var shelf = MetaShelf()
  var usage = MetaUsage()
  private var lastID: Int

  /// - Parameter firstID: the ids of containers and posts count up from there.
  init(session: MetaSession, firstID: Int) {
    self.session = session
    lastID = firstID
  }

  mutating func nextID() -> String {
    lastID += 1
    return String(lastID)
  }

  func name(of person: String) -> String { session.person(person)?.name ?? person }

  /// A fetched file, as the server's readers get it.
  func file(_ id: String) -> ModelFile? {
    shelf.files[id].map { ModelFile(mime: $0.format.mime, bytes: $0.bytes) }
  }

  /// A token as a sign-in would give it to the first person, for tests that are not about that.
  mutating func issueToken(named token: String, scopes: [String]?, at now: Instant) {
    session.issue(
      token, for: session.people[0].id, scopes: scopes ?? session.words.scopes, at: now)
  }

  // MARK: - Requests

  /// Who asks, and that they may ask at all.
  mutating func admit(_ visit: inout MetaVisit, calls: RateLimit) throws(Stop) {
    visit.token = try session.token(of: visit.request, at: visit.now)
    try take(calls, "calls", code: 4, "Application request limit reached", visit)
  }

  /// Takes one of a limit, or ends the request with `code`.
  mutating func take(
    _ limit: RateLimit, _ name: String, code: Int, subcode: Int? = nil, _ message: String,
    _ visit: MetaVisit
  ) throws(Stop) {
    try usage.take(
      limit, name, of: visit.person, code: code, subcode: subcode, message, at: visit.now)
  }

  func require(_ scope: String, _ visit: MetaVisit) throws(Stop) {
    guard visit.token?.scopes.contains(scope) == true else {
      throw Stop(
        .graph(10, nil, "(#10) Application does not have permission for this action: \(scope)"))
    }
  }

  /// What every answer tells besides: the share of the calls, and the time.
  func finish(_ answer: inout ModelAnswer, _ visit: MetaVisit, calls: RateLimit) {
    if visit.token != nil {
      answer.headers.append(usage.header(calls, of: visit.person, at: visit.now))
    }
    answer.headers.append(NamedValue("Date", visit.now.httpDate))
  }
}

/// One request on its way through the model.
struct MetaVisit {
  let request: ModelRequest
  let now: Instant
  let number: Int
  var random: SplitMix64
  var token: MetaSession.Token?

  init(_ request: ModelRequest, at now: Instant, number: Int, entropy: UInt64) {
    self.request = request
    self.now = now
    self.number = number
    random = SplitMix64(seed: entropy)
  }

  /// The id of the person who asks; empty before anybody signed in.
  var person: String { token?.person ?? "" }
}

/// The endpoints of signing in, and the server's front page.
enum MetaSignInRoute: String, Hashable {
  case page = "GET oauth/authorize"
  case allow = "POST oauth/authorize"
  case redeem = "POST oauth/access_token"
  case exchange = "GET access_token"
  case refresh = "GET refresh_access_token"

  init?(_ request: ModelRequest) {
    self.init(rawValue: request.method + " " + request.path.joined(separator: "/"))
  }
}

extension MetaDesk {
  /// - Parameters:
  ///   - origin: the server's own address.
  ///   - tokens: the answer to a code, from the token and the person's id.
  mutating func answer(
    _ route: MetaSignInRoute, _ visit: inout MetaVisit, origin: String,
    tokens: (_ token: String, _ person: String) -> JSON
  ) throws(Stop) -> ModelAnswer {
    let request = visit.request
    switch route {
    case .page, .allow:
      return try session.authorize(
        request, isForm: route == .allow, origin: origin, at: visit.now, &visit.random)
    case .redeem:
      let given = try request.graphForm(MetaSession.redeemNames)
      let (token, person) = try session.redeem(given, at: visit.now, &visit.random)
      return .json(tokens(token, person))
    case .exchange:
      let given = try request.graphQuery(["grant_type", "client_secret", "access_token"])
      return try session.exchange(given, at: visit.now, &visit.random)
    case .refresh:
      let given = try request.graphQuery(["grant_type", "access_token"])
      return try session.refresh(given, at: visit.now, &visit.random)
    }
  }
}
