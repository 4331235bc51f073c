import Domain

extension BlueskyModel {
  mutating func createSession(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let body = try body(
      visit, allowed: ["identifier", "password", "authFactorToken", "allowTakendown"])
    guard let identifier = body["identifier"]?.string, let password = body["password"]?.string
    else { throw Stop(.invalid("identifier and password must be strings")) }
    let key = "\(identifier)/\(visit.request.peer)"
    try count(1, of: rules.sessions, "sessions/\(key)", &visit)
    try count(1, of: rules.sessionsDay, "sessions-day/\(key)", &visit)
    guard let account = accounts.first(where: { [$0.did, $0.handle].contains(identifier) }),
      Self.isAppPassword(password)
    else {
      throw Stop(.xrpc(401, "AuthenticationRequired", "Invalid identifier or password"))
    }
    return session(of: account, family: nil, &visit)
  }

  /// Whether the text has the documented form of an app password: `xxxx-xxxx-xxxx-xxxx`.
  private static func isAppPassword(_ text: String) -> Bool {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    return groups.count == 4
      && groups.allSatisfy { group in
        group.utf8.count == 4
          && group.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
      }
  }

  mutating func refreshSession(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    guard visit.request.body.isEmpty else {
      throw Stop(.invalid("A request body was provided when none was expected"))
    }
    let (name, token) = try refreshToken(visit)
    guard let account = accounts.first(where: { $0.did == token.did }) else {
      throw Stop(.xrpc(400, "InvalidToken", "Token could not be verified"))
    }
    guard visit.now < token.expires else {
      if token.successor != nil, rules.endsFamilyOnReuse { end(family: token.family) }
      throw Stop(.xrpc(400, "ExpiredToken", "Token has been revoked"))
    }
    if let successor = token.successor {
      return answer(for: account, refresh: successor, family: token.family, &visit)
    }
    let answer = session(of: account, family: token.family, &visit)
    refreshes[name]?.successor = answer.json?["refreshJwt"]?.string
    refreshes[name]?.expires = min(token.expires, visit.now + rules.refreshGrace)
    return answer
  }

  mutating func deleteSession(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let (_, token) = try refreshToken(visit)
    end(family: token.family)
    return ModelAnswer(status: 200)
  }

  private mutating func end(family: String) {
    for name in refreshes.keys.sorted() where refreshes[name]?.family == family {
      refreshes[name] = nil
    }
    for name in access.keys.sorted() where access[name]?.family == family { access[name] = nil }
  }

  private func refreshToken(_ visit: ModelVisit) throws(Stop) -> (name: String, token: Refresh) {
    guard let bearer = visit.request.bearer else {
      throw Stop(.xrpc(401, "AuthMissing", "Authentication Required"))
    }
    guard let token = refreshes[bearer] else {
      let isAccess = access[bearer] != nil
      throw Stop(
        .xrpc(
          400, isAccess ? "InvalidToken" : "ExpiredToken",
          isAccess ? "Bad token scope" : "Token has been revoked"))
    }
    return (bearer, token)
  }

  /// A new pair of tokens.
  private mutating func session(
    of account: Account, family: String?, _ visit: inout ModelVisit
  ) -> ModelAnswer {
    let expires = visit.now + rules.refreshLifetime
    let refresh = token(
      for: account, scope: "com.atproto.refresh", type: "refresh+jwt", expires: expires, &visit)
    let family = family ?? refresh
    refreshes[refresh] = Refresh(did: account.did, expires: expires, family: family)
    return answer(for: account, refresh: refresh, family: family, &visit)
  }

  private mutating func answer(
    for account: Account, refresh: String, family: String, _ visit: inout ModelVisit
  ) -> ModelAnswer {
    let expires = visit.now + rules.accessLifetime
    let name = token(
      for: account, scope: "com.atproto.appPass", type: "at+jwt", expires: expires, &visit)
    access[name] = Access(did: account.did, expires: expires, family: family)
    return .json([
      "accessJwt": .string(name), "refreshJwt": .string(refresh), "did": .string(account.did),
      "handle": .string(account.handle), "didDoc": document(of: account), "active": true,
    ])
  }

  /// A token in the shape of a JSON web token.
  ///
  /// Its signature is a hash: nobody checks it, the server remembers the tokens that it gave.
  private func token(
    for account: Account, scope: String, type: String, expires: Instant, _ visit: inout ModelVisit
  ) -> String {
    let head: JSON = ["typ": .string(type), "alg": "HS256"]
    let claims: JSON = [
      "scope": .string(scope), "sub": .string(account.did), "aud": .string("did:web:\(audience)"),
      "iat": .integer(visit.now.milliseconds / 1000),
      "exp": .integer(expires.milliseconds / 1000), "jti": .string(visit.random.token(length: 22)),
    ]
    let text = Base64.url(head.bytes) + "." + Base64.url(claims.bytes)
    return text + "." + Base64.url(hashing.sha256(Array(text.utf8)))
  }

  /// The host as a `did:web` writes it: the colon before a port is escaped.
  var audience: String {
    host.split(separator: ":").joined(separator: "%3A")
  }

  private func document(of account: Account) -> JSON {
    [
      "@context": ["https://www.w3.org/ns/did/v1"], "id": .string(account.did),
      "alsoKnownAs": [.string("at://\(account.handle)")],
      "service": [
        [
          "id": "#atproto_pds", "type": "AtprotoPersonalDataServer",
          "serviceEndpoint": .string(origin),
        ]
      ],
    ]
  }

  func getSession(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    _ = try query(visit, allowed: [])
    let account = try signedIn(visit)
    return .json([
      "did": .string(account.did), "handle": .string(account.handle), "active": true,
      "didDoc": document(of: account),
    ])
  }

  func describeServer() -> ModelAnswer {
    .json([
      "did": .string("did:web:\(audience)"), "availableUserDomains": [".test"],
      "inviteCodeRequired": false, "links": [:], "contact": [:],
    ])
  }

  func resolveHandle(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let handle = try query(visit, allowed: ["handle"]).text("handle") ?? ""
    guard accounts.contains(where: { $0.handle == handle }) || rules.strangers.contains(handle)
    else { throw Stop(.invalid("Unable to resolve handle")) }
    return .json(["did": .string(Self.did(of: handle, hashing))])
  }

  /// A token with which another service may call one method here for the account.
  mutating func getServiceAuth(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit)
    let given = try query(visit, allowed: ["aud", "lxm", "exp"])
    guard given.text("aud") == "did:web:\(audience)", let method = given.text("lxm") else {
      throw Stop(
        .invalid("aud must be did:web:\(audience), where the upload goes; lxm must name a method"))
    }
    let seconds = visit.now.milliseconds / 1000
    let end = given.text("exp").map { Int64($0) } ?? seconds + 60
    guard let end, end > seconds, end <= seconds + 3600 else {
      throw Stop(.xrpc(400, "BadExpiration", "exp must be at most an hour from now"))
    }
    let expires = Instant(milliseconds: end * 1000)
    let name = token(for: account, scope: method, type: "JWT", expires: expires, &visit)
    serviceTokens[name] = ServiceToken(did: account.did, method: method, expires: expires)
    return .json(["token": .string(name)])
  }
}
