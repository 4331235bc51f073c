package import Domain

extension MastodonRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    let api = try MastodonAPI(account, flow)
    _ = try flow.call("account", api.verifyCredentials())
    let facts = try instance(at: api.origin, &flow)
    return keeping(clientOf: account.server, in: facts)
  }

  /// What the server says about itself, in the newest form that it knows.
  func instance(at origin: Origin, _ flow: inout Flow) throws(Pause) -> JSON {
    if let facts = try flow.call("instance", MastodonAPI.instance(at: origin)) { return facts }
    return try flow.call("instance-v1", MastodonAPI.instanceV1(at: origin))
  }

  /// The registration of the app outlives what the server says about itself.
  private func keeping(clientOf old: JSON, in facts: JSON) -> JSON {
    guard case .object(var members) = facts else { return facts }
    for name in ["client_id", "client_name"] {
      if let value = old[name] { members[name] = value }
    }
    return .object(members)
  }
}

extension MastodonAPI {
  /// *methods/instance*; `nil` on servers that do not have it (before Mastodon 4).
  static func instance(at origin: Origin) -> Exchange<JSON?> {
    let call = Call(.get, origin.text + "/api/v2/instance", costs: [.init("requests")])
    return Exchange(call) { answer in
      if answer.status == 200, let body = answer.json, body.object != nil {
        return .value(MastodonFacts.fromV2(body))
      }
      if answer.status == 404 { return .value(nil) }
      return MastodonFailures.reading(of: answer, after: .harmless)
    }
  }

  static func instanceV1(at origin: Origin) -> Exchange<JSON> {
    let call = Call(.get, origin.text + "/api/v1/instance", costs: [.init("requests")])
    return Exchange(
      call, value: { $0.json?.object == nil ? nil : $0.json.map(MastodonFacts.fromV1) },
      failure: { MastodonFailures.reading(of: $0, after: .harmless) })
  }

  /// *methods/accounts*: who the token belongs to.
  func verifyCredentials() -> Exchange<Identity> {
    MastodonAPI.verifyCredentials(at: origin, access)
  }

  static func verifyCredentials(at origin: Origin, _ access: SecretKey) -> Exchange<Identity> {
    let call = Call(
      .get, origin.text + "/api/v1/accounts/verify_credentials", authorization: .bearer(access),
      costs: [.init("requests")])
    return Exchange(
      call,
      value: { answer in
        guard let body = answer.json, let id = body["id"]?.string,
          let name = body["username"]?.string
        else { return nil }
        return Identity(
          id: id, handle: "@\(name.bounded)@\(origin.authority)", url: body["url"]?.string)
      }, failure: { MastodonFailures.reading(of: $0, after: .harmless) })
  }
}
