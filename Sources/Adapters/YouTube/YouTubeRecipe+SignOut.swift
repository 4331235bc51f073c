package import Domain

/// Google's revocation endpoint ends the refresh token and every access token that came from it.
extension YouTubeRecipe: RevokeRecipe {
  package func revoke(_ account: AccountFacts, with flow: inout Flow) throws(Pause) {
    let servers = try GoogleServers(account, flow)
    guard let token = account.tokens["refresh"] ?? account.tokens["access"] else { return }
    _ = try flow.call("revoke", Revocation.exchange(servers.revoke, [("token", .secret(token))]))
  }
}
