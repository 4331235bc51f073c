import Domain

/// What the model answers to, by method and path.
enum YouTubeRoute {
  case home
  case consentPage, consent, token, revoke
  case channels
  case startUpload, sendPiece
  case listVideos, updateVideo, deleteVideo
  case setThumbnail, addToPlaylist
  case listComments, addComment, updateComment, deleteComment

  init?(_ request: ModelRequest) {
    switch (request.method, request.path.joined(separator: "/")) {
    case ("GET", ""): self = .home
    case ("GET", "o/oauth2/v2/auth"): self = .consentPage
    case ("POST", "o/oauth2/v2/auth"): self = .consent
    case ("POST", "token"): self = .token
    case ("POST", "revoke"): self = .revoke
    case ("GET", "youtube/v3/channels"): self = .channels
    case ("POST", "upload/youtube/v3/videos"): self = .startUpload
    case ("PUT", "upload/youtube/v3/videos"): self = .sendPiece
    case ("GET", "youtube/v3/videos"): self = .listVideos
    case ("PUT", "youtube/v3/videos"): self = .updateVideo
    case ("DELETE", "youtube/v3/videos"): self = .deleteVideo
    case ("POST", "upload/youtube/v3/thumbnails/set"): self = .setThumbnail
    case ("POST", "youtube/v3/playlistItems"): self = .addToPlaylist
    case ("GET", "youtube/v3/commentThreads"): self = .listComments
    case ("POST", "youtube/v3/commentThreads"): self = .addComment
    case ("PUT", "youtube/v3/comments"): self = .updateComment
    case ("DELETE", "youtube/v3/comments"): self = .deleteComment
    default: return nil
    }
  }

  /// A change of who can see a film is what publishes it; comments are seen at once.
  func endpoint(of request: ModelRequest) -> EndpointKind {
    switch self {
    case .updateVideo: request.query("part")?.contains("status") == true ? .publish : .change
    case .addComment: .publish
    case .startUpload, .sendPiece, .setThumbnail: .media
    case .token, .consent, .revoke: .token
    case .deleteVideo, .addToPlaylist, .updateComment, .deleteComment: .change
    case .home, .consentPage, .channels, .listVideos, .listComments: .read
    }
  }
}

extension YouTubeModel {
  mutating func answer(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    guard let route = YouTubeRoute(visit.request) else {
      throw Stop(.google(404, "notFound", "there is no such method"))
    }
    switch route {
    case .home: return .html("<!doctype html><title>YouTube sandbox</title>")
    case .consentPage: return try consentPage(visit)
    case .consent: return try consent(&visit)
    case .token: return try token(&visit)
    case .revoke: return try revoke(visit)
    case .channels: return try listChannels(visit)
    case .startUpload: return try startUpload(&visit)
    case .sendPiece: return try sendPiece(&visit)
    case .listVideos: return try listVideos(visit)
    case .updateVideo: return try updateVideo(visit)
    case .deleteVideo: return try deleteVideo(visit)
    case .setThumbnail: return try setThumbnail(visit)
    case .addToPlaylist: return try addToPlaylist(visit)
    case .listComments: return try listComments(visit)
    case .addComment: return try addComment(&visit)
    case .updateComment: return try updateComment(visit)
    case .deleteComment: return try deleteComment(visit)
    }
  }

  static let scopes = ["youtube", "youtube.upload", "youtube.readonly", "youtube.force-ssl"]
    .map { "https://www.googleapis.com/auth/" + $0 }

  /// The channel of the access token, which must have one of these scopes.
  func signedIn(_ visit: ModelVisit, _ scopes: [String]) throws(Stop) -> Channel {
    guard let token = visit.request.bearer.flatMap({ access[$0] }), visit.now < token.expires,
      let channel = channels.first(where: { $0.id == token.channel })
    else {
      throw Stop(.google(401, "authError", "Request had invalid authentication credentials."))
    }
    let allowed = scopes.map { "https://www.googleapis.com/auth/" + $0 }
    guard token.scopes.contains(where: allowed.contains) else {
      throw Stop(
        .google(
          403, "insufficientPermissions", "Request had insufficient authentication scopes."))
    }
    return channel
  }

  /// Takes units from the project's quota, or ends the request with a 403.
  mutating func pay(
    _ units: Int, of limit: RateLimit, _ name: String, _ visit: ModelVisit
  ) throws(Stop) {
    // A day of quota ends at midnight in California.
    let day = QuotaDay.pacific.start(at: visit.now).milliseconds
    guard windows.take(units, of: limit, key: "\(name)@\(day)", at: visit.now) else {
      throw Stop(
        .google(
          403, "quotaExceeded",
          "The request cannot be completed because you have exceeded your quota."))
    }
  }

  /// Refuses queries with anything but these names, all of which must be there.
  func requireQuery(
    _ visit: ModelVisit, _ names: [String], optional: [String] = []
  ) throws(Stop) {
    let given = visit.request.query.map(\.name)
    for name in given where !(names + optional).contains(name) {
      throw Stop(.google(400, "unexpectedParameter", "unknown parameter \"\(name)\""))
    }
    for name in names where !given.contains(name) {
      throw Stop(.google(400, "missingRequiredParameter", "no parameter \"\(name)\""))
    }
    guard Set(given).count == given.count else {
      throw Stop(.google(400, "invalidParameter", "a parameter is given twice"))
    }
  }

  func jsonBody(_ visit: ModelVisit, allowed: [String]) throws(Stop) -> JSON {
    guard visit.request.contentType == "application/json",
      let json = try? JSON(parsing: visit.request.body), let members = json.object
    else { throw Stop(.google(400, "parseError", "the body is not a JSON object")) }
    for name in members.keys.sorted() where !allowed.contains(name) {
      throw Stop(.google(400, "invalidParameter", "unknown member \"\(name)\""))
    }
    return json
  }
}

extension ModelAnswer {
  /// The error object of Google's APIs.
  static func google(_ status: Int, _ reason: String, _ message: String) -> ModelAnswer {
    .json(
      [
        "error": [
          "code": .integer(Int64(status)), "message": .string(message),
          "errors": [
            ["domain": "youtube", "reason": .string(reason), "message": .string(message)]
          ],
        ]
      ], status: status)
  }
}
