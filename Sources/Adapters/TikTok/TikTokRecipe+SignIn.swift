package import Domain

/// OAuth 2 with TikTok's own spellings (*Login Kit for desktop*): `client_key`, scopes with commas,
/// and a challenge in hexadecimal. Refresh tokens are for one use and bring their successor.
extension TikTokRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try TikTokApp(account, flow)
    let redirect = flow.inputs["redirect_uri"]?.text ?? "http://127.0.0.1:8976/"
    let address = try authorizeAddress(app, redirect, &flow)
    let code = try flow.input("code", prompt: "Open \(address) and allow access.")
    let verifier = try flow.input("code_verifier", prompt: "The PKCE verifier of this sign-in.")
    let token = try flow.spend(
      "token", app.exchange(code, verifier: verifier, redirect: redirect))
    guard token.scopes.contains("video.publish") else {
      throw flow.refuse(
        .permission, code: "scope", "posting was not allowed; say yes to it when TikTok asks")
    }
    let api = TikTokAPI(origin: app.origin, access: token.access)
    let creator = try flow.call("creator", api.creator())
    var grant = token.grant
    grant.identity = Identity(
      id: token.owner, handle: "@" + creator.name, url: creator.address(at: app.origin))
    grant.server = creator.facts
    return grant
  }

  private func authorizeAddress(
    _ app: TikTokApp, _ redirect: String, _ flow: inout Flow
  ) throws(Pause) -> String {
    let challenge = try flow.input("code_challenge", prompt: "The PKCE challenge of this sign-in.")
    let state = try flow.input("state", prompt: "The state of this sign-in.")
    guard let digest = Base64.decode(challenge.text ?? "") else {
      throw flow.refuse(.signIn, code: "bad-challenge", "the PKCE challenge is not base64url")
    }
    let query = [
      ("client_key", app.key), ("response_type", "code"),
      ("scope", TikTokProfile.scopes.joined(separator: ",")), ("redirect_uri", redirect),
      ("state", state.text ?? ""), ("code_challenge", digest.hexadecimal),
      ("code_challenge_method", "S256"),
    ]
    return app.authorize + "?"
      + query.map { "\($0)=\(PercentEncoding.component($1))" }.joined(separator: "&")
  }
}

extension TikTokRecipe: RefreshRecipe {
  package func refresh(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try TikTokApp(account, flow)
    guard let refresh = account.tokens["refresh"] else {
      throw flow.refuse(.signIn, code: "not-connected", "\(account.name) has not signed in")
    }
    return try flow.spend("token", app.refresh(refresh)).grant
  }
}

extension TikTokRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    let api = try TikTokAPI(account, flow)
    return try flow.call("creator", api.creator()).facts
  }
}

/// The app that `apps:` names, and where it signs in.
struct TikTokApp: Hashable, Sendable {
  var origin: Origin
  var authorize: String
  var key: String
  var secret: SecretKey

  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    origin = try TikTokAPI.origin(of: account, flow)
    let isTikTok = origin.text == TikTokProfile.server
    authorize = (isTikTok ? "https://www.tiktok.com" : origin.text) + "/v2/auth/authorize/"
    guard let app = account.app, let secret = app.clientSecret else {
      throw flow.refuse(
        .signIn, code: "no-app",
        "\(account.name) needs an app: with the client key and secret of a TikTok app")
    }
    key = app.clientID
    self.secret = secret
  }

  func exchange(
    _ code: FlowInput, verifier: FlowInput, redirect: String
  ) -> Exchange<TikTokToken> {
    request([
      ("code", code.formValue), ("grant_type", .text("authorization_code")),
      ("redirect_uri", .text(redirect)), ("code_verifier", verifier.formValue),
    ])
  }

  func refresh(_ token: SecretKey) -> Exchange<TikTokToken> {
    request([("grant_type", .text("refresh_token")), ("refresh_token", .secret(token))])
  }

  private func request(_ fields: [(String, Call.FormValue)]) -> Exchange<TikTokToken> {
    var call = Call(
      .post, origin.text + "/v2/oauth/token/",
      destination: .vault(fields: ["access_token", "refresh_token"], limitBytes: 64 << 10))
    call.setForm([("client_key", .text(key)), ("client_secret", .secret(secret))] + fields)
    return Exchange(
      call, value: { TikTokToken($0) }, failure: TikTokFailures.reading)
  }
}

/// What the token endpoint answers.
struct TikTokToken: Hashable, Sendable {
  var access: SecretKey
  var refresh: SecretKey
  var accessExpires: Instant?
  var refreshExpires: Instant?
  /// The account's id for this app.
  var owner: String
  var scopes: [String]

  init?(_ answer: Answer) {
    let body = answer.json
    guard let access = SealedMember("access_token", in: body),
      let refresh = SealedMember("refresh_token", in: body), let owner = body?["open_id"]?.string
    else { return nil }
    self.access = access.key
    self.refresh = refresh.key
    self.owner = owner.bounded
    accessExpires = TikTokToken.end("expires_in", answer)
    refreshExpires = TikTokToken.end("refresh_expires_in", answer)
    scopes = body?["scope"]?.string?.split(separator: ",").map(String.init) ?? []
  }

  private static func end(_ name: String, _ answer: Answer) -> Instant? {
    guard let seconds = answer.json?[name]?.integer, (1...10 * 366 * 86_400).contains(seconds)
    else { return nil }
    return answer.at + .seconds(seconds)
  }

  var grant: Grant {
    Grant(
      tokens: ["access": access, "refresh": refresh], accessExpires: accessExpires,
      refreshExpires: refreshExpires, scopes: scopes)
  }
}
