package import Domain

/// `POST /oauth/v2/revoke`, as public clients use it: LinkedIn's own pages do not describe it.
extension LinkedInRecipe: RevokeRecipe {
  package func revoke(_ account: AccountFacts, with flow: inout Flow) throws(Pause) {
    let app = try OAuth.app(of: account, flow)
    let secret = try OAuth.secret(of: app, flow)
    for role in ["refresh", "access"] {
      guard let token = account.tokens[role] else { continue }
      _ = try flow.call(
        "revoke-\(role)",
        Revocation.exchange(
          LinkedInAPI.website(of: account) + "/oauth/v2/revoke",
          [
            ("client_id", .text(app.clientID)), ("client_secret", .secret(secret)),
            ("token", .secret(token)),
          ]))
    }
  }
}
