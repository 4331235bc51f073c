package import Domain

/// OAuth 2 with PKCE at Google (developers.google.com/identity/protocols/oauth2/native-app), with
/// the client of the project that `apps:` names. Access ends after an hour; the refresh token stays
/// the same.
extension YouTubeRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let client = try client(of: account, flow)
    let servers = try GoogleServers(account, flow)
    // Google shows no code to copy any more: without a listener, the browser ends at an address
    // that nobody answers, and the person pastes that.
    let redirect = flow.inputs["redirect_uri"]?.text ?? "http://127.0.0.1"
    let address = try authorizeAddress(servers, client, redirect, &flow)
    let code = try flow.input("code", prompt: "Open \(address) and allow access.")
    let verifier = try flow.input("code_verifier", prompt: "The PKCE verifier of this sign-in.")
    let token = try flow.spend(
      "token",
      GoogleToken.exchange(servers, client, code, verifier: verifier, redirect: redirect))
    guard let refresh = token.refresh else {
      throw flow.refuse(
        .signIn, code: "no-refresh-token",
        "Google gave no lasting access; remove it at myaccount.google.com/connections, then connect"
          + " again")
    }
    guard YouTubeProfile.scopes.allSatisfy(token.scopes.contains) else {
      throw flow.refuse(
        .permission, code: "scope", "not everything was allowed; tick all boxes when Google asks")
    }
    let channel = try flow.call(
      "channel", YouTubeAPI.ownChannel(at: servers.api, token.access))
    return Grant(
      tokens: ["access": token.access, "refresh": refresh], accessExpires: token.expires,
      scopes: token.scopes, identity: channel.identity, server: channel.facts)
  }

  /// The client that `apps:` names.
  private func client(of account: AccountFacts, _ flow: Flow) throws(Pause) -> GoogleClient {
    guard let app = account.app, let secret = app.clientSecret else {
      throw flow.refuse(
        .signIn, code: "no-app",
        "\(account.name) needs an app: with the client id and secret of a Google Cloud project")
    }
    return GoogleClient(id: app.clientID, secret: secret)
  }

  private func authorizeAddress(
    _ servers: GoogleServers, _ client: GoogleClient, _ redirect: String, _ flow: inout Flow
  ) throws(Pause) -> String {
    let challenge = try flow.input("code_challenge", prompt: "The PKCE challenge of this sign-in.")
    let state = try flow.input("state", prompt: "The state of this sign-in.")
    return YouTubeAPI.address(
      servers.authorize,
      [
        ("client_id", client.id), ("redirect_uri", redirect), ("response_type", "code"),
        ("scope", YouTubeProfile.scopes.joined(separator: " ")), ("access_type", "offline"),
        ("prompt", "consent"), ("state", state.text ?? ""),
        ("code_challenge", challenge.text ?? ""), ("code_challenge_method", "S256"),
      ])
  }
}

extension YouTubeRecipe: RefreshRecipe {
  package func refresh(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let client = try client(of: account, flow)
    let servers = try GoogleServers(account, flow)
    guard let refresh = account.tokens["refresh"] else {
      throw flow.refuse(.signIn, code: "not-connected", "\(account.name) has not signed in")
    }
    let token = try flow.spend("token", GoogleToken.refresh(servers, client, refresh))
    return Grant(
      tokens: ["access": token.access, "refresh": token.refresh ?? refresh],
      accessExpires: token.expires, scopes: token.scopes)
  }
}

extension YouTubeRecipe: ProbeRecipe {
  package func probe(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> JSON {
    let api = try YouTubeAPI(account, flow)
    return try flow.call("channel", YouTubeAPI.ownChannel(at: api.origin, api.access)).facts
  }
}

/// The channel of the Google account that signed in.
struct YouTubeChannel: Hashable, Sendable {
  var identity: Identity
  /// What later flows and people may want to know of it.
  var facts: JSON
}

extension YouTubeAPI {
  /// `channels.list` of the account's own channel.
  static func ownChannel(at origin: Origin, _ access: SecretKey) -> Exchange<YouTubeChannel> {
    let call = Call(
      .get,
      address(
        origin.text + "/youtube/v3/channels",
        [("part", "id,snippet,contentDetails"), ("mine", "true")]),
      authorization: .bearer(access), costs: [.init("units", YouTubeProfile.readUnits)])
    return Exchange(call) { answer in
      // An account without a channel gets a list without an item, or no list.
      guard answer.isSuccess, let body = answer.json?.object else { return harmless(answer) }
      guard let channel = body["items"]?[0], let id = channel["id"]?.string else {
        return .refused(
          Refusal(
            .permission, code: "no-channel",
            message: "this Google account has no YouTube channel"))
      }
      let snippet = channel["snippet"]
      let name = snippet?["customUrl"]?.string ?? snippet?["title"]?.string ?? id
      let uploads = channel["contentDetails"]?["relatedPlaylists"]?["uploads"]?.string
      return .value(
        YouTubeChannel(
          identity: Identity(
            id: id, handle: name.bounded,
            url: "https://www.youtube.com/channel/" + PercentEncoding.component(id)),
          facts: ["uploads": JSON(uploads?.bounded)]))
    }
  }
}
