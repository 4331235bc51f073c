package import Domain

/// *methods/oauth*: revoke a token. The app that Belfry registered proves itself with its secret.
extension MastodonRecipe: RevokeRecipe {
  package func revoke(_ account: AccountFacts, with flow: inout Flow) throws(Pause) {
    let api = try MastodonAPI(account, flow)
    guard let client = account.app?.clientID ?? api.server.clientID,
      let secret = account.app?.clientSecret ?? account.tokens["client_secret"]
    else {
      throw flow.refuse(
        .permission, code: "no-app", "the app of this sign-in is not known any more")
    }
    _ = try flow.call(
      "revoke",
      Revocation.exchange(
        api.origin.text + "/oauth/revoke",
        [
          ("client_id", .text(client)), ("client_secret", .secret(secret)),
          ("token", .secret(api.access)),
        ]))
  }
}
