import Domain

/// The calls of one Threads account.
struct ThreadsAPI: Sendable {
  var graph: GraphAPI
  var containers: MetaContainers

  /// - Throws: a refusal when the account is not connected.
  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    guard let access = account.tokens["access"] else {
      throw flow.refuse(
        .signIn, code: "not-connected", "\(account.name) has not signed in to Threads")
    }
    self.init(server: ThreadsAPI.server(of: account), access)
  }

  init(server: String, _ access: SecretKey) {
    graph = GraphAPI(base: server + "/" + ThreadsProfile.version, access: access)
    containers = MetaContainers(
      graph: graph, createPath: "/me/threads", publishPath: "/me/threads_publish",
      stateField: "status", reasonField: "error_message", failure: ThreadsAPI.failure)
  }

  static func server(of account: AccountFacts) -> String {
    account.settings["server"].flatMap(Origin.init)?.text ?? ThreadsProfile.server
  }

  /// Why a container is in error (*troubleshooting*). What is wrong with the file stays wrong.
  private static func failure(_ reason: String) -> Refusal {
    let isAboutFile = reason.hasPrefix("INVALID_")
    return Refusal(
      isAboutFile ? .content : .conflict, code: reason.bounded,
      message: "Threads could not use the media: \(reason.bounded)")
  }

  /// Who the token belongs to.
  func me() -> Exchange<Identity> {
    Exchange(
      graph.call(.get, "/me", query: [("fields", "id,username,name")]),
      value: { answer in
        guard let id = GraphAPI.id(in: answer.json),
          let name = answer.json?["username"]?.string?.bounded
        else { return nil }
        return Identity(id: id, handle: "@" + name, url: "https://www.threads.net/@" + name)
      }, failure: GraphAPI.harmless)
  }

  /// What the account may publish a day.
  func quota() -> Exchange<MetaQuota> {
    Exchange(
      graph.call(
        .get, "/me/threads_publishing_limit", query: [("fields", "quota_usage,config")]),
      value: { MetaQuota($0.json) }, failure: GraphAPI.harmless)
  }

  /// Deletes a post; one that is not there (any more) counts as deleted.
  func delete(_ id: String) -> Exchange<Void> {
    let call = graph.call(
      .delete, "/" + PercentEncoding.component(id), costs: [.init("deletes")])
    return Exchange(call) { answer in
      if answer.isSuccess, answer.json?["success"]?.bool == true { return .value(()) }
      let reading = GraphAPI.harmless(answer) as Reading<Void>
      if case .refused(let refusal) = reading, refusal.kind == .gone { return .value(()) }
      return reading
    }
  }
}
