import Domain

extension TikTokModel {
  private static let consentNames = [
    "client_key", "response_type", "scope", "redirect_uri", "state", "code_challenge",
    "code_challenge_method",
  ]

  func consentPage(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try read { () throws(Parameters.Wrong) in
      let given = try Parameters(query: visit.request)
      try given.check(allowed: Self.consentNames)
      return given
    }
    let code = try asked(given, visit)
    return .html(
      AuthorizePage.html(
        app: code.client, scopes: code.scopes, accounts: creators.map(\.name),
        server: "tiktok.test", fields: visit.request.query, action: "/v2/auth/authorize/"))
  }

  mutating func consent(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try read { () throws(Parameters.Wrong) in
      let given = try Parameters(body: visit.request, in: [.form])
      try given.check(allowed: Self.consentNames + ["account", "deny"])
      return given
    }
    let asked = try asked(given, visit)
    let state = PercentEncoding.component(given.text("state") ?? "")
    let code = visit.random.token(length: 40) + "*v!4"
    codes[code] = asked
    let answer =
      given.text("deny") == nil
      ? "code=\(PercentEncoding.component(code))" : "error=access_denied"
    return ModelAnswer(
      status: 302,
      headers: [NamedValue("Location", asked.redirect + "?" + answer + "&state=" + state)])
  }

  private func asked(_ given: Parameters, _ visit: ModelVisit) throws(Stop) -> Code {
    guard let client = given.text("client_key"), !client.isEmpty,
      given.text("response_type") == "code", given.text("state")?.isEmpty == false
    else { throw Stop(.oauthError(400, "invalid_request", "client_key, code and state")) }
    guard let redirect = given.text("redirect_uri"),
      ["http://127.0.0.1:", "http://localhost:"].contains(where: redirect.hasPrefix),
      !redirect.contains("?")
    else { throw Stop(.oauthError(400, "invalid_request", "redirect_uri is not registered")) }
    let scopes = given.text("scope")?.split(separator: ",").map(String.init) ?? []
    guard !scopes.isEmpty, scopes.allSatisfy(Self.scopes.contains) else {
      throw Stop(.oauthError(400, "invalid_scope", "scopes are separated by commas"))
    }
    // Desktop apps must use PKCE, with a digest in hexadecimal.
    guard let challenge = given.text("code_challenge"), challenge.utf8.count == 64,
      challenge.allSatisfy({ $0.isHexDigit && !$0.isUppercase }),
      given.text("code_challenge_method") == "S256"
    else { throw Stop(.oauthError(400, "invalid_request", "code_challenge is not right")) }
    let name = given.text("account") ?? creators[0].name
    guard let creator = creators.first(where: { $0.name == name }) else {
      throw Stop(.oauthError(400, "invalid_request", "there is no account \(name)"))
    }
    return Code(
      creator: creator.id, client: client, redirect: redirect, scopes: scopes,
      challenge: challenge, expires: visit.now + .seconds(600))
  }

  mutating func token(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try read { () throws(Parameters.Wrong) in
      let given = try Parameters(body: visit.request, in: [.form])
      try given.check(allowed: [
        "client_key", "client_secret", "code", "grant_type", "redirect_uri", "code_verifier",
        "refresh_token",
      ])
      return given
    }
    guard let client = given.text("client_key"), let secret = given.text("client_secret"),
      !secret.isEmpty, clients[client, default: secret] == secret
    else { throw Stop(.oauthError(200, "invalid_client", "Client key or secret is incorrect.")) }
    clients[client] = secret
    switch given.text("grant_type") {
    case "authorization_code":
      return granted(try redeem(given, client, visit), &visit)
    case "refresh_token":
      // A refresh token is for one use.
      guard let known = given.text("refresh_token").flatMap({ refreshes.removeValue(forKey: $0) }),
        known.client == client, visit.now < known.expires
      else { throw Stop(.oauthError(200, "invalid_grant", "Refresh token is invalid.")) }
      return granted(known, &visit)
    default: throw Stop(.oauthError(200, "invalid_request", "grant_type is not supported"))
    }
  }

  /// Ends the whole sign-in of an access token that is not over.
  mutating func revoke(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try read { () throws(Parameters.Wrong) in
      let given = try Parameters(body: visit.request, in: [.form])
      try given.check(allowed: ["client_key", "client_secret", "token"])
      return given
    }
    guard let client = given.text("client_key"), clients[client] == given.text("client_secret")
    else { throw Stop(.oauthError(200, "invalid_client", "Client key or secret is incorrect.")) }
    guard let known = given.text("token").flatMap({ access[$0] }), visit.now < known.expires else {
      throw Stop(.oauthError(200, "access_token_invalid", "The access token is invalid."))
    }
    for name in access.keys.sorted() where access[name]?.creator == known.creator {
      access[name] = nil
    }
    for name in refreshes.keys.sorted() where refreshes[name]?.creator == known.creator {
      refreshes[name] = nil
    }
    return ModelAnswer(status: 200)
  }

  private mutating func redeem(
    _ given: Parameters, _ client: String, _ visit: ModelVisit
  ) throws(Stop) -> Access {
    guard let code = given.text("code").flatMap({ codes.removeValue(forKey: $0) }),
      code.client == client, code.redirect == given.text("redirect_uri"),
      visit.now < code.expires, let verifier = given.text("code_verifier"),
      hashing.sha256(Array(verifier.utf8)).hexadecimal == code.challenge
    else { throw Stop(.oauthError(200, "invalid_grant", "Authorization code is expired.")) }
    return Access(
      creator: code.creator, client: client, scopes: code.scopes, expires: visit.now)
  }

  private mutating func granted(_ grant: Access, _ visit: inout ModelVisit) -> ModelAnswer {
    let (token, refresh) = (
      "act." + visit.random.token(length: 50), "rft." + visit.random.token(length: 50)
    )
    var (access, lasting) = (grant, grant)
    access.expires = visit.now + rules.accessLifetime
    lasting.expires = visit.now + rules.refreshLifetime
    self.access[token] = access
    refreshes[refresh] = lasting
    return .json([
      "access_token": .string(token), "refresh_token": .string(refresh), "token_type": "Bearer",
      "open_id": .string(grant.creator), "scope": .string(grant.scopes.joined(separator: ",")),
      "expires_in": .integer(rules.accessLifetime.wholeMilliseconds / 1000),
      "refresh_expires_in": .integer(rules.refreshLifetime.wholeMilliseconds / 1000),
    ])
  }

  private func read(
    _ body: () throws(Parameters.Wrong) -> Parameters
  ) throws(Stop) -> Parameters {
    do {
      return try body()
    } catch {
      throw Stop(.oauthError(400, "invalid_request", error.message))
    }
  }
}
