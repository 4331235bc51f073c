import Domain

/// The endpoints that the model knows.
enum FacebookRoute: Hashable {
  case dialog, dialogAllow, token, accounts, permissions, takeBack
  case comment(String), comments(String)
  case createPost(String), uploadPhoto(String), uploadFilm(String), storyOfPhoto(String)
  case reel(String), storyOfFilm(String)
  case uploadReel(String)
  case look(String), change(String), delete(String)
  case root

  init?(_ request: ModelRequest) {
    let path = request.path
    if path.isEmpty, ["GET", "HEAD"].contains(request.method) {
      self = .root
      return
    }
    guard path.count >= 2 else { return nil }
    switch (request.method, path.dropFirst().joined(separator: "/")) {
    case ("GET", "dialog/oauth"): self = .dialog
    case ("POST", "dialog/oauth"): self = .dialogAllow
    case ("GET", "oauth/access_token"): self = .token
    case ("GET", "me/accounts"): self = .accounts
    case ("GET", "me/permissions"): self = .permissions
    case ("DELETE", "me/permissions"): self = .takeBack
    case ("POST", _) where path[0] == "video-upload" && path.count == 3:
      self = .uploadReel(path[2])
    case ("POST", _) where path.count == 3 && path[2] == "feed": self = .createPost(path[1])
    case ("POST", _) where path.count == 3 && path[2] == "photos": self = .uploadPhoto(path[1])
    case ("POST", _) where path.count == 3 && path[2] == "videos": self = .uploadFilm(path[1])
    case ("POST", _) where path.count == 3 && path[2] == "video_reels": self = .reel(path[1])
    case ("POST", _) where path.count == 3 && path[2] == "video_stories":
      self = .storyOfFilm(path[1])
    case ("POST", _) where path.count == 3 && path[2] == "photo_stories":
      self = .storyOfPhoto(path[1])
    case ("POST", _) where path.count == 3 && path[2] == "comments": self = .comment(path[1])
    case ("GET", _) where path.count == 3 && path[2] == "comments": self = .comments(path[1])
    case ("GET", _) where path.count == 2: self = .look(path[1])
    case ("POST", _) where path.count == 2: self = .change(path[1])
    case ("DELETE", _) where path.count == 2: self = .delete(path[1])
    default: return nil
    }
  }

  func endpoint(of request: ModelRequest) -> EndpointKind {
    let body = String(decoding: request.body.prefix(4096), as: UTF8.self)
    switch self {
    case .dialog, .dialogAllow, .token, .takeBack: return .token
    case .uploadPhoto, .uploadFilm, .uploadReel: return .media
    case .storyOfPhoto, .comment: return .publish
    case .reel, .storyOfFilm: return body.contains("upload_phase=finish") ? .publish : .media
    // A draft; nobody sees it.
    case .createPost: return body.contains("published=false") ? .media : .publish
    case .change: return body.contains("published=true") ? .publish : .change
    case .delete: return .change
    case .accounts, .permissions, .comments, .look, .root: return .read
    }
  }
}

extension FacebookModel {
  mutating func answer(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    guard let route = FacebookRoute(visit.request) else {
      throw Stop(.graph(2500, nil, "Unknown path components: \(visit.request.line)"))
    }
    if route == .root { return .html("<!doctype html><title>Facebook sandbox</title>") }
    if case .uploadReel = route {} else { try checkVersion(visit.request.path[0]) }
    switch route {
    case .dialog, .dialogAllow:
      return try session.authorize(
        visit.request, isForm: route == .dialogAllow, origin: origin, at: visit.now,
        &visit.random)
    case .token: return try token(&visit)
    default: break
    }
    try identify(&visit)
    switch route {
    case .accounts: return try listPages(visit)
    case .permissions: return try listPermissions(visit)
    case .takeBack: return try takeBack(visit)
    case .look(let id): return try look(id, &visit)
    case .createPost(let id): return try createPost(try ownPage(id, visit), &visit)
    case .uploadPhoto(let id): return try uploadPhoto(try ownPage(id, visit), visit)
    case .storyOfPhoto(let id): return try storyOfPhoto(try ownPage(id, visit), visit)
    case .uploadFilm(let id): return try uploadFilm(try ownPage(id, visit), visit)
    case .reel(let id): return try reel(try ownPage(id, visit), isStory: false, visit)
    case .storyOfFilm(let id): return try reel(try ownPage(id, visit), isStory: true, visit)
    case .uploadReel(let id): return try uploadReel(id, visit)
    case .comment(let post): return try comment(under: post, visit)
    case .comments(let post): return try listComments(under: post, visit)
    case .change(let id): return try change(id, visit)
    case .delete(let id): return try delete(id, visit)
    case .dialog, .dialogAllow, .token, .root: preconditionFailure("\(route) needs no token")
    }
  }

  private func checkVersion(_ version: String) throws(Stop) {
    guard rules.versions.contains(version) else {
      throw Stop(.graph(2635, nil, "You are calling a deprecated version of the API."))
    }
  }

  /// Whose token it is; the upload host wants `OAuth` in front of it.
  private mutating func identify(_ visit: inout Visit) throws(Stop) {
    let header = visit.request.header("authorization") ?? ""
    let bearer = header.hasPrefix("OAuth ") ? String(header.dropFirst(6)) : visit.request.bearer
    if let token = bearer.flatMap({ pageTokens[$0] }) {
      visit.page = token.page
      visit.scopes = token.scopes
    } else {
      let token = try session.token(of: visit.request, at: visit.now)
      visit.person = token.person
      visit.scopes = token.scopes
    }
    try usage.take(
      rules.calls, "calls", of: "app", code: 4, "Application request limit reached", at: visit.now)
  }

  private func ownPage(_ id: String, _ visit: Visit) throws(Stop) -> String {
    guard id == visit.page else {
      throw Stop(
        .graph(200, nil, "(#200) this needs the access token of the Page that it is about"))
    }
    return id
  }

  // MARK: - Signing in

  private mutating func token(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    guard visit.request.query("grant_type") == "fb_exchange_token" else {
      let given = try visit.request.graphQuery([
        "client_id", "redirect_uri", "client_secret", "code",
      ])
      do throws(Stop) {
        let (token, _) = try session.redeem(
          given, needsGrantType: false, at: visit.now, &visit.random)
        return .json([
          "access_token": .string(token), "token_type": "bearer", "expires_in": 3600,
        ])
      } catch {
        // Facebook says it as the rest of its API does.
        throw Stop(.graph(100, 36_009, error.answer.json?["error_message"]?.string ?? ""))
      }
    }
    let given = try visit.request.graphQuery([
      "grant_type", "client_id", "client_secret", "fb_exchange_token",
    ])
    return try session.exchange(
      given, tokenName: "fb_exchange_token", at: visit.now, &visit.random)
  }

  /// The person's tokens end, and those of the Pages that came from them.
  private mutating func takeBack(_ visit: Visit) throws(Stop) -> ModelAnswer {
    guard let person = visit.person else {
      throw Stop(.graphInvalid("me/permissions needs the token of a person"))
    }
    session.forget(person)
    pageTokens = [:]
    return .json(["success": true])
  }

  private func listPermissions(_ visit: Visit) throws(Stop) -> ModelAnswer {
    guard visit.person != nil else {
      throw Stop(.graphInvalid("me/permissions needs the token of a person"))
    }
    return .json([
      "data": .array(
        session.words.scopes.map { scope in
          let isGranted = visit.scopes.contains(scope)
          return ["permission": .string(scope), "status": isGranted ? "granted" : "declined"]
        })
    ])
  }

  private func listPages(_ visit: Visit) throws(Stop) -> ModelAnswer {
    guard visit.person != nil else {
      throw Stop(.graphInvalid("me/accounts needs the token of a person"))
    }
    let names = try visit.request.graphFields(known: ["id", "name", "tasks", "username"])
    let limit = try visit.request.graphLimit()
    return .json([
      "data": .array(
        pages.prefix(limit).map { page in
          let all: [String: JSON] = [
            "id": .string(page.id), "name": .string(page.name),
            "tasks": ["CREATE_CONTENT", "MODERATE"],
          ]
          return .object(all.filter { names.contains($0.key) || $0.key == "id" })
        }), "paging": ["cursors": ["before": "A", "after": "B"]],
    ])
  }
}
