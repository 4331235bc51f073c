import Domain

/// The endpoints that the model knows.
enum XRoute: Hashable {
  case authorizePage, authorizeAllow, token, revoke
  case me
  case initialize, append(String), finalize(String), mediaState, metadata
  case createPost, post(String), deletePost(String), ownPosts(String)
  case root

  private static let fixed: [String: XRoute] = [
    "GET i/oauth2/authorize": .authorizePage,
    "POST i/oauth2/authorize": .authorizeAllow,
    "POST 2/oauth2/token": .token,
    "POST 2/oauth2/revoke": .revoke,
    "GET 2/users/me": .me,
    "POST 2/media/upload/initialize": .initialize,
    "GET 2/media/upload": .mediaState,
    "POST 2/media/metadata": .metadata,
    "POST 2/tweets": .createPost,
    "GET ": .root,
    "HEAD ": .root,
  ]

  init?(_ request: ModelRequest) {
    let path = request.path
    if let route = Self.fixed[request.method + " " + path.joined(separator: "/")] {
      self = route
      return
    }
    guard path.first == "2" else { return nil }
    switch (request.method, path.count) {
    case ("POST", 5) where path[1...2] == ["media", "upload"] && path[4] == "append":
      self = .append(path[3])
    case ("POST", 5) where path[1...2] == ["media", "upload"] && path[4] == "finalize":
      self = .finalize(path[3])
    case ("GET", 3) where path[1] == "tweets": self = .post(path[2])
    case ("DELETE", 3) where path[1] == "tweets": self = .deletePost(path[2])
    case ("GET", 4) where path[1] == "users" && path[3] == "tweets": self = .ownPosts(path[2])
    default: return nil
    }
  }

  var endpoint: EndpointKind {
    switch self {
    case .createPost: .publish
    case .initialize, .append, .finalize, .mediaState, .metadata: .media
    case .authorizePage, .authorizeAllow, .token, .revoke: .token
    case .deletePost: .change
    case .me, .post, .ownPosts, .root: .read
    }
  }
}

extension XModel {
  mutating func answer(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    guard let route = XRoute(visit.request) else {
      throw Stop(.xProblem(404, "resource-not-found", "no such endpoint: \(visit.request.line)"))
    }
    switch route {
    case .authorizePage: return try authorizePage(&visit)
    case .authorizeAllow: return try authorizeAllow(&visit)
    case .token: return try exchangeToken(&visit)
    case .revoke: return try revoke(visit)
    case .me: return try showMe(&visit)
    case .initialize: return try beginUpload(&visit)
    case .append(let id): return try append(to: id, &visit)
    case .finalize(let id): return try finalize(id, &visit)
    case .mediaState: return try mediaState(&visit)
    case .metadata: return try describe(&visit)
    case .createPost: return try createPost(&visit)
    case .post(let id): return try showPost(id, &visit)
    case .deletePost(let id): return try deletePost(id, &visit)
    case .ownPosts(let user): return try ownPosts(of: user, &visit)
    case .root: return .html("<!doctype html><title>X sandbox</title>")
    }
  }

  /// The account of a token with all these scopes.
  func signedIn(_ visit: ModelVisit, scopes: [String]) throws(Stop) -> Account {
    guard let bearer = visit.request.bearer, let grant = oauth.grant(bearer, at: visit.now),
      let account = accounts.first(where: { $0.id == grant.account })
    else { throw Stop(.xProblem(401, "about:blank", "Unauthorized", title: "Unauthorized")) }
    guard scopes.allSatisfy(grant.scopes.contains) else {
      throw Stop(.xProblem(403, "client-forbidden", "the token lacks a scope"))
    }
    return account
  }

  /// Takes one from a limit, or ends the request with a 429.
  mutating func count(
    _ limit: RateLimit, _ key: String, _ visit: inout ModelVisit
  ) throws(Stop) {
    let taken = windows.take(1, of: limit, key: key, at: visit.now)
    visit.readings.append(windows.reading(limit, key: key, at: visit.now))
    guard taken else {
      throw Stop(
        .json(["errors": [["code": 88, "message": "Rate limit exceeded"]]], status: 429))
    }
  }

  /// Turns what is wrong with a parameter into the model's loud 400.
  func documented<Value>(
    _ read: () throws(Parameters.Wrong) -> Value
  ) throws(Stop) -> Value {
    do {
      return try read()
    } catch {
      throw Stop(.xProblem(400, "invalid-request", error.message))
    }
  }

  /// The parameters of a body, all of them documented.
  func parameters(
    _ visit: ModelVisit, _ encodings: [Parameters.Encoding], allowed: [String]
  ) throws(Stop) -> Parameters {
    try documented { () throws(Parameters.Wrong) in
      let parameters = try Parameters(body: visit.request, in: encodings)
      try parameters.check(allowed: allowed)
      return parameters
    }
  }

  /// The parameters of a query, all of them documented.
  func queryParameters(_ visit: ModelVisit, allowed: [String]) throws(Stop) -> Parameters {
    try documented { () throws(Parameters.Wrong) in
      let parameters = try Parameters(query: visit.request)
      try parameters.check(allowed: allowed)
      return parameters
    }
  }
}

extension ModelAnswer {
  /// Problem JSON as X writes it.
  static func xProblem(
    _ status: Int, _ type: String, _ detail: String, title: String? = nil
  ) -> ModelAnswer {
    let kind = type == "about:blank" ? type : "https://api.x.com/2/problems/" + type
    return .json(
      [
        "title": .string(title ?? type), "detail": .string(detail), "type": .string(kind),
        "status": .integer(Int64(status)),
      ], status: status)
  }
}
