import Domain

/// The endpoints that the model knows.
enum PinterestRoute: Hashable, Sendable {
  case authorizePage, authorizeAllow, token
  case account, boards
  case boardPins(String, section: String?)
  case create
  case pin(String)
  case delete(String)
  case startFilm
  case film(String)
  case storage
  case root

  private static let fixed: [String: PinterestRoute] = [
    "GET oauth": .authorizePage,
    "POST oauth": .authorizeAllow,
    "POST v5/oauth/token": .token,
    "GET v5/user_account": .account,
    "GET v5/boards": .boards,
    "POST v5/pins": .create,
    "POST v5/media": .startFilm,
    "POST storage": .storage,
    "GET ": .root,
    "HEAD ": .root,
  ]

  init?(_ request: ModelRequest) {
    let path = request.path
    if let route = Self.fixed[request.method + " " + path.joined(separator: "/")] {
      self = route
      return
    }
    guard path.count >= 3, path[0] == "v5" else { return nil }
    switch (request.method, path[1], path.count) {
    case ("GET", "boards", 4) where path[3] == "pins": self = .boardPins(path[2], section: nil)
    case ("GET", "boards", 6) where path[3] == "sections" && path[5] == "pins":
      self = .boardPins(path[2], section: path[4])
    case ("GET", "pins", 3): self = .pin(path[2])
    case ("DELETE", "pins", 3): self = .delete(path[2])
    case ("GET", "media", 3): self = .film(path[2])
    default: return nil
    }
  }

  var endpoint: EndpointKind {
    switch self {
    case .create: .publish
    case .startFilm, .storage: .media
    case .authorizePage, .authorizeAllow, .token: .token
    case .delete: .change
    case .account, .boards, .boardPins, .pin, .film, .root: .read
    }
  }
}

extension PinterestModel {
  mutating func answer(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    guard let route = PinterestRoute(visit.request) else {
      throw Stop(.pinterest(404, 40, "no such endpoint: \(visit.request.line)"))
    }
    switch route {
    case .authorizePage: return try authorizePage(&visit)
    case .authorizeAllow: return try authorizeAllow(&visit)
    case .token: return try exchangeToken(&visit)
    case .account: return try showAccount(visit)
    case .boards: return try listBoards(visit)
    case .boardPins(let board, let section): return try listPins(of: board, section, visit)
    case .create: return try create(visit)
    case .pin(let id): return try show(id, visit)
    case .delete(let id): return try delete(id, visit)
    case .startFilm: return try startFilm(&visit)
    case .film(let id): return try showFilm(id, visit)
    case .storage: return try store(visit)
    case .root: return .html("<!doctype html><title>Pinterest sandbox</title>")
    }
  }

  /// The account of a token with this scope; the request is counted.
  mutating func signedIn(_ visit: ModelVisit, scope: String) throws(Stop) -> String {
    guard let bearer = visit.request.bearer, let grant = oauth.grant(bearer, at: visit.now) else {
      throw Stop(.pinterest(401, 2, "Authentication failed."))
    }
    guard grant.scopes.contains(scope) else {
      throw Stop(.pinterest(403, 29, "You are not permitted to access that resource."))
    }
    let isRead = visit.request.method == "GET"
    let limit = isRead ? rules.reads : rules.writes
    let key = (isRead ? "read:" : "write:") + grant.account
    guard windows.take(1, of: limit, key: key, at: visit.now) else {
      var answer = ModelAnswer.pinterest(429, 8, "You have exceeded your rate limit.")
      let resets = windows.reading(limit, key: key, at: visit.now).resets
      answer.headers.append(
        NamedValue("X-RateLimit-Reset", String(max(1, resets - visit.now.milliseconds / 1000))))
      throw Stop(answer)
    }
    return grant.account
  }

  /// The parameters of a request, all of them known.
  func parameters(
    allowed: [String], _ read: () throws(Parameters.Wrong) -> Parameters
  ) throws(Stop) -> Parameters {
    do throws(Parameters.Wrong) {
      let parameters = try read()
      try parameters.check(allowed: allowed)
      return parameters
    } catch {
      throw Stop(.pinterest(400, 1, error.message))
    }
  }

  func query(_ visit: ModelVisit, allowed: [String]) throws(Stop) -> Parameters {
    try parameters(allowed: allowed) { () throws(Parameters.Wrong) in
      try Parameters(query: visit.request)
    }
  }
}

extension ModelAnswer {
  static func pinterest(_ status: Int, _ code: Int64, _ message: String) -> ModelAnswer {
    .json(["code": .integer(code), "message": .string(message)], status: status)
  }
}
