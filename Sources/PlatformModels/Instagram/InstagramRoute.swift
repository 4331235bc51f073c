import Domain

/// The endpoints that the model knows.
enum InstagramRoute: Hashable {
  case authorizePage, authorizeAllow, redeem, exchange, refresh
  case me, quota(String), ownPosts(String), stories(String)
  case createContainer(String), publish(String)
  /// A container or a post.
  case look(String)
  case root

  private static let fixed: [String: InstagramRoute] = [
    "GET oauth/authorize": .authorizePage,
    "POST oauth/authorize": .authorizeAllow,
    "POST oauth/access_token": .redeem,
    "GET access_token": .exchange,
    "GET refresh_access_token": .refresh,
    "GET ": .root,
    "HEAD ": .root,
  ]

  init?(_ request: ModelRequest) {
    let path = request.path
    if let route = Self.fixed[request.method + " " + path.joined(separator: "/")] {
      self = route
      return
    }
    guard (2...3).contains(path.count), path[0].hasPrefix("v") else { return nil }
    switch (request.method, path.count == 3 ? path[2] : "") {
    case ("GET", "") where path[1] == "me": self = .me
    case ("GET", ""): self = .look(path[1])
    case ("GET", "content_publishing_limit"): self = .quota(path[1])
    case ("GET", "media"): self = .ownPosts(path[1])
    case ("GET", "stories"): self = .stories(path[1])
    case ("POST", "media"): self = .createContainer(path[1])
    case ("POST", "media_publish"): self = .publish(path[1])
    default: return nil
    }
  }

  var endpoint: EndpointKind {
    switch self {
    case .publish: .publish
    case .createContainer: .media
    case .authorizePage, .authorizeAllow, .redeem, .exchange, .refresh: .token
    case .me, .quota, .ownPosts, .stories, .look, .root: .read
    }
  }
}

extension InstagramModel {
  mutating func answer(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    guard let route = InstagramRoute(visit.request) else {
      throw Stop(.graph(2500, nil, "Unknown path components: \(visit.request.line)"))
    }
    let request = visit.request
    switch route {
    case .authorizePage, .authorizeAllow:
      return try authorize(&visit, isForm: route == .authorizeAllow)
    case .redeem: return try redeem(&visit)
    case .exchange:
      let given = try request.graphQuery(["grant_type", "client_secret", "access_token"])
      return try session.exchange(given, at: visit.now, &visit.random)
    case .refresh:
      let given = try request.graphQuery(["grant_type", "access_token"])
      return try session.refresh(given, at: visit.now, &visit.random)
    case .root: return .html("<!doctype html><title>Instagram sandbox</title>")
    case .me, .quota, .ownPosts, .stories, .createContainer, .publish, .look:
      guard rules.versions.contains(request.path[0]) else {
        throw Stop(.graph(2635, nil, "You are calling a deprecated version of the API."))
      }
      visit.token = try session.token(of: request, at: visit.now)
      try usage.take(
        rules.calls, "calls", of: visit.token?.person ?? "", code: 4,
        "Application request limit reached", at: visit.now)
      return try signedIn(route, &visit)
    }
  }

  private mutating func signedIn(
    _ route: InstagramRoute, _ visit: inout Visit
  ) throws(Stop) -> ModelAnswer {
    switch route {
    case .me: return try showMe(visit)
    case .look(let id): return try look(id, visit)
    case .quota(let id):
      try checkOwner(id, visit)
      return try showQuota(visit)
    case .ownPosts(let id):
      try checkOwner(id, visit)
      return try list(stories: false, visit)
    case .stories(let id):
      try checkOwner(id, visit)
      return try list(stories: true, visit)
    case .createContainer(let id):
      try checkOwner(id, visit)
      return try createContainer(&visit)
    case .publish(let id):
      try checkOwner(id, visit)
      return try publish(&visit)
    case .authorizePage, .authorizeAllow, .redeem, .exchange, .refresh, .root:
      preconditionFailure("\(route) needs no token")
    }
  }

  private func checkOwner(_ id: String, _ visit: Visit) throws(Stop) {
    guard id == "me" || id == visit.token?.person else { throw Stop(.graphMissing(id)) }
  }

  private mutating func authorize(
    _ visit: inout Visit, isForm: Bool
  ) throws(Stop) -> ModelAnswer {
    let given =
      isForm
      ? try visit.request.graphForm(MetaSession.authorizeNames)
      : try visit.request.graphQuery(MetaSession.authorizeNames)
    return try session.authorize(
      given, isAllowed: isForm || given.text("approve") == "1", visit.request,
      host: String(origin.drop { $0 != "/" }.drop { $0 == "/" }), at: visit.now, &visit.random)
  }

  private mutating func redeem(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    let given = try visit.request.graphForm(MetaSession.redeemNames)
    let (token, person) = try session.redeem(given, at: visit.now, &visit.random)
    // A bare number, as the real server writes it.
    let answer: JSON = [
      "access_token": .string(token), "user_id": .integer(Int64(person) ?? 0),
      "permissions": .string(session.words.scopes.joined(separator: ",")),
    ]
    return .json(rules.wrapsToken ? ["data": [answer]] : answer)
  }

  func require(_ scope: String, _ visit: Visit) throws(Stop) {
    guard visit.token?.scopes.contains(scope) == true else {
      throw Stop(
        .graph(10, nil, "(#10) Application does not have permission for this action: \(scope)"))
    }
  }
}
