package import Domain

/// OAuth 2 with PKCE (docs.x.com, *authorization code*): the access token lives two hours, a
/// refresh token works once and brings its successor; a second use is reported to end the whole
/// sign-in. There is no way to change a published post without a subscription, so none is offered.
extension XRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try OAuth.app(of: account, flow)
    let server = try XAPI.server(of: account, flow)
    let redirect = try OAuth.redirect(of: account, flow)
    let challenge = try flow.input("code_challenge", prompt: "The PKCE challenge of this sign-in.")
    let code = try OAuth.code(
      at: (account.settings["website"] ?? "https://x.com") + "/i/oauth2/authorize",
      [
        ("client_id", app.clientID), ("redirect_uri", redirect),
        ("scope", XProfile.scopes.joined(separator: " ")),
        ("code_challenge", challenge.text ?? ""), ("code_challenge_method", "S256"),
      ], &flow)
    let verifier = try flow.input("code_verifier", prompt: "The PKCE verifier of this sign-in.")
    let token = try flow.spend(
      "token",
      XAPI.token(
        at: server, app,
        [
          ("grant_type", .text("authorization_code")), ("code", code.formValue),
          ("redirect_uri", .text(redirect)), ("code_verifier", verifier.formValue),
        ]))
    let me = try flow.call("account", XAPI.me(at: server, token.access))
    return token.grant(scopes: XProfile.scopes, identity: me.identity, server: me.facts)
  }
}

extension XRecipe: RefreshRecipe {
  package func refresh(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try OAuth.app(of: account, flow)
    let server = try XAPI.server(of: account, flow)
    guard let refresh = account.tokens["refresh"] else {
      throw flow.refuse(.signIn, code: "not-connected", "\(account.name) has not signed in to X")
    }
    let token = try flow.spend(
      "token",
      XAPI.token(
        at: server, app,
        [("grant_type", .text("refresh_token")), ("refresh_token", .secret(refresh))]))
    return token.grant(scopes: XProfile.scopes)
  }
}

extension XAPI {
  /// `POST /2/oauth2/token`.
  ///
  /// An app with a secret proves itself with HTTP Basic; one without names itself in the form.
  /// What is spent exists once, so that only the endpoint's own words count as a refusal.
  static func token(
    at server: Origin, _ app: DeclaredApp, _ fields: [(name: String, value: Call.FormValue)]
  ) -> Exchange<OAuthToken> {
    var call = Call(
      .post, server.text + "/2/oauth2/token", destination: OAuthToken.destination)
    if let secret = app.clientSecret {
      call.authorization = .basic(user: app.clientID, password: secret)
      call.setForm(fields)
    } else {
      call.setForm(fields + [("client_id", .text(app.clientID))])
    }
    return Exchange(
      call,
      value: { answer in
        guard var token = OAuthToken(answer) else { return nil }
        if token.refresh != nil { token.refreshExpires = answer.at + XProfile.refreshLifetime }
        return token
      }, failure: { OAuthFailures.reading(of: $0, after: .visible) })
  }
}
