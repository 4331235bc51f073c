import Domain

/// The endpoints that the model knows.
enum ThreadsRoute: Hashable {
  case signIn(MetaSignInRoute)
  case me, quota, ownPosts, ownReplies
  case createContainer, publish
  /// A container or a post.
  case look(String)
  case delete(String)
  case root

  private static let fixed: [String: ThreadsRoute] = [
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
    if let route = MetaSignInRoute(request) {
      self = .signIn(route)
      return
    }
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
    case .signIn: .token
    case .delete: .change
    case .me, .quota, .ownPosts, .ownReplies, .look, .root: .read
    }
  }
}

extension ThreadsModel {
  mutating func answer(_ visit: inout MetaVisit) throws(Stop) -> ModelAnswer {
    guard let route = ThreadsRoute(visit.request) else {
      throw Stop(.graph(2500, nil, "Unknown path components: \(visit.request.line)", status: 400))
    }
    switch route {
    case .signIn(let step):
      return try desk.answer(step, &visit, origin: origin) { token, person in
        // A bare number, as the real server writes it.
        ["access_token": .string(token), "user_id": .integer(Int64(person) ?? 0)]
      }
    case .root: return .html("<!doctype html><title>Threads sandbox</title>")
    case .me, .quota, .ownPosts, .ownReplies, .createContainer, .publish, .look, .delete:
      try desk.admit(&visit, calls: rules.calls)
      return try signedIn(route, &visit)
    }
  }

  private mutating func signedIn(
    _ route: ThreadsRoute, _ visit: inout MetaVisit
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
    case .signIn, .root:
      preconditionFailure("\(route) needs no token")
    }
  }
}
