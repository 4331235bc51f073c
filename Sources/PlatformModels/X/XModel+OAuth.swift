import Domain

extension XModel {
  /// The page with the "Allow" button; `approve=1` presses it, which only a sandbox offers.
  mutating func authorizePage(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try queryParameters(
      visit, allowed: AuthorizationServer.authorizeNames + ["approve", "account"])
    let asked = try asked(given)
    if given.text("approve") == "1" { return try allow(asked, given, &visit) }
    return .html(
      AuthorizePage.html(
        app: "Belfry", scopes: asked.scopes, accounts: accounts.map(\.name), server: "x",
        fields: visit.request.query, action: "/i/oauth2/authorize"))
  }

  mutating func authorizeAllow(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try parameters(
      visit, [.form], allowed: AuthorizationServer.authorizeNames + ["account", "deny"])
    let asked = try asked(given)
    guard given.text("deny") == nil else { return oauth.deny(asked) }
    return try allow(asked, given, &visit)
  }

  private func asked(_ given: Parameters) throws(Stop) -> AuthorizationServer.Asked {
    let isPermanent = given.text("scope")?.split(separator: " ").contains("offline.access")
    return try oauth.asked(given, permanent: isPermanent ?? false)
  }

  private mutating func allow(
    _ asked: AuthorizationServer.Asked, _ given: Parameters, _ visit: inout ModelVisit
  ) throws(Stop) -> ModelAnswer {
    let name = given.text("account") ?? accounts[0].name
    guard let account = accounts.first(where: { $0.name == name }) else {
      throw Stop(.xProblem(404, "resource-not-found", "there is no account \(name)"))
    }
    return oauth.allow(asked, as: account.id, at: visit.now, &visit.random)
  }

  mutating func exchangeToken(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try parameters(
      visit, [.form],
      allowed: [
        "grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "client_id",
      ])
    try oauth.authenticate(visit.request, given, by: .basic)
    let issued: AuthorizationServer.Issued
    switch given.text("grant_type") {
    case "authorization_code":
      issued = try oauth.redeem(given, at: visit.now, &visit.random, hashing)
    case "refresh_token": issued = try oauth.refresh(given, at: visit.now, &visit.random)
    default:
      throw Stop(.oauthError(400, "unsupported_grant_type", "The grant type is not supported"))
    }
    var members: [String: JSON] = [
      "token_type": "bearer", "expires_in": .integer(rules.accessLifetime.components.seconds),
      "access_token": .string(issued.access),
      "scope": .string(issued.scopes.joined(separator: " ")),
    ]
    if let refresh = issued.refresh { members["refresh_token"] = .string(refresh) }
    return .json(.object(members))
  }

  mutating func revoke(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try parameters(
      visit, [.form], allowed: ["token", "token_type_hint", "client_id"])
    try oauth.authenticate(visit.request, given, by: .basic)
    oauth.revoke(given.text("token") ?? "")
    return .json(["revoked": true])
  }

  mutating func showMe(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let account = try signedIn(visit, scopes: ["tweet.read", "users.read"])
    try count(rules.profile, "me/\(account.id)", &visit)
    let given = try queryParameters(visit, allowed: ["user.fields"])
    let fields = given.text("user.fields")?.split(separator: ",") ?? []
    let known: Set = [
      "id", "name", "username", "profile_image_url", "verified", "verified_type",
      "subscription_type", "created_at",
    ]
    guard fields.allSatisfy({ known.contains(String($0)) }) else {
      throw Stop(.xProblem(400, "invalid-request", "an unknown field in user.fields"))
    }
    var user: [String: JSON] = [
      "id": .string(account.id), "name": .string(account.name),
      "username": .string(account.name),
    ]
    if fields.contains("subscription_type") {
      user["subscription_type"] = .string(rules.subscription)
    }
    return .json(["data": .object(user)])
  }
}
