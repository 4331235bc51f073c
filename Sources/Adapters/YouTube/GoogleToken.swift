import Domain

/// The OAuth client of a Google Cloud project.
struct GoogleClient: Hashable, Sendable {
  var id: String
  var secret: SecretKey
}

/// Google's addresses; a sandbox has one for all.
struct GoogleServers: Hashable, Sendable {
  var api: Origin
  var authorize: String
  var token: String
  var revoke: String

  init(_ account: AccountFacts, _ flow: Flow) throws(Pause) {
    api = try YouTubeAPI.origin(of: account, flow)
    let isGoogle = api.text == YouTubeProfile.server
    authorize = (isGoogle ? "https://accounts.google.com" : api.text) + "/o/oauth2/v2/auth"
    let tokens = isGoogle ? "https://oauth2.googleapis.com" : api.text
    token = tokens + "/token"
    revoke = tokens + "/revoke"
  }
}

/// What the token endpoint answers.
struct GoogleToken: Hashable, Sendable {
  var access: SecretKey
  /// Only after a person's consent; renewals keep the one that there is.
  var refresh: SecretKey?
  var expires: Instant?
  var scopes: [String]

  static func exchange(
    _ servers: GoogleServers, _ client: GoogleClient, _ code: FlowInput, verifier: FlowInput,
    redirect: String
  ) -> Exchange<GoogleToken> {
    request(
      servers, client,
      [
        ("grant_type", .text("authorization_code")), ("code", code.formValue),
        ("redirect_uri", .text(redirect)), ("code_verifier", verifier.formValue),
      ])
  }

  static func refresh(
    _ servers: GoogleServers, _ client: GoogleClient, _ token: SecretKey
  ) -> Exchange<GoogleToken> {
    request(
      servers, client,
      [("grant_type", .text("refresh_token")), ("refresh_token", .secret(token))])
  }

  private static func request(
    _ servers: GoogleServers, _ client: GoogleClient, _ fields: [(String, Call.FormValue)]
  ) -> Exchange<GoogleToken> {
    var call = Call(
      .post, servers.token,
      destination: .vault(fields: ["access_token", "refresh_token"], limitBytes: 64 << 10))
    call.setForm(
      [("client_id", .text(client.id)), ("client_secret", .secret(client.secret))] + fields)
    return Exchange(
      call,
      value: { answer in
        let body = answer.json
        guard let access = SealedMember("access_token", in: body) else { return nil }
        return GoogleToken(
          access: access.key, refresh: SealedMember("refresh_token", in: body)?.key,
          expires: body?["expires_in"]?.integer.flatMap { seconds in
            (1...366 * 86_400).contains(seconds) ? answer.at + .seconds(seconds) : nil
          },
          scopes: body?["scope"]?.string?.split(separator: " ").map(String.init) ?? [])
      }, failure: YouTubeAPI.harmless)
  }
}
