import Domain

extension LinkedInModel {
  /// The page with the "Allow" button; `approve=1` presses it, which only a sandbox offers.
  mutating func authorizePage(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let request = visit.request
    let given = try parameters(
      { () throws(Parameters.Wrong) in try Parameters(query: request) },
      allowed: AuthorizationServer.authorizeNames + ["approve", "account"])
    let asked = try oauth.asked(given, permanent: true)
    if given.text("approve") == "1" { return try allow(asked, given, &visit) }
    return .html(
      AuthorizePage.html(
        app: "Belfry", scopes: asked.scopes, accounts: people.map(\.name), server: "linkedin",
        fields: request.query, action: "/oauth/v2/authorization"))
  }

  mutating func authorizeAllow(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let request = visit.request
    let given = try parameters(
      { () throws(Parameters.Wrong) in try Parameters(body: request, in: [.form]) },
      allowed: AuthorizationServer.authorizeNames + ["account", "deny"])
    let asked = try oauth.asked(given, permanent: true)
    guard given.text("deny") == nil else { return oauth.deny(asked) }
    return try allow(asked, given, &visit)
  }

  private mutating func allow(
    _ asked: AuthorizationServer.Asked, _ given: Parameters, _ visit: inout ModelVisit
  ) throws(Stop) -> ModelAnswer {
    let name = given.text("account") ?? people[0].name
    guard let person = people.first(where: { $0.name == name }) else {
      throw Stop(.linkedIn(404, "RESOURCE_NOT_FOUND", "there is no member \(name)"))
    }
    return oauth.allow(asked, as: person.id, at: visit.now, &visit.random)
  }

  mutating func exchangeToken(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let request = visit.request
    let given = try parameters(
      { () throws(Parameters.Wrong) in try Parameters(body: request, in: [.form]) },
      allowed: [
        "grant_type", "code", "redirect_uri", "refresh_token", "client_id", "client_secret",
      ])
    try oauth.authenticate(request, given, by: .form)
    let issued: AuthorizationServer.Issued
    switch given.text("grant_type") {
    case "authorization_code":
      issued = try oauth.redeem(given, at: visit.now, &visit.random, hashing)
    case "refresh_token": issued = try oauth.refresh(given, at: visit.now, &visit.random)
    default:
      throw Stop(.oauthError(400, "unsupported_grant_type", "The grant type is not supported"))
    }
    var members: [String: JSON] = [
      "access_token": .string(issued.access), "expires_in": 5_184_000, "token_type": "Bearer",
      "scope": .string(issued.scopes.joined(separator: ",")),
    ]
    if let refresh = issued.refresh, let seconds = issued.refreshSeconds {
      members["refresh_token"] = .string(refresh)
      members["refresh_token_expires_in"] = .integer(seconds)
    }
    return .json(.object(members))
  }

  mutating func revoke(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let request = visit.request
    let given = try parameters(
      { () throws(Parameters.Wrong) in try Parameters(body: request, in: [.form]) },
      allowed: ["client_id", "client_secret", "token"])
    try oauth.authenticate(request, given, by: .form)
    oauth.revoke(given.text("token") ?? "")
    return ModelAnswer(status: 200)
  }

  mutating func userInfo(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let person = try signedIn(visit, oneOf: ["openid"])
    return .json(["sub": .string(person.id), "name": .string(person.name)])
  }

  mutating func administered(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    _ = try signedIn(visit, oneOf: ["rw_organization_admin"])
    guard visit.request.query("q") == "roleAssignee", visit.request.query("state") == "APPROVED",
      visit.request.header("x-restli-method") == "FINDER"
    else { throw Stop(.linkedIn(400, "ILLEGAL_ARGUMENT", "q=roleAssignee, state=APPROVED")) }
    let elements = pages.map { page -> JSON in
      [
        "organization": .string("urn:li:organization:" + page.id), "role": "ADMINISTRATOR",
        "state": "APPROVED",
      ]
    }
    return .json(["elements": .array(elements), "paging": ["start": 0, "count": 20]])
  }

  mutating func showOrganization(
    _ id: String, _ visit: inout ModelVisit
  ) throws(Stop) -> ModelAnswer {
    _ = try signedIn(visit, oneOf: ["rw_organization_admin", "r_organization_social"])
    guard let page = pages.first(where: { $0.id == id }) else {
      throw Stop(.linkedIn(404, "RESOURCE_NOT_FOUND", "there is no organization \(id)"))
    }
    return .json([
      "id": .integer(Int64(id) ?? 0), "localizedName": .string(page.name),
      "vanityName": .string(page.name.lowercased()),
    ])
  }
}
