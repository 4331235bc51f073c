package import Domain

/// OAuth 2 without PKCE; the app has an id and a secret of its own at Instagram (*business login*).
extension InstagramRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try OAuth.app(of: account, flow)
    let secret = try OAuth.secret(of: app, flow)
    let redirect = try OAuth.redirect(of: account, flow)
    let version = try MetaVersions.name(for: account, profile, flow)
    let server = InstagramAPI.server(of: account)
    let isReal = server == InstagramProfile.server
    let signIn = InstagramRecipe.signIn(server)
    let code = try OAuth.code(
      at: (isReal ? InstagramProfile.website : server) + "/oauth/authorize",
      [
        ("client_id", app.clientID), ("redirect_uri", redirect),
        ("scope", InstagramProfile.scopes.joined(separator: ",")),
      ], &flow)
    let short = try flow.spend("token", signIn.redeem(code, redirect: redirect, app, secret))
    let token = try flow.call("long-token", signIn.lengthen(short, secret))
    let base = server + "/" + version
    let identity = try flow.call("account", InstagramAPI.me(base, token.access))
    let api = InstagramAPI(base, identity.id, token.access)
    let quota = try flow.call("quota", api.quota())
    return token.grant(
      scopes: InstagramProfile.scopes, identity: identity, server: InstagramRecipe.facts(quota))
  }

  private static func signIn(_ server: String) -> MetaSignIn {
    let isReal = server == InstagramProfile.server
    return MetaSignIn(
      server: server,
      tokenPage: (isReal ? InstagramProfile.tokenServer : server) + "/oauth/access_token",
      exchangeGrant: "ig_exchange_token", refreshGrant: "ig_refresh_token")
  }

  private static func facts(_ quota: MetaQuota) -> JSON {
    ["posts_per_day": .integer(Int64(quota.total))]
  }
}

extension InstagramRecipe: RefreshRecipe {
  package func refresh(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    guard let token = account.tokens["refresh"] else {
      throw flow.refuse(
        .signIn, code: "not-connected", "\(account.name) has not signed in to Instagram")
    }
    let signIn = InstagramRecipe.signIn(InstagramAPI.server(of: account))
    return try flow.spend("token", signIn.renew(token)).grant()
  }
}

extension InstagramRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    let api = try InstagramAPI(account, profile, flow)
    _ = try flow.call("account", InstagramAPI.me(api.graph.base, api.graph.access))
    return InstagramRecipe.facts(try flow.call("quota", api.quota()))
  }
}
