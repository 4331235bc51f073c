import Domain
import PlatformModels

/// The server of every archetype at once; a recipe uses the part of it that it is about.
struct ArchetypeModel: PlatformModel {
  /// How long keys, containers and access tokens live, and containers take.
  private static let keyLife = Duration.seconds(3600)
  private static let containerLife = Duration.seconds(24 * 3600)
  private static let containerWork = Duration.seconds(20)
  static let accessLife = Duration.seconds(7200)

  let name: String
  /// Refresh tokens may be used once; using one again ends its whole family.
  let isStrict: Bool
  /// How long a new post is missing from the list.
  let readLag: Duration
  /// How long a replica that fell behind does not show a post: less than what lies between two
  /// readings that count.
  private static let staleTime = Duration.seconds(50)

  /// The part of the posts that are missing from the list once more for a while, though they were
  /// on it: it is read from a replica that fell behind.
  let staleReads: Double
  private(set) var ledger = OutsideLedger()

  private var posts: [Post] = []
  /// Posts that were ever made.
  private var made = 0
  private var keys: [String: (post: String, at: Instant)] = [:]
  private var drafts: [String: Draft] = [:]
  private var access: [String: (family: Int, until: Instant)] = [:]
  /// The families of refresh tokens, and those that were used.
  private var refresh: [String: Int] = [:]
  private var spent: Set<String> = []
  private var families = 0
  private var luck = SplitMix64(seed: 1)

  private struct Post {
    var id: String
    var text: String
    var at: Instant
    /// From the first list after the one moment to the other it is not shown.
    var stale: (after: Instant, until: Instant?)?
  }

  /// A record, container or session.
  private struct Draft {
    var text: String
    var at: Instant
    var post: String?
  }

  init(name: String, isStrict: Bool, readLag: Duration, staleReads: Double) {
    self.name = name
    self.isStrict = isStrict
    self.readLag = readLag
    self.staleReads = staleReads
  }

  var timeline: [TimelinePost] { [] }

  mutating func expireAccessTokens(at now: Instant) {
    for token in access.keys.sorted() { access[token]?.until = now }
  }

  func endpoint(of request: ModelRequest) -> EndpointKind {
    switch (request.method, request.path.first) {
    case (_, "token"): .token
    case ("PATCH", _), ("DELETE", _): .change
    case ("POST", "posts"), ("PUT", _): .publish
    case ("POST", _): .media
    default: .read
    }
  }

  mutating func handle(
    _ request: ModelRequest, at now: Instant, entropy: UInt64
  ) -> ModelAnswer {
    ledger.requests += 1
    var answer = answer(request, now, entropy)
    answer.headers.append(NamedValue("Date", now.httpDate))
    return answer
  }

  private mutating func answer(
    _ request: ModelRequest, _ now: Instant, _ entropy: UInt64
  ) -> ModelAnswer {
    if request.path == ["token"] { return token(request, now, entropy) }
    let bearer = request.header("authorization")?.dropFirst("Bearer ".count)
    guard let token = bearer.flatMap({ access[String($0)] }) else { return reply(401, "unknown") }
    guard now < token.until else { return reply(401, "expired") }
    let body = try? JSON(parsing: request.body)
    let text = body?["text"]?.string ?? ""
    let path = request.path.joined(separator: "/")
    switch (request.method, request.path.first) {
    case ("POST", "posts"):
      return create(text, key: request.header("idempotency-key"), request, now)
    case ("GET", "posts"): return list(now)
    case ("PATCH", "posts"), ("DELETE", "posts"):
      return change(request.path.last ?? "", text, request, now)
    case ("POST", _):
      let id = "\(ledger.requests)"
      drafts["\(path)/\(id)"] = Draft(text: text, at: now)
      return reply(200, ["id": .string(id)])
    case ("PUT", _): return publish(path, text, request, now)
    default: return state(of: path, now)
    }
  }

  // MARK: - Posts

  private mutating func create(
    _ text: String, key: String?, _ request: ModelRequest, _ now: Instant
  ) -> ModelAnswer {
    if let key, let known = keys[key], now - known.at < ArchetypeModel.keyLife {
      return reply(200, ["post": .string(known.post)])
    }
    let id = add(text, request, now)
    if let key { keys[key] = (id, now) }
    return reply(200, ["post": .string(id)])
  }

  /// What was published once stays as it is, however often it is asked for.
  private mutating func publish(
    _ path: String, _ text: String, _ request: ModelRequest, _ now: Instant
  ) -> ModelAnswer {
    let isRecord = path.hasPrefix("records/")
    guard var draft = drafts[path] ?? (isRecord ? Draft(text: text, at: now) : nil) else {
      return reply(404, "missing")
    }
    if let post = draft.post { return reply(200, ["post": .string(post)]) }
    if !isRecord, now - draft.at > ArchetypeModel.containerLife { return reply(409, "expired") }
    if !text.isEmpty { draft.text = text }
    let id = add(draft.text, request, now)
    draft.post = id
    drafts[path] = draft
    return reply(200, ["post": .string(id)])
  }

  private mutating func add(_ text: String, _ request: ModelRequest, _ now: Instant) -> String {
    made += 1
    let id = "\(name)-\(made)"
    var post = Post(id: id, text: text, at: now)
    let delay = luck.duration(.zero ... .seconds(900))
    if luck.chance(staleReads) { post.stale = (now + delay, nil) }
    posts.append(post)
    note(.created, id, text, request, now)
    return id
  }

  private mutating func note(
    _ kind: OutsideLedger.Kind, _ id: String, _ text: String, _ request: ModelRequest,
    _ now: Instant
  ) {
    ledger.record(
      OutsideLedger.Effect(
        kind: kind, at: now, account: name, post: id, text: text, fingerprint: text,
        requestNumber: ledger.requests,
        request: "\(request.method) /\(request.path.joined(separator: "/"))"))
  }

  /// An edit, or a delete when there are no words.
  private mutating func change(
    _ id: String, _ text: String, _ request: ModelRequest, _ now: Instant
  ) -> ModelAnswer {
    guard let index = posts.firstIndex(where: { $0.id == id }) else { return reply(200, [:]) }
    if text.isEmpty { posts.remove(at: index) } else { posts[index].text = text }
    note(text.isEmpty ? .deleted : .edited, id, text, request, now)
    return reply(200, [:])
  }

  private mutating func list(_ now: Instant) -> ModelAnswer {
    for index in posts.indices where posts[index].stale.map({ $0.after <= now }) ?? false {
      let until = posts[index].stale?.until ?? now + ArchetypeModel.staleTime
      posts[index].stale?.until = until
    }
    let seen = posts.filter { post in
      let isMissed = post.stale?.until.map { now < $0 } ?? false
      return now - post.at >= readLag && !isMissed
    }.suffix(100)
    return reply(
      200,
      ["posts": .array(seen.map { ["id": .string($0.id), "text": .string($0.text)] as JSON })])
  }

  private func state(of path: String, _ now: Instant) -> ModelAnswer {
    guard let draft = drafts[path] else { return reply(404, "missing") }
    if let post = draft.post { return reply(200, ["state": "published", "post": .string(post)]) }
    let age = now - draft.at
    if age > ArchetypeModel.containerLife { return reply(200, ["state": "expired"]) }
    let isBusy = path.hasPrefix("containers/") && age < ArchetypeModel.containerWork
    return reply(200, ["state": isBusy ? "busy" : "finished"])
  }

  // MARK: - Tokens

  private mutating func token(
    _ request: ModelRequest, _ now: Instant, _ entropy: UInt64
  ) -> ModelAnswer {
    let form = String(decoding: request.body, as: UTF8.self).split(separator: "=")
    var family = families + 1
    if form.first == "refresh_token" {
      let secret = form.last.map(String.init) ?? ""
      guard let known = refresh[secret] else { return reply(400, "invalid_grant") }
      family = known
      guard spent.insert(secret).inserted else {
        end(family)
        return reply(400, "invalid_grant")
      }
    } else {
      families = family
    }
    return tokens(of: family, now, entropy)
  }

  private mutating func tokens(
    of family: Int, _ now: Instant, _ entropy: UInt64
  ) -> ModelAnswer {
    let id = "\(Simulation.canary)-\(name)-\(entropy)"
    access["\(id)-access"] = (family, isStrict ? now + ArchetypeModel.accessLife : .never)
    var body: [String: JSON] = ["access": .string("\(id)-access")]
    if isStrict {
      refresh["\(id)-refresh"] = family
      body["refresh"] = .string("\(id)-refresh")
      body["expires_in"] = .integer(7200)
    }
    return reply(200, .object(body))
  }

  private mutating func end(_ family: Int) {
    refresh = refresh.filter { $0.value != family }
    access = access.filter { $0.value.family != family }
  }

  private func reply(_ status: Int, _ error: String) -> ModelAnswer {
    reply(status, ["error": .string(error)])
  }

  private func reply(_ status: Int, _ body: JSON) -> ModelAnswer {
    ModelAnswer(
      status: status, headers: [NamedValue("Content-Type", "application/json")], body: body.bytes)
  }
}
