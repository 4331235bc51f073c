package import Domain

/// `POST /api/v1/revoke_token`: the refresh token takes the access tokens with it; the access token
/// is ended all the same.
extension RedditRecipe: RevokeRecipe {
  package func revoke(_ account: AccountFacts, with flow: inout Flow) throws(Pause) {
    let app = try OAuth.app(of: account, flow)
    let secret = try OAuth.secret(of: app, flow)
    let user = try RedditAPI.user(account, flow)
    for (role, hint) in [("refresh", "refresh_token"), ("access", "access_token")] {
      guard let token = account.tokens[role] else { continue }
      _ = try flow.call(
        "revoke-\(role)",
        Revocation.exchange(
          RedditAPI.website(of: account) + "/api/v1/revoke_token",
          headers: [RedditAPI.userAgent(user)],
          authorization: .basic(user: app.clientID, password: secret),
          [("token", .secret(token)), ("token_type_hint", .text(hint))]))
    }
  }
}
