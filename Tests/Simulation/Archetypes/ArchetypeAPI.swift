import Domain

/// The calls of the archetypes.
struct ArchetypeAPI: Sendable {
  private let server: String
  private let access: SecretKey
  /// The part of a thread that the calls are about.
  var part = 0

  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    guard let server = account.settings["server"], let access = account.tokens["access"] else {
      throw flow.refuse(.signIn, code: "not-connected", "it has not signed in")
    }
    self.server = server
    self.access = access
  }

  func create(_ text: String, key: String?) -> Exchange<Remote> {
    var call = call(.post, "posts")
    if let key { call.headers.append(.init("Idempotency-Key", key)) }
    call.setJSON(["text": .string(text)])
    return visible(call)
  }

  func put(_ text: String, at path: String) -> Exchange<Remote> {
    var call = call(.put, path)
    call.setJSON(["text": .string(text)])
    return visible(call)
  }

  /// Makes a container or a session; a day later it is gone.
  func open(_ path: String, _ text: String) -> Exchange<String> {
    var call = call(.post, path)
    call.setJSON(["text": .string(text)])
    return Exchange(call, validFor: .seconds(20 * 3600)) { answer in
      answer.isSuccess
        ? answer.json?["id"]?.string.map { .value($0) } ?? .unknown
        : ArchetypeAPI.failure(answer, isHarmless: true)
    }
  }

  func ready(_ path: String) -> Exchange<Bool> {
    Exchange(call(.get, path)) { answer in
      guard answer.isSuccess, let state = answer.json?["state"]?.string else {
        return ArchetypeAPI.failure(answer, isHarmless: true)
      }
      return state == "busy" ? .pending(.seconds(5)) : .value(true)
    }
  }

  /// What became of a record, container or session.
  func state(of path: String) -> Exchange<Finding> {
    Exchange(call(.get, path)) { answer in
      if answer.status == 404, answer.json?["error"]?.string == "missing" { return .value(.absent) }
      guard answer.isSuccess, let state = answer.json?["state"]?.string else {
        return ArchetypeAPI.failure(answer, isHarmless: true)
      }
      if let id = answer.json?["post"]?.string { return .value(.present(remote(id))) }
      return .value(state == "expired" ? .never : .absent)
    }
  }

  /// Looks for a text among the account's posts, but for those that are known as other ones.
  func find(_ text: String, besides flow: Flow) -> Exchange<Finding> {
    Exchange(call(.get, "posts")) { answer in
      guard answer.isSuccess, let posts = answer.json?["posts"]?.array else {
        return ArchetypeAPI.failure(answer, isHarmless: true)
      }
      let found = posts.filter { $0["text"]?.string == text }.compactMap { $0["id"]?.string }
        .first { !flow.isClaimed($0) }
      return .value(found.map { .present(remote($0)) } ?? .absent)
    }
  }

  /// Other words for a post that is out.
  func edit(_ id: String, to text: String) -> Exchange<Void> {
    var call = call(.patch, "posts/\(id)")
    call.setJSON(["text": .string(text)])
    return change(call)
  }

  /// One that is gone already is as good.
  func delete(_ id: String) -> Exchange<Void> { change(call(.delete, "posts/\(id)")) }

  private func change(_ call: Call) -> Exchange<Void> {
    Exchange(call) { answer in
      answer.isSuccess ? .value(()) : ArchetypeAPI.failure(answer, isHarmless: true)
    }
  }

  private func remote(_ id: String) -> Remote { Remote(id: id, extra: ["part": "\(part)"]) }

  static func token(
    _ account: AccountFacts, _ kind: String, _ secret: SecretKey
  ) -> Exchange<Grant> {
    var call = Call(
      .post, "\(account.settings["server"] ?? "")/token",
      destination: .vault(fields: ["access", "refresh"], limitBytes: 1 << 16))
    call.setForm([(kind, .secret(secret))])
    return Exchange(call) { answer in
      guard answer.isSuccess, let access = answer.json?["access"]?["$secret"]?.string else {
        return failure(answer, isHarmless: true)
      }
      var grant = Grant(tokens: ["access": SecretKey(access)], scopes: [])
      if let refresh = answer.json?["refresh"]?["$secret"]?.string {
        grant.tokens["refresh"] = SecretKey(refresh)
      }
      if let seconds = answer.json?["expires_in"]?.integer {
        grant.accessExpires = answer.at + .seconds(seconds)
      }
      return .value(grant)
    }
  }

  private func call(_ method: Call.Method, _ path: String) -> Call {
    Call(method, "\(server)/\(path)", authorization: .bearer(access))
  }

  private func visible(_ call: Call) -> Exchange<Remote> {
    Exchange(call) { answer in
      answer.isSuccess
        ? answer.json?["post"]?.string.map { .value(remote($0)) } ?? .unknown
        : ArchetypeAPI.failure(answer, isHarmless: false)
    }
  }

  /// Only what the server itself says is on the list.
  private static func failure<Value>(_ answer: Answer, isHarmless: Bool) -> Reading<Value> {
    guard let code = answer.json?["error"]?.string else {
      return isHarmless && answer.status >= 500
        ? .refused(Refusal(.transient, code: "\(answer.status)", message: "trouble")) : .unknown
    }
    let kind: Refusal.Kind
    switch answer.status {
    case 400: kind = .signIn
    case 401: kind = code == "expired" ? .tokenExpired : .signIn
    case 404, 409: kind = .conflict
    case 429: kind = .throttled(answer.retryAfter)
    case 500... where isHarmless: kind = .transient
    default: return .unknown
    }
    return .refused(Refusal(kind, code: code, message: code))
  }
}
