package import Domain

/// The authorization code flow without PKCE. Every renewal brings a new refresh token, which lives
/// for 60 days: it is kept, and the old one is not used again.
extension PinterestRecipe: SignInRecipe {
  package func connect(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try OAuth.app(of: account, flow)
    let secret = try OAuth.secret(of: app, flow)
    let redirect = try OAuth.redirect(of: account, flow)
    let server = try PinterestAPI.server(of: account, flow)
    let code = try OAuth.code(
      at: (account.settings["website"] ?? PinterestProfile.website) + "/oauth/",
      [
        ("client_id", app.clientID), ("redirect_uri", redirect),
        ("scope", PinterestProfile.scopes.joined(separator: ",")),
      ], &flow)
    let token = try flow.spend(
      "token",
      PinterestAPI.token(
        at: server, app.clientID, secret,
        [
          ("grant_type", .text("authorization_code")), ("code", code.formValue),
          ("redirect_uri", .text(redirect)), ("continuous_refresh", .text("true")),
        ]))
    let api = try PinterestAPI(account, access: token.access, flow)
    let identity = try flow.call("account", api.me())
    let board = try chooseBoard(account, api, &flow)
    return token.grant(
      scopes: PinterestProfile.scopes, identity: identity, server: ["board": .string(board)])
  }

  /// The board that accounts.yaml names, or one of the account's.
  private func chooseBoard(
    _ account: AccountFacts, _ api: PinterestAPI, _ flow: inout Flow
  ) throws(Pause) -> String {
    if let board = account.settings["board"] { return board }
    var boards: [InputOption] = []
    var next: String?
    for page in 0..<PinterestRecipe.boardPages {
      let list = try flow.call("boards-\(page)", api.boards(after: next))
      boards += list.boards
      next = list.next
      if next == nil { break }
    }
    guard !boards.isEmpty else {
      throw flow.refuse(
        .permission, code: "no-board", "\(account.name) has no board: make one on Pinterest first")
    }
    return try flow.choose("board", prompt: "Which board is for \(account.name)?", boards)
  }

  /// Lists of 250 boards each that are read before the rest is left out.
  private static let boardPages = 4
}

extension PinterestRecipe: RefreshRecipe {
  package func refresh(
    _ account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Grant {
    let app = try OAuth.app(of: account, flow)
    let secret = try OAuth.secret(of: app, flow)
    guard let refresh = account.tokens["refresh"] else {
      throw flow.refuse(
        .signIn, code: "not-connected", "\(account.name) has not signed in to Pinterest")
    }
    let token = try flow.spend(
      "token",
      PinterestAPI.token(
        at: try PinterestAPI.server(of: account, flow), app.clientID, secret,
        [("grant_type", .text("refresh_token")), ("refresh_token", .secret(refresh))]))
    return token.grant(scopes: PinterestProfile.scopes)
  }
}

extension PinterestAPI {
  /// `POST /v5/oauth/token`; the app proves itself with HTTP Basic.
  static func token(
    at server: Origin, _ clientID: String, _ secret: SecretKey,
    _ fields: [(name: String, value: Call.FormValue)]
  ) -> Exchange<OAuthToken> {
    var call = Call(
      .post, server.text + "/v5/oauth/token",
      authorization: .basic(user: clientID, password: secret), destination: OAuthToken.destination)
    call.setForm(fields)
    return Exchange(
      call, value: { OAuthToken($0, separator: ",") }, failure: PinterestFailures.tokenReading)
  }
}
