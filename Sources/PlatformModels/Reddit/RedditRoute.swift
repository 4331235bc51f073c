import Domain

/// The endpoints that the model knows.
enum RedditRoute: Hashable {
  case authorizePage, authorizeAllow, token, revoke
  case me, lease, upload, submit, gallery, submitted(String), edit, delete
  case root

  private static let fixed: [String: RedditRoute] = [
    "GET api/v1/authorize": .authorizePage,
    "POST api/v1/authorize": .authorizeAllow,
    "POST api/v1/access_token": .token,
    "POST api/v1/revoke_token": .revoke,
    "GET api/v1/me": .me,
    "POST api/media/asset.json": .lease,
    "POST storage": .upload,
    "POST api/submit": .submit,
    "POST api/submit_gallery_post.json": .gallery,
    "POST api/editusertext": .edit,
    "POST api/del": .delete,
    "GET ": .root,
    "HEAD ": .root,
  ]

  init?(_ request: ModelRequest) {
    let path = request.path
    if let route = Self.fixed[request.method + " " + path.joined(separator: "/")] {
      self = route
    } else if request.method == "GET", path.count == 3, path[0] == "user",
      path[2] == "submitted"
    {
      self = .submitted(path[1])
    } else {
      return nil
    }
  }

  var endpoint: EndpointKind {
    switch self {
    case .submit, .gallery: .publish
    case .lease, .upload: .media
    case .authorizePage, .authorizeAllow, .token, .revoke: .token
    case .edit, .delete: .change
    case .me, .submitted, .root: .read
    }
  }
}

extension RedditModel {
  mutating func answer(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    guard let route = RedditRoute(visit.request) else {
      throw Stop(.reddit(404, "no such endpoint: \(visit.request.line)"))
    }
    switch route {
    case .authorizePage: return try authorizePage(&visit)
    case .authorizeAllow: return try authorizeAllow(&visit)
    case .token: return try exchangeToken(&visit)
    case .revoke: return try revoke(visit)
    case .me: return try showMe(&visit)
    case .lease: return try lease(&visit)
    case .upload: return try upload(&visit)
    case .submit: return try submit(&visit)
    case .gallery: return try submitGallery(&visit)
    case .submitted(let name): return try listSubmitted(name, &visit)
    case .edit: return try edit(&visit)
    case .delete: return try delete(&visit)
    case .root: return .html("<!doctype html><title>Reddit sandbox</title>")
    }
  }

  /// Programs that do not say who they are get nothing.
  func checkUserAgent(_ request: ModelRequest) throws(Stop) {
    let agent = request.header("user-agent") ?? ""
    guard agent.split(separator: ":").count >= 3, agent.contains("(by /u/") else {
      throw Stop(.reddit(429, "Too Many Requests: the user agent says nothing"))
    }
  }

  /// The account of a token with this scope; the request is counted.
  mutating func signedIn(_ visit: inout ModelVisit, scope: String) throws(Stop) -> String {
    try checkUserAgent(visit.request)
    let taken = windows.take(1, of: rules.requests, key: "app", at: visit.now)
    visit.readings.append(windows.reading(rules.requests, key: "app", at: visit.now))
    guard taken else { throw Stop(.reddit(429, "Too Many Requests")) }
    guard let bearer = visit.request.bearer, let grant = oauth.grant(bearer, at: visit.now) else {
      throw Stop(.reddit(401, "Unauthorized"))
    }
    guard grant.scopes.contains(scope) else {
      var answer = ModelAnswer.reddit(403, "Forbidden")
      answer.headers.append(
        NamedValue("www-authenticate", "Bearer realm=\"reddit\", error=\"insufficient_scope\""))
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
      throw Stop(.reddit(400, error.message))
    }
  }

  /// The form of a request whose query holds `raw_json` at the most.
  func form(_ visit: ModelVisit, allowed: [String]) throws(Stop) -> Parameters {
    var request = visit.request
    request.query.removeAll { $0.name == "raw_json" && $0.value == "1" }
    let bare = request
    return try parameters(allowed: allowed) { () throws(Parameters.Wrong) in
      try Parameters(body: bare, in: [.form])
    }
  }
}

extension ModelAnswer {
  /// An error outside of the envelope.
  static func reddit(_ status: Int, _ message: String) -> ModelAnswer {
    .json(["message": .string(message), "error": .integer(Int64(status))], status: status)
  }

  /// An error in the envelope, which is a 200.
  static func redditErrors(_ code: String, _ message: String, _ field: String) -> ModelAnswer {
    .json(["json": ["errors": [[.string(code), .string(message), .string(field)]]]])
  }
}
