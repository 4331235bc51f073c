package import Domain

/// Sessions with an app password (`com.atproto.server.createSession` and `refreshSession`). The
/// access token lives about two hours and the refresh token about ninety days; both say so
/// themselves. A refresh token that was just spent may be spent again for two hours and gives the
/// same successor, so that a lost answer loses nothing.
extension BlueskyRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let server = try server(of: account, flow)
    guard let handle = account.settings["handle"].map(BlueskySession.plainHandle), !handle.isEmpty
    else { throw flow.refuse(.content, code: "bad-handle", "\(account.name) needs a handle") }
    let password = try flow.input(
      "password",
      prompt: "An app password for \(handle) (Settings, Privacy and security, App passwords).")
    guard let password = password.secret else {
      throw flow.refuse(.signIn, code: "bad-password", "the app password must come as a secret")
    }
    let session = try flow.call(
      "session", BlueskyAPI.createSession(at: server, handle: handle, password: password))
    return session.grant(server: session.facts(or: server))
  }

  private func server(of account: AccountFacts, _ flow: Flow) throws(Pause) -> Origin {
    let address = account.settings["server"] ?? "https://bsky.social"
    guard let server = Origin(address) else {
      throw flow.refuse(.content, code: "bad-server", "\(address) is no server")
    }
    return server
  }
}

extension BlueskyRecipe: RefreshRecipe {
  package func refresh(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    guard let token = account.tokens["refresh"],
      let pds = account.server["pds"]?.string.flatMap(Origin.init)
    else {
      throw flow.refuse(.signIn, code: "not-connected", "\(account.name) has not signed in")
    }
    let session = try flow.spend("session", BlueskyAPI.refreshSession(at: pds, token))
    return session.grant(server: session.facts(or: pds))
  }
}

extension BlueskyRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    let api = try BlueskyAPI(account, flow)
    let pds = try flow.call("session", api.session())
    return BlueskySession.facts(pds: pds ?? api.pds)
  }
}

extension BlueskyRecipe: DeleteRecipe {
  /// Deletes what says at the post's key who may answer and quote it, which would stay in the
  /// account's repository for ever, and then the post: once that is gone, nothing is left to do.
  ///
  /// What is not there (any more) counts as deleted.
  package func delete(
    _ remote: Remote, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) {
    let api = try BlueskyAPI(account, flow)
    let parts = remote.id.split(separator: "/")
    guard parts.count == 4, parts[0] == "at:", parts[1] == api.did,
      parts[2] == BlueskyAPI.collection
    else {
      throw flow.refuse(.content, code: "not-ours", "\(remote.id) is no post of this account")
    }
    let key = String(parts[3])
    for (step, collection) in BlueskyGate.collections {
      try flow.change(step, api.deleteRecord(key, of: collection))
    }
    try flow.change("delete", api.deleteRecord(key))
  }
}
