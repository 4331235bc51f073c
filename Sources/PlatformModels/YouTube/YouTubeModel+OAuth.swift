import Domain

extension YouTubeModel {
  private static let codeLifetime = Duration.seconds(600)

  private static let consentNames = [
    "client_id", "redirect_uri", "response_type", "scope", "access_type", "prompt", "state",
    "code_challenge", "code_challenge_method", "include_granted_scopes", "login_hint",
  ]

  func consentPage(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try parameters { () throws(Parameters.Wrong) in
      let given = try Parameters(query: visit.request)
      try given.check(allowed: Self.consentNames)
      return given
    }
    let code = try asked(given, visit)
    return .html(
      AuthorizePage.html(
        app: code.client, scopes: code.scopes, accounts: channels.map(\.name),
        server: "youtube.test", fields: visit.request.query, action: "/o/oauth2/v2/auth"))
  }

  mutating func consent(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try parameters { () throws(Parameters.Wrong) in
      let given = try Parameters(body: visit.request, in: [.form])
      try given.check(allowed: Self.consentNames + ["account", "deny"])
      return given
    }
    let asked = try asked(given, visit)
    let state = given.text("state").map { "&state=" + PercentEncoding.component($0) } ?? ""
    guard given.text("deny") == nil else {
      return redirect(asked.redirect, "error=access_denied" + state)
    }
    let code = "4/" + visit.random.token(length: 43)
    codes[code] = asked
    let scope = PercentEncoding.component(asked.scopes.joined(separator: " "))
    return redirect(
      asked.redirect, "code=\(PercentEncoding.component(code))\(state)&scope=\(scope)")
  }

  /// What a client asks the person for.
  private func asked(_ given: Parameters, _ visit: ModelVisit) throws(Stop) -> Code {
    guard let client = given.text("client_id"), !client.isEmpty else {
      throw Stop(.oauthError(401, "invalid_client", "The OAuth client was not found."))
    }
    guard let redirect = given.text("redirect_uri"), Self.isLoopback(redirect) else {
      throw Stop(.oauthError(400, "redirect_uri_mismatch", "only loopback, as a desktop client"))
    }
    guard given.text("response_type") == "code" else {
      throw Stop(.oauthError(400, "unsupported_response_type", "response_type must be code"))
    }
    let scopes = given.text("scope")?.split(separator: " ").map(String.init) ?? []
    guard !scopes.isEmpty, scopes.allSatisfy(Self.scopes.contains) else {
      throw Stop(.oauthError(400, "invalid_scope", "Some requested scopes were invalid."))
    }
    let challenge = given.text("code_challenge")
    guard challenge == nil || given.text("code_challenge_method") == "S256" else {
      throw Stop(.oauthError(400, "invalid_request", "code_challenge_method must be S256"))
    }
    let name = given.text("account") ?? channels[0].name
    guard let channel = channels.first(where: { $0.name == name }) else {
      throw Stop(.oauthError(400, "invalid_request", "there is no account \(name)"))
    }
    return Code(
      channel: channel.id, client: client, redirect: redirect, scopes: scopes,
      challenge: challenge, isLasting: given.text("access_type") == "offline",
      expires: visit.now + Self.codeLifetime)
  }

  private static func isLoopback(_ address: String) -> Bool {
    ["http://127.0.0.1", "http://[::1]", "http://localhost"].contains { host in
      guard address.hasPrefix(host) else { return false }
      let rest = address.dropFirst(host.count)
      return rest.isEmpty || rest.hasPrefix(":") || rest.hasPrefix("/")
    }
  }

  private func redirect(_ address: String, _ query: String) -> ModelAnswer {
    ModelAnswer(
      status: 302,
      headers: [
        NamedValue("Location", address + (address.contains("?") ? "&" : "?") + query)
      ])
  }

  mutating func token(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try parameters { () throws(Parameters.Wrong) in
      let given = try Parameters(body: visit.request, in: [.form])
      try given.check(allowed: [
        "grant_type", "code", "client_id", "client_secret", "redirect_uri", "code_verifier",
        "refresh_token",
      ])
      return given
    }
    guard let client = given.text("client_id"), let secret = given.text("client_secret"),
      !secret.isEmpty, clients[client, default: secret] == secret
    else { throw Stop(.oauthError(401, "invalid_client", "The client secret is wrong.")) }
    clients[client] = secret
    switch given.text("grant_type") {
    case "authorization_code": return try redeem(given, client, &visit)
    case "refresh_token":
      guard let sent = given.text("refresh_token"), let known = refreshes[sent],
        known.client == client
      else {
        throw Stop(
          .oauthError(400, "invalid_grant", "Token has been expired or revoked."))
      }
      return granted(known, of: sent, refresh: nil, &visit)
    default: throw Stop(.oauthError(400, "unsupported_grant_type", "Invalid grant_type"))
    }
  }

  /// Redeems a code, which is spent by the attempt.
  private mutating func redeem(
    _ given: Parameters, _ client: String, _ visit: inout ModelVisit
  ) throws(Stop) -> ModelAnswer {
    let wrong = Stop(.oauthError(400, "invalid_grant", "Malformed auth code."))
    guard let code = given.text("code").flatMap({ codes.removeValue(forKey: $0) }),
      code.client == client, code.redirect == given.text("redirect_uri"),
      visit.now < code.expires
    else { throw wrong }
    if let challenge = code.challenge {
      guard let verifier = given.text("code_verifier"),
        Base64.url(hashing.sha256(Array(verifier.utf8))) == challenge
      else { throw wrong }
    }
    let grant = Refresh(channel: code.channel, client: client, scopes: code.scopes)
    let refresh = code.isLasting ? "1//" + visit.random.token(length: 60) : nil
    if let refresh { refreshes[refresh] = grant }
    return granted(grant, of: refresh, refresh: refresh, &visit)
  }

  private mutating func granted(
    _ grant: Refresh, of parent: String?, refresh: String?, _ visit: inout ModelVisit
  ) -> ModelAnswer {
    let token = "ya29." + visit.random.token(length: 60)
    access[token] = Access(
      channel: grant.channel, scopes: grant.scopes, expires: visit.now + rules.accessLifetime,
      refresh: parent)
    var body: [String: JSON] = [
      "access_token": .string(token), "token_type": "Bearer",
      "expires_in": .integer(rules.accessLifetime.wholeMilliseconds / 1000),
      "scope": .string(grant.scopes.joined(separator: " ")),
    ]
    if let refresh { body["refresh_token"] = .string(refresh) }
    return .json(.object(body))
  }

  /// Ends the sign-in that the token belongs to.
  mutating func revoke(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try parameters { () throws(Parameters.Wrong) in
      let given = try Parameters(body: visit.request, in: [.form])
      try given.check(allowed: ["token"])
      return given
    }
    let token = given.text("token") ?? ""
    guard let refresh = refreshes[token] == nil ? access[token]?.refresh : token else {
      guard access.removeValue(forKey: token) != nil else {
        throw Stop(.oauthError(400, "invalid_token", "Token expired or revoked"))
      }
      return .json([:])
    }
    refreshes[refresh] = nil
    for name in access.keys.sorted() where access[name]?.refresh == refresh { access[name] = nil }
    return .json([:])
  }

  private func parameters(
    _ read: () throws(Parameters.Wrong) -> Parameters
  ) throws(Stop) -> Parameters {
    do {
      return try read()
    } catch {
      throw Stop(.oauthError(400, "invalid_request", error.message))
    }
  }

  func listChannels(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let channel = try signedIn(visit, ["youtube", "youtube.readonly", "youtube.force-ssl"])
    try requireQuery(visit, ["part", "mine"])
    return .json([
      "kind": "youtube#channelListResponse",
      "items": [
        [
          "id": .string(channel.id),
          "snippet": ["title": .string(channel.name), "customUrl": .string("@" + channel.name)],
          "contentDetails": [
            "relatedPlaylists": ["uploads": .string("UU" + channel.id.dropFirst(2))]
          ],
        ]
      ],
    ])
  }
}
