import Domain

/// The endpoints that the model knows.
enum MastodonRoute: Hashable {
  case registerApp, verifyApp, authorizePage, authorizeAllow, authorizeCode, token, revoke
  case metadata, userInfo
  case instance, verifyCredentials
  case uploadMedia, mediaState(String), changeMedia(String), deleteMedia(String)
  case createStatus, statuses, status(String), statusSource(String), statusContext(String)
  case editStatus(String), deleteStatus(String)
  case accountStatuses(String)
  case file(String)
  case root

  private static let fixed: [String: MastodonRoute] = [
    "POST api/v1/apps": .registerApp,
    "GET api/v1/apps/verify_credentials": .verifyApp,
    "GET oauth/authorize": .authorizePage,
    "POST oauth/authorize": .authorizeAllow,
    "GET oauth/authorize/native": .authorizeCode,
    "POST oauth/token": .token,
    "POST oauth/revoke": .revoke,
    "GET oauth/userinfo": .userInfo,
    "GET .well-known/oauth-authorization-server": .metadata,
    "GET api/v2/instance": .instance,
    "GET api/v1/accounts/verify_credentials": .verifyCredentials,
    "POST api/v2/media": .uploadMedia,
    "POST api/v1/statuses": .createStatus,
    "GET api/v1/statuses": .statuses,
    "GET ": .root,
    "HEAD ": .root,
  ]

  init?(_ request: ModelRequest) {
    if let route = Self.fixed[request.method + " " + request.path.joined(separator: "/")] {
      self = route
      return
    }
    let path = request.path
    guard path.count >= 3 else { return nil }
    let tail = path.dropFirst(4).joined(separator: "/")
    let id = path.count > 3 ? path[3] : path[2]
    switch (request.method, path.prefix(3).joined(separator: "/"), tail) {
    case ("GET", "api/v1/media", "") where path.count == 4: self = .mediaState(id)
    case ("PUT", "api/v1/media", "") where path.count == 4: self = .changeMedia(id)
    case ("DELETE", "api/v1/media", "") where path.count == 4: self = .deleteMedia(id)
    case ("GET", "api/v1/statuses", "") where path.count == 4: self = .status(id)
    case ("PUT", "api/v1/statuses", "") where path.count == 4: self = .editStatus(id)
    case ("DELETE", "api/v1/statuses", "") where path.count == 4: self = .deleteStatus(id)
    case ("GET", "api/v1/statuses", "source"): self = .statusSource(id)
    case ("GET", "api/v1/statuses", "context"): self = .statusContext(id)
    case ("GET", "api/v1/accounts", "statuses"): self = .accountStatuses(id)
    case ("GET", "system/media_attachments/\(path[2])", "") where path.count == 3:
      self = .file(path[2])
    default: return nil
    }
  }

  var endpoint: EndpointKind {
    switch self {
    case .createStatus: .publish
    case .uploadMedia, .mediaState, .changeMedia, .deleteMedia: .media
    case .registerApp, .authorizePage, .authorizeAllow, .authorizeCode, .token, .revoke: .token
    case .editStatus, .deleteStatus: .change
    case .verifyApp, .metadata, .userInfo, .instance, .verifyCredentials, .statuses, .status,
      .statusSource, .statusContext, .accountStatuses, .file, .root:
      .read
    }
  }
}

extension MastodonModel {
  mutating func answer(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    guard let route = MastodonRoute(visit.request) else {
      throw Stop(.mastodon(404, "Not found: no such endpoint here: \(visit.request.line)"))
    }
    try identify(&visit)
    switch route {
    case .registerApp: return try registerApp(&visit)
    case .verifyApp: return try verifyApp(visit)
    case .authorizePage: return try authorizePage(&visit)
    case .authorizeAllow: return try authorizeAllow(&visit)
    case .authorizeCode: return codePage(visit)
    case .token: return try exchangeToken(&visit)
    case .revoke: return try revoke(visit)
    case .metadata: return metadata()
    case .userInfo: return try userInfo(visit)
    case .instance: return instance()
    case .verifyCredentials: return try verifyCredentials(visit)
    case .uploadMedia: return try uploadMedia(&visit)
    case .mediaState(let id): return try mediaState(id, visit)
    case .changeMedia(let id): return try changeMedia(id, visit)
    case .deleteMedia(let id): return try deleteMedia(id, visit)
    case .createStatus: return try createStatus(&visit)
    case .statuses: return try listStatuses(visit)
    case .status(let id): return try showStatus(id, visit)
    case .statusSource(let id): return try showSource(id, visit)
    case .statusContext(let id): return try showContext(id, visit)
    case .editStatus(let id): return try editStatus(id, visit)
    case .deleteStatus(let id): return try deleteStatus(id, &visit)
    case .accountStatuses(let id): return try accountStatuses(id, visit)
    case .file(let id): return try showFile(id)
    case .root: return .html("<!doctype html><title>Mastodon sandbox</title>")
    }
  }

  /// Checks the token, where there is one, and counts the request.
  private mutating func identify(_ visit: inout Visit) throws(Stop) {
    if visit.request.header("authorization") != nil, visit.request.path.first != "oauth" {
      guard let bearer = visit.request.bearer, let token = tokens[bearer] else {
        throw Stop(.mastodon(401, "The access token is invalid"))
      }
      visit.token = token
    }
    let who = visit.token?.account ?? visit.request.peer
    try count(rules.requests, "requests/\(who)", &visit)
  }

  /// Takes one from a limit, or ends the request with a 429.
  mutating func count(_ limit: RateLimit, _ key: String, _ visit: inout Visit) throws(Stop) {
    let taken = windows.take(1, of: limit, key: key, at: visit.now)
    visit.readings.append(windows.reading(limit, key: key, at: visit.now))
    guard taken else { throw Stop(.mastodon(429, "Too many requests")) }
  }

  /// The limit that is nearest to its end.
  func rateHeaders(of visit: Visit) -> [NamedValue] {
    guard let nearest = visit.readings.min(by: { $0.remaining < $1.remaining }) else { return [] }
    let resets = Instant(milliseconds: nearest.resets * 1000).rfc3339.dropLast()
    return [
      NamedValue("X-RateLimit-Limit", String(nearest.limit.units)),
      NamedValue("X-RateLimit-Remaining", String(nearest.remaining)),
      NamedValue("X-RateLimit-Reset", resets + "000Z"),
    ]
  }

  /// The account of a token with this scope, or the answer that the server gives without.
  func signedIn(_ visit: Visit, scopes: [String]) throws(Stop) -> Account {
    guard let token = visit.token else {
      throw Stop(.mastodon(401, "The access token is invalid"))
    }
    guard let account = accounts.first(where: { $0.id == token.account }) else {
      throw Stop(.mastodon(422, "This method requires an authenticated user"))
    }
    guard scopes.contains(where: { MastodonScope.covers(token.scopes, $0) }) else {
      throw Stop(.mastodon(403, "This action is outside the authorized scopes"))
    }
    return account
  }

  /// The parameters of the body, all of them documented.
  func parameters(
    _ visit: Visit, _ encodings: [Parameters.Encoding] = [.form, .json, .multipart],
    allowed: [String]
  ) throws(Stop) -> Parameters {
    try documented { () throws(Parameters.Wrong) in
      let parameters = try Parameters(body: visit.request, in: encodings)
      try parameters.check(allowed: allowed)
      return parameters
    }
  }

  /// The parameters of the query, all of them documented.
  func queryParameters(_ visit: Visit, allowed: [String]) throws(Stop) -> Parameters {
    try documented { () throws(Parameters.Wrong) in
      let parameters = try Parameters(query: visit.request)
      try parameters.check(allowed: allowed)
      return parameters
    }
  }

  /// Turns what is wrong with a parameter into the model's loud 400.
  func documented<Value>(
    _ read: () throws(Parameters.Wrong) -> Value
  ) throws(Stop) -> Value {
    do {
      return try read()
    } catch {
      throw Stop(.mastodon(400, error.message))
    }
  }
}

extension ModelAnswer {
  static func mastodon(_ status: Int, _ message: String) -> ModelAnswer {
    .json(["error": .string(message)], status: status)
  }

  static func oauthError(_ status: Int, _ code: String, _ message: String) -> ModelAnswer {
    .json(["error": .string(code), "error_description": .string(message)], status: status)
  }
}
