package import Domain

/// The authorization code flow (*authorization code flow*). Access tokens live for 60 days; only
/// apps of partner programmes get refresh tokens, which stay the same for a year. Without one a
/// person signs in again.
extension LinkedInRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try OAuth.app(of: account, flow)
    let secret = try OAuth.secret(of: app, flow)
    let redirect = try OAuth.redirect(of: account, flow)
    let isPage = account.settings["as"] == "organization"
    let scopes = scopes(for: account.settings)
    let code = try OAuth.code(
      at: LinkedInAPI.website(of: account) + "/oauth/v2/authorization",
      [
        ("client_id", app.clientID), ("redirect_uri", redirect),
        ("scope", scopes.joined(separator: " ")),
      ], &flow)
    let token = try flow.spend(
      "token",
      LinkedInAPI.token(
        account, app.clientID, secret,
        [
          ("grant_type", .text("authorization_code")), ("code", code.formValue),
          ("redirect_uri", .text(redirect)),
        ]))
    let api = try LinkedInAPI(account, access: token.access, author: "", flow)
    let identity =
      isPage ? try page(account, api, &flow) : try flow.call("account", api.member())
    return token.grant(scopes: scopes, identity: identity)
  }

  /// The page that the account posts for: the one that `accounts.yaml` names, or a person's choice
  /// among those that they administer.
  private func page(
    _ account: AccountFacts, _ api: LinkedInAPI, _ flow: inout Flow
  ) throws(Pause) -> Identity {
    var urns = try flow.call("organizations", api.administered())
    if let wanted = account.settings["organization"] {
      urns = urns.filter { $0 == "urn:li:organization:" + wanted }
    }
    guard !urns.isEmpty else {
      throw flow.refuse(
        .permission, code: "no-organization",
        "this person administers no such page on LinkedIn (role ADMINISTRATOR, approved)")
    }
    var pages: [Identity] = []
    for (index, urn) in urns.enumerated() {
      pages.append(
        try flow.call(
          "organization-\(index)", api.organization(urn),
          otherwise: Identity(id: urn, handle: urn)))
    }
    let chosen = try flow.choose(
      "organization", prompt: "The page that \(account.name) posts for.",
      pages.map { InputOption($0.id, label: $0.handle) })
    return pages.first { $0.id == chosen } ?? pages[0]
  }
}

extension LinkedInRecipe: RefreshRecipe {
  package func refresh(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try OAuth.app(of: account, flow)
    let secret = try OAuth.secret(of: app, flow)
    guard let refresh = account.tokens["refresh"] else {
      throw flow.refuse(
        .signIn, code: "no-refresh-token", "LinkedIn gave this app no refresh token")
    }
    let token = try flow.spend(
      "token",
      LinkedInAPI.token(
        account, app.clientID, secret,
        [("grant_type", .text("refresh_token")), ("refresh_token", .secret(refresh))]))
    return token.grant(scopes: [])
  }
}

extension LinkedInRecipe: ProbeRecipe {
  /// LinkedIn tells no limits; the probe shows whether the sign-in works.
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    let api = try LinkedInAPI(account, flow)
    if api.isOrganization {
      _ = try flow.call("organization", api.organization(api.author))
    } else {
      _ = try flow.call("account", api.member())
    }
    return [:]
  }
}

extension LinkedInAPI {
  static func website(of account: AccountFacts) -> String {
    account.settings["website"] ?? "https://www.linkedin.com"
  }

  /// `POST /oauth/v2/accessToken`; the client proves itself in the form.
  static func token(
    _ account: AccountFacts, _ clientID: String, _ secret: SecretKey,
    _ fields: [(name: String, value: Call.FormValue)]
  ) -> Exchange<OAuthToken> {
    var call = Call(
      .post, website(of: account) + "/oauth/v2/accessToken", destination: OAuthToken.destination)
    call.setForm(
      fields + [("client_id", .text(clientID)), ("client_secret", .secret(secret))])
    return Exchange(
      call, value: { OAuthToken($0, separator: ",") },
      failure: { OAuthFailures.reading(of: $0, after: .harmless) })
  }

  /// `GET /v2/userinfo`, which has no versions: who the token belongs to.
  func member() -> Exchange<Identity> {
    let call = Call(
      .get, server.text + "/v2/userinfo", authorization: .bearer(access),
      costs: LinkedInProfile.costs)
    return Exchange(
      call,
      value: { answer in
        guard let sub = answer.json?["sub"]?.string, !sub.isEmpty else { return nil }
        let name = answer.json?["name"]?.string?.bounded
        return Identity(id: "urn:li:person:" + sub, handle: name ?? sub)
      }, failure: { LinkedInFailures.reading(of: $0, after: .harmless) })
  }

  /// `GET /rest/organizationAcls`: the URNs of the pages that the person administers, at most 20.
  func administered() -> Exchange<[String]> {
    let call = call(
      .get,
      "/rest/organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED&count=20",
      restli: "FINDER")
    return Exchange(
      call,
      value: { answer in
        guard let items = answer.json?["elements"]?.array else { return nil }
        // Both names of the member are in use.
        let urns = items.compactMap { ($0["organization"] ?? $0["organizationTarget"])?.string }
        return Array(urns.filter { $0.hasPrefix("urn:li:organization:") }.prefix(20))
      }, failure: { LinkedInFailures.reading(of: $0, after: .harmless) })
  }

  /// `GET /rest/organizations/{id}`: what a page is called.
  func organization(_ urn: String) -> Exchange<Identity> {
    let number = urn.split(separator: ":").last.map(String.init) ?? ""
    return Exchange(
      call(.get, "/rest/organizations/" + PercentEncoding.component(number)),
      value: { answer in
        guard let name = answer.json?["localizedName"]?.string?.bounded else { return nil }
        return Identity(
          id: urn, handle: name, url: "https://www.linkedin.com/company/\(number)")
      }, failure: { LinkedInFailures.reading(of: $0, after: .harmless) })
  }
}
