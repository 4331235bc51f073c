import Domain

/// The endpoints that the model knows.
enum LinkedInRoute: Hashable {
  case authorizePage, authorizeAllow, token, revoke
  case userInfo, administered, organization(String)
  case beginImage, beginDocument, beginVideo, endVideo, put(String), fileState(String)
  case createPost, listPosts, post(String), deletePost(String), changePost(String)
  case comment(String), comments(String), deleteComment(String, String)
  case changeComment(String, String)
  case root

  private static let fixed: [String: LinkedInRoute] = [
    "GET oauth/v2/authorization": .authorizePage,
    "POST oauth/v2/authorization": .authorizeAllow,
    "POST oauth/v2/accessToken": .token,
    "POST oauth/v2/revoke": .revoke,
    "GET v2/userinfo": .userInfo,
    "GET rest/organizationAcls": .administered,
    "POST rest/posts": .createPost,
    "GET rest/posts": .listPosts,
    "GET ": .root,
    "HEAD ": .root,
  ]

  init?(_ request: ModelRequest) {
    let path = request.path
    let name = request.method + " " + path.joined(separator: "/")
    switch (name, request.query("action")) {
    case ("POST rest/images", "initializeUpload"): self = .beginImage
    case ("POST rest/documents", "initializeUpload"): self = .beginDocument
    case ("POST rest/videos", "initializeUpload"): self = .beginVideo
    case ("POST rest/videos", "finalizeUpload"): self = .endVideo
    default:
      if let route = Self.fixed[name] {
        self = route
      } else if let route = Self.named(request.method, path) {
        self = route
      } else {
        return nil
      }
    }
  }

  private static func named(_ method: String, _ path: [String]) -> LinkedInRoute? {
    if method == "PUT", path.count == 2, path[0] == "uploads" { return .put(path[1]) }
    if path.starts(with: ["rest", "socialActions"]) { return social(method, path) }
    guard path.count == 3, path[0] == "rest" else { return nil }
    switch (method, path[1]) {
    case ("GET", "organizations"): return .organization(path[2])
    case ("GET", "images"), ("GET", "videos"), ("GET", "documents"): return .fileState(path[2])
    case ("GET", "posts"): return .post(path[2])
    case ("DELETE", "posts"): return .deletePost(path[2])
    case ("POST", "posts"): return .changePost(path[2])
    default: return nil
    }
  }

  /// What is under `/rest/socialActions`.
  private static func social(_ method: String, _ path: [String]) -> LinkedInRoute? {
    guard (4...5).contains(path.count), path[3] == "comments" else { return nil }
    switch (method, path.count) {
    case ("POST", 4): return .comment(path[2])
    case ("GET", 4): return .comments(path[2])
    case ("DELETE", 5): return .deleteComment(path[2], path[4])
    case ("POST", 5): return .changeComment(path[2], path[4])
    default: return nil
    }
  }

  var endpoint: EndpointKind {
    switch self {
    case .createPost, .comment: .publish
    case .beginImage, .beginDocument, .beginVideo, .endVideo, .put, .fileState: .media
    case .authorizePage, .authorizeAllow, .token, .revoke: .token
    case .deletePost, .changePost, .deleteComment, .changeComment: .change
    case .userInfo, .administered, .organization, .listPosts, .post, .comments, .root: .read
    }
  }
}

extension LinkedInModel {
  mutating func answer(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    guard let route = LinkedInRoute(visit.request) else {
      throw Stop(.linkedIn(404, "RESOURCE_NOT_FOUND", "no such endpoint: \(visit.request.line)"))
    }
    if visit.request.path.first == "rest" { try checkVersion(visit.request) }
    switch route {
    case .authorizePage: return try authorizePage(&visit)
    case .authorizeAllow: return try authorizeAllow(&visit)
    case .token: return try exchangeToken(&visit)
    case .revoke: return try revoke(visit)
    case .userInfo: return try userInfo(&visit)
    case .administered: return try administered(&visit)
    case .organization(let id): return try showOrganization(id, &visit)
    case .beginImage: return try beginFile("image", &visit)
    case .beginDocument: return try beginFile("document", &visit)
    case .beginVideo: return try beginVideo(&visit)
    case .endVideo: return try endVideo(&visit)
    case .put(let slot): return try put(slot, &visit)
    case .fileState(let urn): return try fileState(urn, &visit)
    case .createPost: return try createPost(&visit)
    case .listPosts: return try listPosts(&visit)
    case .post(let urn): return try showPost(urn, &visit)
    case .deletePost(let urn): return try deletePost(urn, &visit)
    case .changePost(let urn): return try changePost(urn, &visit)
    case .comment(let post): return try comment(under: post, visit)
    case .comments(let post): return try listComments(under: post, visit)
    case .deleteComment(let post, let id): return try delete(comment: id, under: post, visit)
    case .changeComment(let post, let id): return try change(comment: id, under: post, visit)
    case .root: return .html("<!doctype html><title>LinkedIn sandbox</title>")
    }
  }

  private func checkVersion(_ request: ModelRequest) throws(Stop) {
    guard let version = request.header("linkedin-version") else {
      throw Stop(.linkedIn(400, "VERSION_MISSING", "A version must be present."))
    }
    guard rules.versions.contains(version) else {
      throw Stop(
        .linkedIn(426, "NONEXISTENT_VERSION", "Requested version \(version) is not active"))
    }
    guard request.header("x-restli-protocol-version") == "2.0.0" else {
      throw Stop(.linkedIn(400, "PROTOCOL_VERSION", "X-Restli-Protocol-Version must be 2.0.0"))
    }
  }

  /// The member of a token with one of these scopes; the request is counted.
  mutating func signedIn(_ visit: ModelVisit, oneOf scopes: [String]) throws(Stop) -> Person {
    guard let bearer = visit.request.bearer, let grant = oauth.grant(bearer, at: visit.now),
      let person = people.first(where: { $0.id == grant.account })
    else { throw Stop(.linkedIn(401, "EXPIRED_ACCESS_TOKEN", "The token has expired")) }
    guard windows.take(1, of: rules.requests, key: "day/\(person.id)", at: visit.now) else {
      throw Stop(
        .linkedIn(429, "TOO_MANY_REQUESTS", "Resource level throttle APPLICATION_AND_MEMBER DAY"))
    }
    guard scopes.contains(where: grant.scopes.contains) else {
      throw Stop(
        .linkedIn(403, "ACCESS_DENIED", "Not enough permissions to access: \(visit.request.line)"))
    }
    return person
  }

  /// - Parameter feed: what comments have in place of the scope of posts: `_feed`.
  /// - Throws: unless the person may post under this name with the scopes of the token.
  mutating func mayAct(
    _ visit: ModelVisit, as author: String, _ feed: String = ""
  ) throws(Stop) {
    let isPage = author.hasPrefix("urn:li:organization:")
    let scope = (isPage ? "w_organization_social" : "w_member_social") + feed
    let person = try signedIn(visit, oneOf: [scope])
    let names =
      isPage
      ? pages.map { "urn:li:organization:" + $0.id } : ["urn:li:person:" + person.id]
    guard names.contains(author) else {
      throw Stop(.linkedIn(403, "ACCESS_DENIED", "\(author) is not this member's to act for"))
    }
  }

  /// A body of JSON with these members and no others.
  func body(_ visit: ModelVisit, _ allowed: Set<String>) throws(Stop) -> JSON {
    guard visit.request.contentType == "application/json",
      let json = try? JSON(parsing: visit.request.body), let members = json.object
    else { throw Stop(.linkedIn(400, "INVALID_BODY", "the body is not a JSON object")) }
    for name in members.keys.sorted() where !allowed.contains(name) {
      throw Stop(.linkedIn(400, "UNKNOWN_FIELD", "unknown field \(name)"))
    }
    return json
  }

  /// Turns what is wrong with a parameter into the model's loud 400.
  func parameters(
    _ read: () throws(Parameters.Wrong) -> Parameters, allowed: [String]
  ) throws(Stop) -> Parameters {
    do throws(Parameters.Wrong) {
      let parameters = try read()
      try parameters.check(allowed: allowed)
      return parameters
    } catch {
      throw Stop(.linkedIn(400, "ILLEGAL_ARGUMENT", error.message))
    }
  }
}

extension ModelAnswer {
  /// An error as LinkedIn writes it.
  static func linkedIn(_ status: Int, _ code: String, _ message: String) -> ModelAnswer {
    .json(
      [
        "status": .integer(Int64(status)), "code": .string(code), "message": .string(message),
      ], status: status)
  }
}
