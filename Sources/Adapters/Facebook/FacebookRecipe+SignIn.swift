package import Domain

/// Facebook Login without PKCE: a code, a person's token for an hour, one for sixty days, and with
/// that the token of a Page, which does not end (*Access tokens*). The person's token is kept
/// for the end of the sign-in only.
extension FacebookRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try OAuth.app(of: account, flow)
    let secret = try OAuth.secret(of: app, flow)
    let redirect = try OAuth.redirect(of: account, flow)
    let version = try MetaVersions.name(for: account, profile, flow)
    let server = FacebookAPI.server(of: account)
    let website = server == FacebookProfile.server ? FacebookProfile.website : server
    let asked = scopes(for: account.settings)
    let code = try OAuth.code(
      at: "\(website)/\(version)/dialog/oauth",
      [
        ("client_id", app.clientID), ("redirect_uri", redirect),
        ("scope", asked.joined(separator: ",")),
      ], &flow)
    let signIn = FacebookSignIn(
      base: server + "/" + version, clientID: app.clientID, secret: secret)
    let short = try flow.spend("token", signIn.redeem(code, redirect: redirect))
    let long = try flow.call("long-token", signIn.lengthen(short))
    // The consent page lets people leave out what they like.
    let scopes = try flow.call("permissions", signIn.permissions(long), otherwise: asked)
    let page = try choosePage(account, signIn, long, &flow)
    let granted = try flow.call("page", signIn.page(page, long))
    return Grant(
      tokens: ["access": granted.access, "person": long], scopes: scopes,
      identity: granted.identity)
  }

  /// The Page that accounts.yaml names, or one of those that the person may write for.
  private func choosePage(
    _ account: AccountFacts, _ signIn: FacebookSignIn, _ token: SecretKey, _ flow: inout Flow
  ) throws(Pause) -> String {
    if let page = account.settings["page"] { return page }
    var pages: [InputOption] = []
    var next: String?
    for number in 0..<FacebookSignIn.maxLists {
      let list = try flow.call("pages-\(number)", signIn.pages(token, after: next))
      pages += list.pages
      next = list.next
      if next == nil { break }
    }
    guard !pages.isEmpty else {
      throw flow.refuse(
        .permission, code: "no-page",
        "no Page that you may write for was shared with the app; allow it on the consent page")
    }
    return try flow.choose("page", prompt: "Which Page is \(account.name)?", pages)
  }
}

extension FacebookRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    let api = try FacebookAPI(account, profile, flow)
    try flow.call("page", api.look())
    return account.server
  }
}

extension FacebookAPI {
  /// Whether the Page's token works.
  func look() -> Exchange<Void> {
    Exchange(
      graph.call(.get, "/" + PercentEncoding.component(page), query: [("fields", "id,name")]),
      value: { GraphAPI.id(in: $0.json).map { _ in } }, failure: GraphAPI.harmless)
  }
}

/// The calls of a sign-in.
struct FacebookSignIn: Sendable {
  /// Lists of a hundred Pages each that are read before the rest is left out.
  static let maxLists = 5

  var base: String
  var clientID: String
  var secret: SecretKey

  private static let sealed = Call.Destination.vault(
    fields: ["access_token"], limitBytes: 256 << 10)

  /// The person's token of an hour. The code can be spent once.
  func redeem(_ code: FlowInput, redirect: String) -> Exchange<SecretKey> {
    var address = Call.Address(
      .text(
        "\(base)/oauth/access_token?client_id=\(PercentEncoding.component(clientID))"
          + "&redirect_uri=\(PercentEncoding.component(redirect))&client_secret="),
      .secret(secret), .text("&code="))
    switch code {
    case .text(let text): address.pieces.append(.text(PercentEncoding.component(text)))
    case .secret(let key): address.pieces.append(.secret(key))
    }
    return token(address)
  }

  /// The token of sixty days for the one of an hour; may be asked for again.
  func lengthen(_ short: SecretKey) -> Exchange<SecretKey> {
    token(
      Call.Address(
        .text(
          "\(base)/oauth/access_token?grant_type=fb_exchange_token"
            + "&client_id=\(PercentEncoding.component(clientID))&client_secret="),
        .secret(secret), .text("&fb_exchange_token="), .secret(short)))
  }

  private func token(_ address: Call.Address) -> Exchange<SecretKey> {
    Exchange(
      Call(.get, to: address, destination: FacebookSignIn.sealed, costs: [.init("calls")]),
      value: { SealedMember("access_token", in: $0.json)?.key },
      failure: MetaFailures.renewalReading)
  }

  /// `GET /me/permissions`: what the person allowed.
  func permissions(_ token: SecretKey) -> Exchange<[String]> {
    Exchange(
      GraphAPI(base: base, access: token).call(.get, "/me/permissions"),
      value: { answer in
        answer.json?["data"]?.array?.compactMap { item in
          item["status"] == "granted" ? item["permission"]?.string?.bounded : nil
        }
      }, failure: MetaFailures.renewalReading)
  }

  struct Pages: Hashable, Sendable {
    var pages: [InputOption]
    /// Where the list goes on.
    var next: String?
  }

  /// The Pages that the person may write for.
  func pages(_ token: SecretKey, after: String?) -> Exchange<Pages> {
    let graph = GraphAPI(base: base, access: token)
    var query = [(name: "fields", value: "id,name,tasks"), (name: "limit", value: "100")]
    if let after { query.append((name: "after", value: after)) }
    return Exchange(
      graph.call(.get, "/me/accounts", query: query),
      value: { answer in
        guard let items = answer.json?["data"]?.array else { return nil }
        let pages = items.compactMap { page -> InputOption? in
          guard let id = GraphAPI.id(in: page), FacebookSignIn.mayWrite(page) else { return nil }
          return InputOption(id, label: "\(page["name"]?.string?.bounded ?? "a Page") (\(id))")
        }
        let paging = answer.json?["paging"]
        let next = paging?["next"] == nil ? nil : paging?["cursors"]?["after"]?.string
        return Pages(pages: pages, next: next)
      }, failure: MetaFailures.renewalReading)
  }

  /// The person has the task that publishing needs, where Facebook says it.
  private static func mayWrite(_ page: JSON) -> Bool {
    guard let tasks = page["tasks"]?.array?.compactMap(\.string) else { return true }
    return tasks.contains("CREATE_CONTENT")
  }

  struct Page: Hashable, Sendable {
    var access: SecretKey
    var identity: Identity
  }

  /// The Page's own token; it does not end, because the person's token is one of sixty days.
  func page(_ id: String, _ token: SecretKey) -> Exchange<Page> {
    let graph = GraphAPI(base: base, access: token)
    var call = graph.call(
      .get, "/" + PercentEncoding.component(id), query: [("fields", "id,name,access_token")])
    call.destination = FacebookSignIn.sealed
    return Exchange(
      call,
      value: { answer in
        guard let access = SealedMember("access_token", in: answer.json),
          let id = GraphAPI.id(in: answer.json)
        else { return nil }
        let name = answer.json?["name"]?.string?.bounded ?? id
        return Page(
          access: access.key,
          identity: Identity(id: id, handle: name, url: "https://www.facebook.com/" + id))
      }, failure: MetaFailures.renewalReading)
  }
}
