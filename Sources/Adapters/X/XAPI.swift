import Domain

/// The calls of one account, and how their answers are read (docs.x.com; specification 2.166 and
/// 2.167, which differ in names only).
struct XAPI: Sendable {
  var server: Origin
  var access: SecretKey
  /// The account's id.
  var userID: String?
  var userName: String?
  /// `tweet` or `post`: what the query parameters are called.
  var fieldNames: String
  var prices: XPrices

  /// - Throws: a refusal when the account is not connected.
  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    guard let access = account.tokens["access"] else {
      throw flow.refuse(.signIn, code: "not-connected", "\(account.name) has not signed in to X")
    }
    server = try XAPI.server(of: account, flow)
    self.access = access
    userID = account.identity?.id
    userName = account.identity.map { String($0.handle.drop { $0 == "@" }) }
    fieldNames = account.settings["field_names"] ?? "tweet"
    prices = XPrices(account.settings)
  }

  static func server(of account: AccountFacts, _ flow: Flow) throws(Pause) -> Origin {
    let address = account.settings["server"] ?? "https://api.x.com"
    guard let server = Origin(address) else {
      throw flow.refuse(.content, code: "bad-server", "\(address) is no server")
    }
    return server
  }

  /// A call with the account's token.
  func call(_ method: Call.Method, _ path: String, costs: [Call.Cost]) -> Call {
    Call(method, server.text + path, authorization: .bearer(access), costs: costs)
  }
}

// MARK: - Posts

extension XAPI {
  static let postCosts: [Call.Cost] = [
    .init("posts"), .init("posts-3h"), .init("posts-app"),
  ]

  /// `POST /2/tweets`.
  ///
  /// There is no key that would make a repeat harmless.
  func createPost(_ post: XPost, _ part: Int) -> Exchange<Remote> {
    let price = Call.Cost.money(prices.posting(post.text))
    var call = call(.post, "/2/tweets", costs: XAPI.postCosts + [price])
    call.setJSON(post.json)
    return Exchange(call, value: { remote(in: $0.json?["data"], part: part) }) {
      XFailures.reading(of: $0, after: .visible)
    }
  }

  /// A post as the API returns it.
  func remote(in post: JSON?, part: Int) -> Remote? {
    guard let id = post?["id"]?.string, !id.isEmpty else { return nil }
    let author = userName ?? "i/web"
    return Remote(
      id: id, url: server.site("https://x.com") + "/\(author)/status/\(id)",
      extra: ["part": String(part)])
  }

  /// `DELETE /2/tweets/:id`; a post that is not there (any more) counts as deleted.
  func deletePost(_ id: String) -> Exchange<Void> {
    let call = call(
      .delete, "/2/tweets/" + PercentEncoding.component(id),
      costs: [.init("deletes"), .money(prices.delete)])
    return Exchange(call) { answer in
      if answer.isSuccess, answer.json?["data"]?["deleted"]?.bool == true { return .value(()) }
      let reading = XFailures.reading(of: answer, after: .harmless) as Reading<Void>
      if case .refused(let refusal) = reading, refusal.kind == .gone { return .value(()) }
      return reading
    }
  }

  /// `GET /2/users/me`: who the token belongs to, and what the account has paid for.
  static func me(at server: Origin, _ access: SecretKey) -> Exchange<XAccount> {
    let call = Call(
      .get, server.text + "/2/users/me?user.fields=username,name,subscription_type",
      authorization: .bearer(access), costs: [.init("profile")])
    return Exchange(call, value: { XAccount($0.json?["data"]) }) {
      XFailures.reading(of: $0, after: .harmless)
    }
  }
}

/// The account behind a token.
struct XAccount: Hashable, Sendable {
  var identity: Identity
  /// `None`, `Basic`, `Premium` or `PremiumPlus`; `nil` where the API does not say.
  var subscription: String?

  init?(_ user: JSON?) {
    guard let id = user?["id"]?.string, !id.isEmpty, let name = user?["username"]?.string?.bounded
    else { return nil }
    identity = Identity(id: id, handle: "@" + name, url: "https://x.com/" + name)
    subscription = user?["subscription_type"]?.string?.bounded
  }

  /// What later checks need.
  var facts: JSON { ["subscription": JSON(subscription)] }
}
