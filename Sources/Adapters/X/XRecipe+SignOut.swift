package import Domain

/// `POST /2/oauth2/revoke`, for each of the two tokens; it costs no money.
extension XRecipe: RevokeRecipe {
  package func revoke(_ account: AccountFacts, with flow: inout Flow) throws(Pause) {
    let app = try OAuth.app(of: account, flow)
    let server = try XAPI.server(of: account, flow)
    for (role, hint) in [("refresh", "refresh_token"), ("access", "access_token")] {
      guard let token = account.tokens[role] else { continue }
      var fields: [(name: String, value: Call.FormValue)] = [
        ("token", .secret(token)), ("token_type_hint", .text(hint)),
      ]
      var authorization = Call.Authorization.none
      if let secret = app.clientSecret {
        authorization = .basic(user: app.clientID, password: secret)
      } else {
        fields.append(("client_id", .text(app.clientID)))
      }
      _ = try flow.call(
        "revoke-\(role)",
        Revocation.exchange(
          server.text + "/2/oauth2/revoke", authorization: authorization, fields))
    }
  }
}
