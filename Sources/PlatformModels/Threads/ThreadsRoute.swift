import Domain

/// The endpoints that the model knows.
enum ThreadsRoute: Hashable {
  case authorizePage, authorizeAllow, redeem, exchange, refresh
  case me, quota, ownPosts, ownReplies
  case createContainer, publish
  /// A container or a post.
  case look(String)
  case delete(String)
  case root

  private static let fixed: [String: ThreadsRoute] = [
    "GET oauth/authorize": .authorizePage,
    "POST oauth/authorize": .authorizeAllow,
    "POST oauth/access_token": .redeem,
    "GET access_token": .exchange,
    "GET refresh_access_token": .refresh,
    "GET v1.0/me": .me,
    "GET v1.0/me/threads": .ownPosts,
    "GET v1.0/me/replies": .ownReplies,
    "GET v1.0/me/threads_publishing_limit": .quota,
    "POST v1.0/me/threads": .createContainer,
    "POST v1.0/me/threads_publish": .publish,
    "GET ": .root,
    "HEAD ": .root,
  ]

  init?(_ request: ModelRequest) {
    if let route = Self.fixed[request.method + " " + request.path.joined(separator: "/")] {
      self = route
      return
    }
    guard request.path.count == 2, request.path[0] == "v1.0" else { return nil }
    switch request.method {
    case "GET": self = .look(request.path[1])
    case "DELETE": self = .delete(request.path[1])
    default: return nil
    }
  }

  var endpoint: EndpointKind {
    switch self {
    case .publish: .publish
    case .createContainer: .media
    case .authorizePage, .authorizeAllow, .redeem, .exchange, .refresh: .token
    case .delete: .change
    case .me, .quota, .ownPosts, .ownReplies, .look, .root: .read
    }
  }
}

extension ThreadsModel {
  mutating func answer(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    guard let route = ThreadsRoute(visit.request) else {
      throw Stop(.graph(2500, nil, "Unknown path components: \(visit.request.line)", status: 400))
    }
    switch route {
    case .authorizePage, .authorizeAllow:
      return try authorize(&visit, isForm: route == .authorizeAllow)
    case .redeem:
      let given = try visit.request.graphForm(MetaSession.redeemNames)
      let (token, person) = try session.redeem(given, at: visit.now, &visit.random)
      // A bare number, as the real server writes it.
      return .json(["access_token": .string(token), "user_id": .integer(Int64(person) ?? 0)])
    case .exchange:
      let given = try visit.request.graphQuery(["grant_type", "client_secret", "access_token"])
      return try session.exchange(given, at: visit.now, &visit.random)
    case .refresh:
      let given = try visit.request.graphQuery(["grant_type", "access_token"])
      return try session.refresh(given, at: visit.now, &visit.random)
    case .root: return .html("<!doctype html><title>Threads sandbox</title>")
    case .me, .quota, .ownPosts, .ownReplies, .createContainer, .publish, .look, .delete:
      visit.token = try session.token(of: visit.request, at: visit.now)
      try count(rules.calls, "calls", code: 4, "Application request limit reached", visit)
      return try signedIn(route, &visit)
    }
  }

  private mutating func signedIn(
    _ route: ThreadsRoute, _ visit: inout Visit
  ) throws(Stop) -> ModelAnswer {
    switch route {
    case .me: return try showMe(visit)
    case .quota: return try showQuota(visit)
    case .ownPosts: return try list(replies: false, visit)
    case .ownReplies: return try list(replies: true, visit)
    case .createContainer: return try createContainer(&visit)
    case .publish: return try publish(&visit)
    case .look(let id): return try look(id, visit)
    case .delete(let id): return try delete(id, &visit)
    case .authorizePage, .authorizeAllow, .redeem, .exchange, .refresh, .root:
      preconditionFailure("\(route) needs no token")
    }
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

  func require(_ scope: String, _ visit: Visit) throws(Stop) {
    guard visit.token?.scopes.contains(scope) == true else {
      throw Stop(
        .graph(10, nil, "(#10) Application does not have permission for this action: \(scope)"))
    }
  }

  mutating func count(
    _ limit: RateLimit, _ name: String, code: Int, _ message: String, _ visit: Visit
  ) throws(Stop) {
    try usage.take(limit, name, of: visit.token?.person ?? "", code: code, message, at: visit.now)
  }
}
