import Domain

extension RedditModel {
  /// The page with the "Allow" button; `approve=1` presses it, which only a sandbox offers.
  mutating func authorizePage(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let request = visit.request
    let given = try parameters(
      allowed: AuthorizationServer.authorizeNames + ["approve", "account"]
    ) { () throws(Parameters.Wrong) in try Parameters(query: request) }
    let asked = try asked(given)
    if given.text("approve") == "1" { return try allow(asked, given, &visit) }
    return .html(
      AuthorizePage.html(
        app: "Belfry", scopes: asked.scopes, accounts: people, server: "reddit",
        fields: request.query, action: "/api/v1/authorize"))
  }

  mutating func authorizeAllow(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try form(
      visit, allowed: AuthorizationServer.authorizeNames + ["account", "deny"])
    let asked = try asked(given)
    guard given.text("deny") == nil else { return oauth.deny(asked) }
    return try allow(asked, given, &visit)
  }

  private func asked(_ given: Parameters) throws(Stop) -> AuthorizationServer.Asked {
    try oauth.asked(given, permanent: given.text("duration") == "permanent")
  }

  private mutating func allow(
    _ asked: AuthorizationServer.Asked, _ given: Parameters, _ visit: inout ModelVisit
  ) throws(Stop) -> ModelAnswer {
    let name = given.text("account") ?? people[0]
    guard people.contains(name) else { throw Stop(.reddit(404, "there is no u/\(name)")) }
    return oauth.allow(asked, as: name, at: visit.now, &visit.random)
  }

  /// Refusals of this endpoint are a 200, as others found them.
  mutating func exchangeToken(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    try checkUserAgent(visit.request)
    let given = try form(
      visit, allowed: ["grant_type", "code", "redirect_uri", "refresh_token"])
    try oauth.authenticate(visit.request, given, by: .basic)
    let issued: AuthorizationServer.Issued
    do throws(Stop) {
      switch given.text("grant_type") {
      case "authorization_code":
        issued = try oauth.redeem(given, at: visit.now, &visit.random, hashing)
      case "refresh_token": issued = try oauth.refresh(given, at: visit.now, &visit.random)
      default: return .json(["error": "unsupported_grant_type"])
      }
    } catch {
      return .json(["error": "invalid_grant"])
    }
    var members: [String: JSON] = [
      "access_token": .string(issued.access), "token_type": "bearer", "expires_in": 3600,
      "scope": .string(issued.scopes.joined(separator: " ")),
    ]
    if let refresh = issued.refresh { members["refresh_token"] = .string(refresh) }
    return .json(.object(members))
  }

  mutating func revoke(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    try checkUserAgent(visit.request)
    let given = try form(visit, allowed: ["token", "token_type_hint"])
    try oauth.authenticate(visit.request, given, by: .basic)
    oauth.revoke(given.text("token") ?? "")
    return ModelAnswer(status: 204)
  }

  mutating func showMe(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let name = try signedIn(&visit, scope: "identity")
    return .json(["id": .string("u" + name), "name": .string(name)])
  }
}
