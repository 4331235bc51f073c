package import Domain

/// OAuth 2 without PKCE; the app has an id and a secret of its own at Threads (*get started*).
extension ThreadsRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try OAuth.app(of: account, flow)
    let secret = try OAuth.secret(of: app, flow)
    let redirect = try OAuth.redirect(of: account, flow)
    let server = ThreadsAPI.server(of: account)
    let signIn = ThreadsRecipe.signIn(server)
    let website = server == ThreadsProfile.server ? ThreadsProfile.website : server
    let code = try OAuth.code(
      at: website + "/oauth/authorize",
      [
        ("client_id", app.clientID), ("redirect_uri", redirect),
        ("scope", ThreadsProfile.scopes.joined(separator: ",")),
      ], &flow)
    let short = try flow.spend("token", signIn.redeem(code, redirect: redirect, app, secret))
    let token = try flow.call("long-token", signIn.lengthen(short, secret))
    let api = ThreadsAPI(server: server, token.access)
    let identity = try flow.call("account", api.me())
    let quota = try flow.call("quota", api.quota())
    return token.grant(
      scopes: ThreadsProfile.scopes, identity: identity, server: ThreadsRecipe.facts(quota))
  }

  private static func signIn(_ server: String) -> MetaSignIn {
    MetaSignIn(
      server: server, tokenPage: server + "/oauth/access_token",
      exchangeGrant: "th_exchange_token", refreshGrant: "th_refresh_token")
  }

  private static func facts(_ quota: MetaQuota) -> JSON {
    ["posts_per_day": .integer(Int64(quota.total))]
  }
}

extension ThreadsRecipe: RefreshRecipe {
  package func refresh(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    guard let token = account.tokens["refresh"] else {
      throw flow.refuse(
        .signIn, code: "not-connected", "\(account.name) has not signed in to Threads")
    }
    let signIn = ThreadsRecipe.signIn(ThreadsAPI.server(of: account))
    return try flow.spend("token", signIn.renew(token)).grant()
  }
}

extension ThreadsRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    let api = try ThreadsAPI(account, flow)
    _ = try flow.call("account", api.me())
    return ThreadsRecipe.facts(try flow.call("quota", api.quota()))
  }
}
