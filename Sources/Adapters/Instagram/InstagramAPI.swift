import Domain

/// The calls of one Instagram account.
struct InstagramAPI: Sendable {
  var graph: GraphAPI
  var containers: MetaContainers
  /// The account's id at Instagram, which stands in addresses.
  var account: String

  /// - Throws: a refusal when the account is not connected, or the version is over.
  init(
    _ account: AccountFacts, _ profile: PlatformProfile, _ flow: Flow
  ) throws(Pause) {
    guard let access = account.tokens["access"], let id = account.identity?.id else {
      throw flow.refuse(
        .signIn, code: "not-connected", "\(account.name) has not signed in to Instagram")
    }
    let version = try MetaVersions.name(for: account, profile, flow)
    self.init(InstagramAPI.server(of: account) + "/" + version, id, access)
  }

  init(_ base: String, _ id: String, _ access: SecretKey) {
    account = id
    graph = GraphAPI(base: base, access: access)
    let path = "/" + PercentEncoding.component(id)
    containers = MetaContainers(
      graph: graph, createPath: path + "/media", publishPath: path + "/media_publish",
      stateField: "status_code", reasonField: "status", failure: InstagramAPI.failure)
  }

  static func server(of account: AccountFacts) -> String {
    account.settings["server"].flatMap(Origin.init)?.text ?? InstagramProfile.server
  }

  /// Why a container is in error: its text names a subcode, such as `Error: 2207026`.
  static func failure(_ reason: String) -> Refusal {
    let numbers = reason.split(whereSeparator: { !("0"..."9").contains($0) }).map { String($0) }
    let digits = numbers.first { $0.count == 7 }
    let kind: Refusal.Kind =
      switch digits.flatMap({ Int($0) }).flatMap(MetaFailures.kind(ofSubcode:)) {
      case .content: .content
      case .accountBlocked: .accountBlocked
      // It may go well in a new container.
      default: .conflict
      }
    return Refusal(
      kind, code: digits ?? "ERROR",
      message: "Instagram could not use the media: \(reason.bounded)")
  }

  /// Who the token belongs to. `user_id` is the id that addresses want; `id` belongs to the app.
  static func me(_ base: String, _ access: SecretKey) -> Exchange<Identity> {
    let graph = GraphAPI(base: base, access: access)
    return Exchange(
      graph.call(.get, "/me", query: [("fields", "user_id,username,account_type")]),
      value: { answer in
        let body = answer.json
        guard let name = body?["username"]?.string?.bounded,
          let id = body?["user_id"]?.string ?? body?["user_id"]?.integer.map(String.init)
        else { return nil }
        return Identity(
          id: id, handle: "@" + name, url: "https://www.instagram.com/" + name + "/")
      }, failure: GraphAPI.harmless)
  }

  /// What the account may publish a day.
  func quota() -> Exchange<MetaQuota> {
    Exchange(
      graph.call(
        .get, "/\(PercentEncoding.component(account))/content_publishing_limit",
        query: [("fields", "quota_usage,config")]),
      value: { MetaQuota($0.json) }, failure: GraphAPI.harmless)
  }

  /// The account's latest posts, stories not among them; `nil` for an answer that proves nothing.
  func ownPosts() -> Exchange<[MetaFound]?> {
    let fields = "id,caption,timestamp,permalink,media_type,media_product_type"
    let path = "/\(PercentEncoding.component(account))/media"
    return MetaFound.list(
      graph.call(.get, path, query: [("fields", fields), ("limit", "50")]))
  }
}
