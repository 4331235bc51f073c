package import Domain

/// The authorization code flow; with `duration=permanent` the refresh token stays good until it is
/// revoked. Errors of the token endpoint may come as 200.
extension RedditRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try OAuth.app(of: account, flow)
    let secret = try OAuth.secret(of: app, flow)
    let redirect = try OAuth.redirect(of: account, flow)
    let user = try RedditAPI.user(account, flow)
    let code = try OAuth.code(
      at: RedditAPI.website(of: account) + "/api/v1/authorize",
      [
        ("client_id", app.clientID), ("redirect_uri", redirect), ("duration", "permanent"),
        ("scope", RedditProfile.scopes.joined(separator: " ")),
      ], &flow)
    let token = try flow.spend(
      "token",
      RedditAPI.token(
        account, app.clientID, secret, user,
        [
          ("grant_type", .text("authorization_code")), ("code", code.formValue),
          ("redirect_uri", .text(redirect)),
        ]))
    let api = try RedditAPI(account, access: token.access, flow)
    let identity = try flow.call("account", api.me())
    guard identity.handle.lowercased() == "u/" + user.lowercased() else {
      throw flow.refuse(
        .signIn, code: "other-account",
        "\(identity.handle) signed in, but accounts.yaml says username: \(user)")
    }
    return token.grant(scopes: RedditProfile.scopes, identity: identity)
  }
}

extension RedditRecipe: RefreshRecipe {
  package func refresh(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try OAuth.app(of: account, flow)
    let secret = try OAuth.secret(of: app, flow)
    guard let refresh = account.tokens["refresh"] else {
      throw flow.refuse(
        .signIn, code: "not-connected", "\(account.name) has not signed in to Reddit")
    }
    let token = try flow.spend(
      "token",
      RedditAPI.token(
        account, app.clientID, secret, try RedditAPI.user(account, flow),
        [("grant_type", .text("refresh_token")), ("refresh_token", .secret(refresh))]))
    return token.grant(scopes: RedditProfile.scopes)
  }
}

extension RedditAPI {
  static func website(of account: AccountFacts) -> String {
    account.settings["website"] ?? "https://www.reddit.com"
  }

  /// `POST /api/v1/access_token`; the client proves itself with HTTP Basic.
  static func token(
    _ account: AccountFacts, _ clientID: String, _ secret: SecretKey, _ user: String,
    _ fields: [(name: String, value: Call.FormValue)]
  ) -> Exchange<OAuthToken> {
    var call = Call(
      .post, website(of: account) + "/api/v1/access_token", headers: [userAgent(user)],
      authorization: .basic(user: clientID, password: secret),
      destination: OAuthToken.destination)
    call.setForm(fields)
    return Exchange(
      call, value: { OAuthToken($0) },
      failure: { OAuthFailures.reading(of: $0, after: .harmless) })
  }
}
