import Domain

extension MastodonModel {
  /// The redirect address that shows the code to the person instead of sending it anywhere.
  static let outOfBand = "urn:ietf:wg:oauth:2.0:oob"

  /// How long an authorization code may wait for its exchange.
  private static let codeLifetime = Duration.seconds(600)

  mutating func registerApp(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    let given = try parameters(
      visit, [.form, .json],
      allowed: ["client_name", "redirect_uris", "redirect_uris[]", "scopes", "website"])
    let name = try documented { () throws(Parameters.Wrong) in try given.required("client_name") }
    let single = given.text("redirect_uris")?.split(separator: "\n").map(String.init) ?? []
    let redirects = single + given.list("redirect_uris[]")
    guard !redirects.isEmpty, redirects.allSatisfy(isAcceptable) else {
      throw Stop(.mastodon(422, "Validation failed: Redirect URI must be a valid URI."))
    }
    let scopes = MastodonScope.split(given.text("scopes") ?? "read")
    guard MastodonScope.areKnown(scopes) else {
      throw Stop(
        .mastodon(422, "Validation failed: Scopes doesn't match configured on the server."))
    }
    let app = App(
      id: String(apps.count + 1), name: name, website: given.text("website"),
      secret: visit.random.token(length: 43), scopes: scopes, redirects: redirects)
    let client = visit.random.token(length: 43)
    apps[client] = app
    return .json([
      "id": .string(app.id), "name": .string(name), "website": JSON(app.website),
      "scopes": .array(scopes.map(JSON.string)),
      "redirect_uris": .array(redirects.map(JSON.string)),
      "redirect_uri": .string(redirects.joined(separator: "\n")),
      "client_id": .string(client), "client_secret": .string(app.secret),
      "client_secret_expires_at": 0,
    ])
  }

  private func isAcceptable(redirect: String) -> Bool {
    if redirect == Self.outOfBand { return true }
    guard let scheme = redirect.split(separator: ":", maxSplits: 1).first, redirect.contains("://")
    else { return false }
    return !["data", "vbscript", "javascript"].contains(scheme.lowercased())
  }

  func verifyApp(_ visit: Visit) throws(Stop) -> ModelAnswer {
    guard let token = visit.token, let app = apps[token.client] else {
      throw Stop(.mastodon(401, "The access token is invalid"))
    }
    return .json([
      "id": .string(app.id), "name": .string(app.name), "website": JSON(app.website),
      "scopes": .array(app.scopes.map(JSON.string)),
      "redirect_uris": .array(app.redirects.map(JSON.string)),
    ])
  }

  /// What a client asks the person for.
  private struct Asked {
    var app: App
    var code: Code
    var state: String?
  }

  /// The page with the "Allow" button; `approve=1` presses it, which only a sandbox offers.
  mutating func authorizePage(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    let given = try queryParameters(
      visit, allowed: Self.authorizeNames + ["approve", "account"])
    let asked = try asked(given, visit)
    if given.text("approve") == "1" { return grant(asked, &visit) }
    return .html(
      AuthorizePage.html(
        app: asked.app.name, scopes: asked.code.scopes, accounts: accounts.map(\.name),
        server: host, fields: visit.request.query))
  }

  mutating func authorizeAllow(_ visit: inout Visit) throws(Stop) -> ModelAnswer {
    let given = try parameters(visit, [.form], allowed: Self.authorizeNames + ["account", "deny"])
    let asked = try asked(given, visit)
    guard given.text("deny") == nil else {
      let state = asked.state.map { "&state=" + PercentEncoding.component($0) } ?? ""
      return redirect(asked.code.redirect, "error=access_denied" + state)
    }
    return grant(asked, &visit)
  }

  private static let authorizeNames = [
    "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge",
    "code_challenge_method", "force_login", "lang",
  ]

  private func asked(_ given: Parameters, _ visit: Visit) throws(Stop) -> Asked {
    guard let client = given.text("client_id"), let app = apps[client] else {
      throw Stop(.oauthError(401, "invalid_client", "Client authentication failed: unknown client"))
    }
    guard let redirect = given.text("redirect_uri"), app.redirects.contains(redirect) else {
      throw Stop(.oauthError(400, "invalid_redirect_uri", "The redirect URI is not registered"))
    }
    guard given.text("response_type") == "code" else {
      throw Stop(.oauthError(400, "unsupported_response_type", "response_type must be code"))
    }
    let scopes = MastodonScope.split(given.text("scope") ?? "read")
    guard MastodonScope.areKnown(scopes), MastodonScope.cover(app.scopes, scopes) else {
      throw Stop(.oauthError(400, "invalid_scope", "The scope is not one of the application's"))
    }
    let challenge = given.text("code_challenge")
    guard challenge == nil || given.text("code_challenge_method") == "S256" else {
      throw Stop(.oauthError(400, "invalid_code_challenge_method", "must be S256"))
    }
    let name = given.text("account") ?? accounts[0].name
    guard let account = accounts.first(where: { $0.name == name }) else {
      throw Stop(.mastodon(404, "there is no account \(name) on this server"))
    }
    let code = Code(
      account: account.id, client: client, redirect: redirect, scopes: scopes,
      challenge: challenge, expires: visit.now + Self.codeLifetime)
    return Asked(app: app, code: code, state: given.text("state"))
  }

  private mutating func grant(_ asked: Asked, _ visit: inout Visit) -> ModelAnswer {
    let code = visit.random.token(length: 43)
    codes[code] = asked.code
    let state = asked.state.map { "&state=" + PercentEncoding.component($0) } ?? ""
    guard asked.code.redirect == Self.outOfBand else {
      return redirect(asked.code.redirect, "code=\(code)\(state)")
    }
    return redirect(origin + "/oauth/authorize/native", "code=\(code)")
  }

  private func redirect(_ address: String, _ query: String) -> ModelAnswer {
    let separator = address.contains("?") ? "&" : "?"
    return ModelAnswer(
      status: 302, headers: [NamedValue("Location", address + separator + query)])
  }

  func codePage(_ visit: Visit) -> ModelAnswer {
    .html(AuthorizePage.code(visit.request.query("code") ?? ""))
  }
}
