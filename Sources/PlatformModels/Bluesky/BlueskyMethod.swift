import Domain

/// The methods that the model knows, by their names in the lexicons.
enum BlueskyMethod: String {
  case createSession = "com.atproto.server.createSession"
  case refreshSession = "com.atproto.server.refreshSession"
  case deleteSession = "com.atproto.server.deleteSession"
  case getSession = "com.atproto.server.getSession"
  case describeServer = "com.atproto.server.describeServer"
  case getServiceAuth = "com.atproto.server.getServiceAuth"
  case resolveHandle = "com.atproto.identity.resolveHandle"
  case createRecord = "com.atproto.repo.createRecord"
  case putRecord = "com.atproto.repo.putRecord"
  case getRecord = "com.atproto.repo.getRecord"
  case listRecords = "com.atproto.repo.listRecords"
  case deleteRecord = "com.atproto.repo.deleteRecord"
  case describeRepo = "com.atproto.repo.describeRepo"
  case uploadBlob = "com.atproto.repo.uploadBlob"
  case getBlob = "com.atproto.sync.getBlob"
  case getPosts = "app.bsky.feed.getPosts"
  case getProfile = "app.bsky.actor.getProfile"
  case getUploadLimits = "app.bsky.video.getUploadLimits"
  case uploadVideo = "app.bsky.video.uploadVideo"
  case getJobStatus = "app.bsky.video.getJobStatus"

  init?(_ request: ModelRequest) {
    guard request.path.count == 2, request.path[0] == "xrpc" else { return nil }
    self.init(rawValue: request.path[1])
  }

  var endpoint: EndpointKind {
    switch self {
    case .createRecord, .putRecord: .publish
    case .uploadBlob, .getUploadLimits, .uploadVideo, .getJobStatus, .getServiceAuth: .media
    case .createSession, .refreshSession, .deleteSession: .token
    case .deleteRecord: .change
    case .getSession, .describeServer, .resolveHandle, .getRecord, .listRecords, .describeRepo,
      .getBlob, .getPosts, .getProfile:
      .read
    }
  }

  /// Queries are GET, procedures POST.
  var verb: String {
    switch self {
    case .createSession, .refreshSession, .deleteSession, .createRecord, .putRecord,
      .deleteRecord, .uploadBlob, .uploadVideo:
      "POST"
    default: "GET"
    }
  }
}

extension BlueskyModel {
  mutating func answer(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    try count(1, of: rules.requests, "requests/\(visit.request.peer)", &visit)
    if visit.request.path.isEmpty { return .html("<!doctype html><title>Bluesky sandbox</title>") }
    guard let method = BlueskyMethod(visit.request) else {
      throw Stop(.xrpc(501, "MethodNotImplemented", "Method Not Implemented"))
    }
    guard visit.request.method == method.verb else {
      throw Stop(
        .invalid("Incorrect HTTP method (\(visit.request.method)) expected \(method.verb)"))
    }
    switch method {
    case .createSession: return try createSession(&visit)
    case .refreshSession: return try refreshSession(&visit)
    case .deleteSession: return try deleteSession(visit)
    case .getSession: return try getSession(visit)
    case .describeServer: return describeServer()
    case .getServiceAuth: return try getServiceAuth(&visit)
    case .resolveHandle: return try resolveHandle(visit)
    case .createRecord: return try createRecord(&visit)
    case .putRecord: return try putRecord(&visit)
    case .getRecord: return try getRecord(visit)
    case .listRecords: return try listRecords(visit)
    case .deleteRecord: return try deleteRecord(&visit)
    case .describeRepo: return try describeRepo(visit)
    case .uploadBlob: return try uploadBlob(&visit)
    case .getBlob: return try getBlob(visit)
    case .getPosts: return try getPosts(visit)
    case .getProfile: return try getProfile(visit)
    case .getUploadLimits: return try getUploadLimits(visit)
    case .uploadVideo: return try uploadVideo(&visit)
    case .getJobStatus: return try getJobStatus(visit)
    }
  }

  /// Takes `units` from a limit, or ends the request with a 429.
  mutating func count(
    _ units: Int, of limit: RateLimit, _ key: String, _ visit: inout ModelVisit
  ) throws(Stop) {
    let taken = windows.take(units, of: limit, key: key, at: visit.now)
    visit.readings.append(windows.reading(limit, key: key, at: visit.now))
    guard taken else { throw Stop(.xrpc(429, "RateLimitExceeded", "Rate Limit Exceeded")) }
  }

  /// The limit that is nearest to its end, and how long to wait when it is reached.
  func rateHeaders(of visit: ModelVisit, status: Int) -> [NamedValue] {
    let last = status == 429 ? visit.readings.last : nil
    guard let nearest = last ?? visit.readings.min(by: { $0.remaining < $1.remaining }) else {
      return []
    }
    var headers = [
      NamedValue("RateLimit-Limit", String(nearest.limit.units)),
      NamedValue("RateLimit-Remaining", String(nearest.remaining)),
      NamedValue("RateLimit-Reset", String(nearest.resets)),
      NamedValue("RateLimit-Policy", "\(nearest.limit.units);w=\(nearest.limit.seconds)"),
    ]
    if status == 429 {
      let wait = max(1, nearest.resets - visit.now.milliseconds / 1000)
      headers.append(NamedValue("Retry-After", String(wait)))
    }
    return headers
  }

  /// The account of the access token.
  func signedIn(_ visit: ModelVisit) throws(Stop) -> Account {
    guard visit.request.header("authorization") != nil else {
      throw Stop(.xrpc(401, "AuthMissing", "Authentication Required"))
    }
    guard let bearer = visit.request.bearer, let token = access[bearer],
      let account = accounts.first(where: { $0.did == token.did })
    else {
      let isRefresh = visit.request.bearer.map { refreshes[$0] != nil } ?? false
      throw Stop(
        .xrpc(
          400, "InvalidToken", isRefresh ? "Bad token scope" : "Token could not be verified"))
    }
    guard visit.now < token.expires else {
      throw Stop(.xrpc(400, "ExpiredToken", "Token has expired"))
    }
    return account
  }

  /// The documented parameters of the query.
  func query(
    _ visit: ModelVisit, allowed: [String], repeated: Set<String> = []
  ) throws(Stop) -> Parameters {
    do {
      let parameters = try Parameters(query: visit.request)
      try parameters.check(allowed: allowed, repeated: repeated)
      return parameters
    } catch {
      throw Stop(.invalid(error.message))
    }
  }

  /// The members of a JSON body, all of them documented.
  func body(_ visit: ModelVisit, allowed: [String]) throws(Stop) -> JSON {
    guard visit.request.query.isEmpty else { throw Stop(.invalid("a procedure takes no query")) }
    guard visit.request.contentType == "application/json" else {
      throw Stop(
        .invalid(
          "Wrong request encoding (Content-Type): \(visit.request.contentType ?? "(none)")"))
    }
    guard visit.request.body.count <= 1 << 20 else {
      throw Stop(.xrpc(413, "PayloadTooLarge", "request entity too large"))
    }
    guard let json = try? JSON(parsing: visit.request.body), let members = json.object else {
      throw Stop(.invalid("the body is not a JSON object"))
    }
    for name in members.keys.sorted() where !allowed.contains(name) {
      throw Stop(
        .invalid("unknown member \"\(name)\"; known: \(allowed.joined(separator: ", "))"))
    }
    return json
  }

  /// The account that a `repo` (a DID or a handle) names.
  func account(_ name: String?) throws(Stop) -> Account {
    guard let name, let account = accounts.first(where: { [$0.did, $0.handle].contains(name) })
    else { throw Stop(.xrpc(400, "RepoNotFound", "Could not find repo: \(name ?? "(none)")")) }
    return account
  }

  /// The host and port of the server, without the scheme.
  var host: String {
    String(origin.split(separator: "/").last ?? "")
  }
}

extension ModelAnswer {
  static func xrpc(_ status: Int, _ error: String, _ message: String) -> ModelAnswer {
    .json(["error": .string(error), "message": .string(message)], status: status)
  }

  static func invalid(_ message: String) -> ModelAnswer {
    xrpc(400, "InvalidRequest", message)
  }
}
