import Domain

extension MastodonModel {
  mutating func exchangeToken(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    let given = try parameters(
      visit, [.form],
      allowed: [
        "grant_type", "code", "client_id", "client_secret", "redirect_uri", "code_verifier",
        "scope",
      ])
    let client = try authenticated(given, visit)
    let token: Token
    switch given.text("grant_type") {
    case "authorization_code": token = try redeem(given, client, visit)
    case "client_credentials":
      let scopes = MastodonScope.split(given.text("scope") ?? "read")
      guard MastodonScope.cover(apps[client]?.scopes ?? [], scopes) else {
        throw Stop(.oauthError(400, "invalid_scope", "The scope is not one of the application's"))
      }
      token = Token(account: nil, client: client, scopes: scopes, created: visit.now)
    default:
      throw Stop(
        .oauthError(400, "unsupported_grant_type", "The grant type is not supported"))
    }
    let name = visit.random.token(length: 43)
    tokens[name] = token
    return .json([
      "access_token": .string(name), "token_type": "Bearer",
      "scope": .string(token.scopes.joined(separator: " ")),
      "created_at": .integer(visit.now.milliseconds / 1000),
    ])
  }

  /// The client that proves itself in the form or with HTTP Basic.
  private func authenticated(_ given: Parameters, _ visit: Visit) throws(Stop) -> String {
    var (client, secret) = (given.text("client_id"), given.text("client_secret"))
    if let header = visit.request.header("authorization"), header.hasPrefix("Basic ") {
      let text = Base64.decode(header.dropFirst(6)).map { String(decoding: $0, as: UTF8.self) }
      let halves = text?.split(separator: ":", maxSplits: 1).map(String.init) ?? []
      guard secret == nil, halves.count == 2 else {
        throw Stop(
          .oauthError(401, "invalid_client", "two ways of authentication, or a broken one"))
      }
      (client, secret) = (halves[0], halves[1])
    }
    guard let client, let app = apps[client], app.secret == secret else {
      throw Stop(
        .oauthError(401, "invalid_client", "Client authentication failed: unknown client or secret")
      )
    }
    return client
  }

  /// Redeems a code.
  ///
  /// It is spent by the attempt, whether or not the rest is right (RFC 6749 §4.1.2).
  private mutating func redeem(
    _ given: Parameters, _ client: String, _ visit: Visit
  ) throws(Stop) -> Token {
    let wrong = Stop(
      .oauthError(
        400, "invalid_grant",
        "The authorization grant is invalid, expired, revoked, or was issued to another client"))
    guard let name = given.text("code"), let code = codes.removeValue(forKey: name),
      code.client == client, code.redirect == given.text("redirect_uri"),
      visit.now < code.expires
    else { throw wrong }
    if let challenge = code.challenge {
      guard let verifier = given.text("code_verifier"), (43...128).contains(verifier.utf8.count),
        Base64.url(hashing.sha256(Array(verifier.utf8))) == challenge
      else { throw wrong }
    }
    return Token(
      account: code.account, client: client, scopes: code.scopes, created: visit.now)
  }

  mutating func revoke(_ visit: Visit) throws(Stop) -> ModelAnswer {
    let given = try parameters(visit, [.form], allowed: ["client_id", "client_secret", "token"])
    let client = try authenticated(given, visit)
    guard let name = given.text("token") else {
      throw Stop(.mastodon(400, "token is missing"))
    }
    if let token = tokens[name], token.client != client {
      throw Stop(
        .oauthError(403, "unauthorized_client", "You are not authorized to revoke this token"))
    }
    tokens[name] = nil
    return .json([:])
  }

  func metadata() -> ModelAnswer {
    .json([
      "issuer": .string(origin + "/"),
      "authorization_endpoint": .string(origin + "/oauth/authorize"),
      "token_endpoint": .string(origin + "/oauth/token"),
      "revocation_endpoint": .string(origin + "/oauth/revoke"),
      "userinfo_endpoint": .string(origin + "/oauth/userinfo"),
      "app_registration_endpoint": .string(origin + "/api/v1/apps"),
      "scopes_supported": ["profile", "read", "write", "write:media", "write:statuses"],
      "response_types_supported": ["code"], "response_modes_supported": ["query"],
      "grant_types_supported": ["authorization_code", "client_credentials"],
      "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
      "code_challenge_methods_supported": ["S256"],
    ])
  }
}
