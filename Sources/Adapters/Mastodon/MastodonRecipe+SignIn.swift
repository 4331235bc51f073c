package import Domain

/// OAuth 2 with PKCE, after registering an app of our own at the server (*methods/apps*,
/// *methods/oauth*). The shell supplies `redirect_uri` (a loopback address; left out where the
/// person pastes the code), `state`, `code_challenge` and `code_verifier` at the start, and `code`
/// when the person has agreed.
extension MastodonRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let origin = try MastodonAPI.origin(of: account, flow)
    let facts = try instance(at: origin, &flow)
    let scopes = MastodonProfile.scopes(knowsProfile: facts["api"]?.integer != nil)
    let redirect = flow.inputs["redirect_uri"]?.text ?? MastodonAPI.outOfBand
    let client = try client(for: account, at: origin, redirect, scopes, &flow)

    let address = try authorizeAddress(origin, client, redirect, scopes, &flow)
    let code = try flow.input("code", prompt: "Open \(address) and allow access.")
    let verifier = try flow.input("code_verifier", prompt: "The PKCE verifier of this sign-in.")
    let token = try flow.spend(
      "token", MastodonAPI.token(at: origin, client, code, verifier: verifier, redirect: redirect))

    let identity = try flow.call(
      "account", MastodonAPI.verifyCredentials(at: origin, token.access.key))
    return Grant(
      tokens: ["access": token.access.key, "client_secret": client.secret],
      accessExpires: token.access.expires, scopes: token.scopes ?? scopes, identity: identity,
      server: client.noted(in: facts))
  }

  /// The app that `accounts.yaml` names, or one that is registered for this account.
  private func client(
    for account: AccountFacts, at origin: Origin, _ redirect: String, _ scopes: [String],
    _ flow: inout Flow
  ) throws(Pause) -> MastodonClient {
    guard let app = account.app else {
      return try flow.call(
        "app", MastodonAPI.registerApp(at: origin, redirect: redirect, scopes: scopes))
    }
    guard let secret = app.clientSecret else {
      throw flow.refuse(.signIn, code: "no-client-secret", "the app \(app.name) has no secret")
    }
    return MastodonClient(id: app.clientID, secret: secret, name: nil)
  }

  private func authorizeAddress(
    _ origin: Origin, _ client: MastodonClient, _ redirect: String, _ scopes: [String],
    _ flow: inout Flow
  ) throws(Pause) -> String {
    let challenge = try flow.input("code_challenge", prompt: "The PKCE challenge of this sign-in.")
    let state = try flow.input("state", prompt: "The state of this sign-in.")
    let query = [
      ("response_type", "code"), ("client_id", client.id), ("redirect_uri", redirect),
      ("scope", scopes.joined(separator: " ")), ("state", state.text ?? ""),
      ("code_challenge", challenge.text ?? ""), ("code_challenge_method", "S256"),
    ]
    return origin.text + "/oauth/authorize?"
      + query.map { "\($0)=\(PercentEncoding.component($1))" }.joined(separator: "&")
  }
}

/// An app's registration at a server.
struct MastodonClient: Hashable, Sendable {
  var id: String
  var secret: SecretKey
  /// The name that its statuses carry; `nil` where somebody else registered it.
  var name: String?

  /// The facts with what later flows need of the registration.
  func noted(in facts: JSON) -> JSON {
    guard case .object(var members) = facts else { return facts }
    members["client_id"] = .string(id)
    if let name { members["client_name"] = .string(name) }
    return .object(members)
  }
}
