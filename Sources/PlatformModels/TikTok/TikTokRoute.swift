import Domain

/// What the model answers to, by method and path.
enum TikTokRoute: String {
  case home = "GET "
  case consentPage = "GET v2/auth/authorize"
  case consent = "POST v2/auth/authorize"
  case token = "POST v2/oauth/token"
  case revoke = "POST v2/oauth/revoke"
  case creatorInfo = "POST v2/post/publish/creator_info/query"
  case start = "POST v2/post/publish/video/init"
  case postPictures = "POST v2/post/publish/content/init"
  case status = "POST v2/post/publish/status/fetch"

  init?(_ request: ModelRequest) {
    self.init(rawValue: request.method + " " + request.path.joined(separator: "/"))
  }

  var endpoint: EndpointKind {
    switch self {
    case .start: .media
    case .postPictures: .publish
    case .token, .consent, .revoke: .token
    case .home, .consentPage, .creatorInfo, .status: .read
    }
  }
}

extension TikTokModel {
  mutating func answer(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    if visit.request.method == "PUT", visit.request.path.first == "upload" {
      return try takePiece(visit)
    }
    guard let route = TikTokRoute(visit.request) else {
      throw Stop(.tiktok(404, "invalid_params", "there is no such method"))
    }
    switch route {
    case .home: return .html("<!doctype html><title>TikTok sandbox</title>")
    case .consentPage: return try consentPage(visit)
    case .consent: return try consent(&visit)
    case .token: return try token(&visit)
    case .revoke: return try revoke(visit)
    case .creatorInfo: return try creatorInfo(visit)
    case .start: return try start(&visit)
    case .postPictures: return try postPictures(&visit)
    case .status: return try status(visit)
    }
  }

  func signedIn(_ visit: ModelVisit) throws(Stop) -> Creator {
    guard let token = visit.request.bearer.flatMap({ access[$0] }), visit.now < token.expires,
      let creator = creators.first(where: { $0.id == token.creator })
    else {
      throw Stop(
        .tiktok(401, "access_token_invalid", "The access token is invalid or not found."))
    }
    guard token.scopes.contains("video.publish") else {
      throw Stop(.tiktok(401, "scope_not_authorized", "The user did not authorize the scope."))
    }
    return creator
  }

  mutating func count(
    _ limit: RateLimit, _ name: String, _ creator: Creator, _ visit: ModelVisit, code: String
  ) throws(Stop) {
    guard windows.take(1, of: limit, key: name + creator.id, at: visit.now) else {
      throw Stop(.tiktok(code == "rate_limit_exceeded" ? 429 : 403, code, "too many"))
    }
  }

  func jsonBody(_ visit: ModelVisit, allowed: [String]) throws(Stop) -> JSON {
    guard visit.request.query.isEmpty, visit.request.contentType == "application/json",
      let json = try? JSON(parsing: visit.request.body)
    else { throw Stop(.tiktok(400, "invalid_params", "the body is not a JSON object")) }
    try requireMembers(json, allowed)
    return json
  }

  func requireMembers(_ json: JSON?, _ allowed: [String]) throws(Stop) {
    guard let members = json?.object else {
      throw Stop(.tiktok(400, "invalid_params", "an object is missing"))
    }
    for name in members.keys.sorted() where !allowed.contains(name) {
      throw Stop(.tiktok(400, "invalid_params", "unknown member \"\(name)\""))
    }
  }
}

extension ModelAnswer {
  static func tiktok(_ status: Int, _ code: String, _ message: String) -> ModelAnswer {
    .json(
      [
        "data": [:],
        "error": ["code": .string(code), "message": .string(message), "log_id": "sandbox"],
      ], status: status)
  }

  static func tiktok(_ data: JSON) -> ModelAnswer {
    .json(["data": data, "error": ["code": "ok", "message": "", "log_id": "sandbox"]])
  }
}
