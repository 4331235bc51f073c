package import Domain

/// `POST /v2/oauth/revoke/` takes the access token and ends the whole sign-in. An access token that
/// is over is not taken, although its refresh token lives on: that one is used once more, for a
/// token that can be ended.
extension TikTokRecipe: RevokeRecipe {
  package func revoke(_ account: AccountFacts, with flow: inout Flow) throws(Pause) {
    let app = try TikTokApp(account, flow)
    if let access = account.tokens["access"], try flow.call("revoke", app.revoke(access)) { return }
    guard let refresh = account.tokens["refresh"],
      let fresh = try flow.spend("token", app.refresh(refresh).unlessOver)
    else { return }
    _ = try flow.call("revoke-fresh", app.revoke(fresh.access))
  }
}

extension TikTokApp {
  fileprivate func revoke(_ token: SecretKey) -> Exchange<Bool> {
    Revocation.exchange(
      origin.text + "/v2/oauth/revoke/",
      [
        ("client_key", .text(key)), ("client_secret", .secret(secret)), ("token", .secret(token)),
      ])
  }
}
