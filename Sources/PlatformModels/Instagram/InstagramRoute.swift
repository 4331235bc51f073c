import Domain

/// The endpoints that the model knows.
enum InstagramRoute: Hashable {
  case signIn(MetaSignInRoute)
  case me, quota(String), ownPosts(String), stories(String)
  case createContainer(String), publish(String)
  case comment(String), comments(String)
  /// A container or a post.
  case look(String)
  case root

  init?(_ request: ModelRequest) {
    let path = request.path
    if let route = MetaSignInRoute(request) {
      self = .signIn(route)
      return
    }
    if path.isEmpty, ["GET", "HEAD"].contains(request.method) {
      self = .root
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
    case ("POST", "comments"): self = .comment(path[1])
    case ("GET", "comments"): self = .comments(path[1])
    default: return nil
    }
  }

  var endpoint: EndpointKind {
    switch self {
    case .publish, .comment: .publish
    case .createContainer: .media
    case .signIn: .token
    case .me, .quota, .ownPosts, .stories, .comments, .look, .root: .read
    }
  }
}

extension InstagramModel {
  mutating func answer(_ visit: inout MetaVisit) throws(Stop) -> ModelAnswer {
    guard let route = InstagramRoute(visit.request) else {
      throw Stop(.graph(2500, nil, "Unknown path components: \(visit.request.line)"))
    }
    switch route {
    case .signIn(let step):
      let (wraps, scopes) = (rules.wrapsToken, desk.session.words.scopes)
      return try desk.answer(step, &visit, origin: origin) { token, person in
        // A bare number, as the real server writes it.
        let answer: JSON = [
          "access_token": .string(token), "user_id": .integer(Int64(person) ?? 0),
          "permissions": .string(scopes.joined(separator: ",")),
        ]
        return wraps ? ["data": [answer]] : answer
      }
    case .root: return .html("<!doctype html><title>Instagram sandbox</title>")
    case .me, .quota, .ownPosts, .stories, .createContainer, .publish, .comment, .comments,
      .look:
      guard rules.versions.contains(visit.request.path[0]) else {
        throw Stop(.graph(2635, nil, "You are calling a deprecated version of the API."))
      }
      try desk.admit(&visit, calls: rules.calls)
      return try signedIn(route, &visit)
    }
  }

  private mutating func signedIn(
    _ route: InstagramRoute, _ visit: inout MetaVisit
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
    case .comment(let post): return try comment(under: post, &visit)
    case .comments(let post): return try listComments(under: post, visit)
    case .signIn, .root:
      preconditionFailure("\(route) needs no token")
    }
  }

  private func checkOwner(_ id: String, _ visit: MetaVisit) throws(Stop) {
    guard id == "me" || id == visit.token?.person else { throw Stop(.graphMissing(id)) }
  }
}
