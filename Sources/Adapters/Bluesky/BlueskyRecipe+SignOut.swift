package import Domain

/// `com.atproto.server.deleteSession` ends the session of the refresh token. The app password stays
/// good until a person deletes it.
extension BlueskyRecipe: RevokeRecipe {
  package func revoke(_ account: AccountFacts, with flow: inout Flow) throws(Pause) {
    guard let refresh = account.tokens["refresh"],
      let pds = account.server["pds"]?.string.flatMap(Origin.init)
    else {
      throw flow.refuse(.permission, code: "no-session", "the account's server is not known")
    }
    _ = try flow.call("revoke", BlueskyAPI.deleteSession(at: pds, refresh).unlessOver)
  }
}

extension BlueskyAPI {
  static func deleteSession(at pds: Origin, _ refresh: SecretKey) -> Exchange<Void> {
    Exchange(
      Call(
        .post, address(pds, "com.atproto.server.deleteSession"), authorization: .bearer(refresh),
        deadline: Revocation.deadline, costs: [.init("requests")]),
      value: { _ in () }, failure: BlueskyAPI.harmless)
  }
}
