import Domain

/// The authorization code flow (RFC 6749 §4.1), for platforms where the owner registers an app.
enum OAuth {
  /// The app that `accounts.yaml` names.
  ///
  /// - Throws: a refusal when there is none.
  static func app(of account: AccountFacts, _ flow: Flow) throws(Pause) -> DeclaredApp {
    guard let app = account.app else {
      throw flow.refuse(
        .signIn, code: "no-app", "\(account.name) needs an app: declare it under apps:")
    }
    return app
  }

  /// The secret of an app that must have one.
  static func secret(of app: DeclaredApp, _ flow: Flow) throws(Pause) -> SecretKey {
    guard let secret = app.clientSecret else {
      throw flow.refuse(.signIn, code: "no-client-secret", "the app \(app.name) has no secret")
    }
    return secret
  }

  /// Where the browser is sent back to: the address that is registered with the app, or else the
  /// one that somebody listens at.
  static func redirect(of account: AccountFacts, _ flow: Flow) throws(Pause) -> String {
    let registered = account.settings["redirect"]
    guard let redirect = registered ?? flow.inputs["redirect_uri"]?.text else {
      throw flow.refuse(
        .signIn, code: "no-redirect", "\(account.name) needs redirect: as registered with the app")
    }
    return redirect
  }

  /// Asks the person to consent and waits for the code.
  ///
  /// - Parameters:
  ///   - page: the authorize page, without a query.
  ///   - query: its parameters besides `response_type` and `state`.
  static func code(
    at page: String, _ query: [(name: String, value: String)], _ flow: inout Flow
  ) throws(Pause) -> FlowInput {
    let state = try flow.input("state", prompt: "The state of this sign-in.")
    let items = [("response_type", "code")] + query + [("state", state.text ?? "")]
    let address =
      page + "?" + items.map { "\($0)=\(PercentEncoding.component($1))" }.joined(separator: "&")
    return try flow.input(
      "code",
      prompt: "Open \(address) and allow access, then paste the address that the browser ends at.")
  }
}

/// The answer of a token endpoint (RFC 6749 §5.1).
struct OAuthToken: Hashable, Sendable {
  var access: SecretKey
  var refresh: SecretKey?
  var accessExpires: Instant?
  var refreshExpires: Instant?
  var scopes: [String]

  /// The members of the answer that are secrets.
  static let destination = Call.Destination.vault(
    fields: ["access_token", "refresh_token"], limitBytes: 64 << 10)

  /// - Parameter separator: what stands between two scopes.
  init?(_ answer: Answer, separator: Character = " ") {
    let body = answer.json
    guard let access = SealedMember("access_token", in: body) else { return nil }
    self.access = access.key
    refresh = SealedMember("refresh_token", in: body)?.key
    accessExpires = OAuthToken.end(body?["expires_in"], answer)
    refreshExpires = OAuthToken.end(body?["refresh_token_expires_in"], answer)
    scopes =
      body?["scope"]?.string?.split { $0 == separator || $0 == " " }.map(String.init) ?? []
  }

  /// - Parameter lifetime: seconds from now; a server's nonsense counts as "does not say".
  private static func end(_ lifetime: JSON?, _ answer: Answer) -> Instant? {
    guard let seconds = lifetime?.integer, (1...(20 * 366 * 86_400)).contains(seconds) else {
      return nil
    }
    return answer.at + .seconds(seconds)
  }

  /// The grant; `refresh` is left out where the old refresh token stays in use.
  func grant(
    scopes asked: [String], identity: Identity? = nil, server: JSON? = nil
  ) -> Grant {
    var tokens = ["access": access]
    tokens["refresh"] = refresh
    return Grant(
      tokens: tokens, accessExpires: accessExpires, refreshExpires: refreshExpires,
      scopes: scopes.isEmpty ? asked : scopes, identity: identity, server: server)
  }
}

/// What the answers of token endpoints mean that are no success (RFC 6749 §5.2):
/// `{"error": CODE, "error_description": TEXT}`.
enum OAuthFailures {
  /// - Parameter effect: what the call spends: `visible` for a token or code that exists once.
  static func reading<Value>(of answer: Answer, after effect: Effect) -> Reading<Value> {
    Reading(refusal(in: answer, after: effect))
  }

  private static func refusal(in answer: Answer, after effect: Effect) -> Refusal? {
    if answer.status == 429 {
      return Refusal(.throttled(answer.retryAfter), code: "429", "too many sign-ins")
    }
    // Some write it into a success. Nothing else may disconnect an account.
    if let code = answer.json?["error"]?.string?.bounded, [200, 400, 401].contains(answer.status) {
      return Refusal(
        .signIn, code: code, answer.json?["error_description"]?.string?.bounded ?? code)
    }
    guard effect == .harmless, answer.status >= 500 else { return nil }
    return Refusal(.transient, code: "\(answer.status)", "the sign-in server is in trouble")
  }
}

extension Refusal {
  init(_ kind: Kind, code: String, _ message: String) {
    self.init(kind, code: code, message: message)
  }
}
