import Domain

extension PinterestModel {
  /// The page with the "Allow" button; `approve=1` presses it, which only a sandbox offers.
  mutating func authorizePage(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try query(
      visit, allowed: AuthorizationServer.authorizeNames + ["approve", "account"])
    let asked = try oauth.asked(given, permanent: true)
    if given.text("approve") == "1" { return try allow(asked, given, &visit) }
    return .html(
      AuthorizePage.html(
        app: "Belfry", scopes: asked.scopes, accounts: people, server: "pinterest",
        fields: visit.request.query, action: "/oauth/"))
  }

  mutating func authorizeAllow(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try form(
      visit, allowed: AuthorizationServer.authorizeNames + ["account", "deny"])
    let asked = try oauth.asked(given, permanent: true)
    guard given.text("deny") == nil else { return oauth.deny(asked) }
    return try allow(asked, given, &visit)
  }

  private func form(_ visit: ModelVisit, allowed: [String]) throws(Stop) -> Parameters {
    try parameters(allowed: allowed) { () throws(Parameters.Wrong) in
      try Parameters(body: visit.request, in: [.form])
    }
  }

  private mutating func allow(
    _ asked: AuthorizationServer.Asked, _ given: Parameters, _ visit: inout ModelVisit
  ) throws(Stop) -> ModelAnswer {
    let name = given.text("account") ?? people[0]
    guard people.contains(name) else { throw Stop(.pinterest(404, 30, "User not found.")) }
    return oauth.allow(asked, as: name, at: visit.now, &visit.random)
  }

  /// Refusals are in Pinterest's own words, not in those of RFC 6749.
  mutating func exchangeToken(_ visit: inout ModelVisit) throws(Stop) -> ModelAnswer {
    let given = try form(
      visit,
      allowed: [
        "grant_type", "code", "redirect_uri", "refresh_token", "scope", "continuous_refresh",
      ])
    let issued: AuthorizationServer.Issued
    do throws(Stop) {
      try oauth.authenticate(visit.request, given, by: .basic)
      switch given.text("grant_type") {
      case "authorization_code":
        issued = try oauth.redeem(given, at: visit.now, &visit.random, hashing)
      case "refresh_token": issued = try oauth.refresh(given, at: visit.now, &visit.random)
      default: return .pinterest(400, 1, "Invalid grant_type.")
      }
    } catch {
      return .pinterest(error.answer.status, 283, "Authorization or refresh token is invalid.")
    }
    return .json([
      "access_token": .string(issued.access), "token_type": "bearer",
      "response_type": JSON(given.text("grant_type")), "expires_in": 2_592_000,
      "scope": .string(issued.scopes.joined(separator: ",")), "refresh_token": JSON(issued.refresh),
      "refresh_token_expires_in": .integer(issued.refreshSeconds ?? 0),
    ])
  }

  mutating func showAccount(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    let name = try signedIn(visit, scope: "user_accounts:read")
    return .json([
      "id": .string("7" + name), "username": .string(name), "account_type": "BUSINESS",
    ])
  }

  mutating func listBoards(_ visit: ModelVisit) throws(Stop) -> ModelAnswer {
    _ = try signedIn(visit, scope: "boards:read")
    _ = try query(visit, allowed: ["page_size", "bookmark"])
    let items = rules.boards.map { board -> JSON in
      ["id": .string(board.id), "name": .string(board.name), "privacy": "PUBLIC"]
    }
    return .json(["items": .array(items), "bookmark": .null])
  }
}
