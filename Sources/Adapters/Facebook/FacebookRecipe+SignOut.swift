package import Domain

/// `DELETE /me/permissions` with the person's token takes back everything that the person allowed,
/// the Page's token included (*Permissions*). The person's token ends after sixty days and the
/// Page's does not, so that a refusal counts only if the Page's token does not work either.
extension FacebookRecipe: RevokeRecipe {
  package func revoke(_ account: AccountFacts, with flow: inout Flow) throws(Pause) {
    let api = try FacebookAPI(account, profile, flow)
    if let person = account.tokens["person"] {
      let graph = GraphAPI(base: api.graph.base, access: person)
      if try flow.call("revoke", graph.takeBack().unlessOver) != nil { return }
    }
    if try flow.call("page", api.look().unlessOver) != nil {
      throw flow.refuse(
        .permission, code: "no-person",
        "that takes the token of the person who signed in, which is over")
    }
  }
}

extension GraphAPI {
  /// `DELETE /me/permissions`: the app may do nothing any more for the person of the token.
  fileprivate func takeBack() -> Exchange<Void> {
    var call = call(.delete, "/me/permissions")
    call.deadline = Revocation.deadline
    return Exchange(
      call, value: { $0.json?["success"]?.bool == true ? () : nil }, failure: GraphAPI.harmless)
  }
}
