import Domain

/// The authorization code flow of a model's server (RFC 6749, RFC 7636): codes that work once,
/// access tokens that end, refresh tokens that stay, renew themselves or work once.
struct AuthorizationServer: Sendable {
  var rules: Rules
  private var codes: [String: Code] = [:]
  private var accessTokens: [String: Access] = [:]
  private var refreshTokens: [String: Refresh] = [:]
  private var grants: [Grant] = []

  init(_ rules: Rules) { self.rules = rules }

  struct Rules: Hashable, Sendable {
    /// The one app that is registered.
    var app: RegisteredApp
    var codeLifetime: Duration
    var accessLifetime: Duration
    /// `nil` where no refresh tokens are given.
    var refreshLifetime: Duration?
    var renewal: Renewal
    /// A code is worth nothing without its verifier.
    var needsPKCE: Bool
    var separator: Character = " "
  }

  /// What becomes of a refresh token that is used.
  enum Renewal: Hashable, Sendable {
    /// It stays, with its remaining life.
    case stays
    /// A new one is given; the old one stays as good as it was.
    case renews
    /// A new one is given; using the old one again ends the whole sign-in.
    case once
  }

  /// Somebody's consent: what all tokens of a sign-in have in common.
  struct Grant: Hashable, Sendable {
    var account: String
    var scopes: [String]
    var hasRefresh: Bool
    var isRevoked = false
  }

  /// What a client asks the person for.
  struct Asked {
    var redirect: String
    var scopes: [String]
    var challenge: String?
    var state: String?
    var hasRefresh: Bool
  }

  /// Tokens, fresh from the server.
  struct Issued {
    var access: String
    var refresh: String?
    var refreshSeconds: Int64?
    var scopes: [String]
  }

  private struct Code: Hashable, Sendable {
    var grant: Grant
    var redirect: String
    var challenge: String?
    var expires: Instant
  }

  private struct Access: Hashable, Sendable {
    var grant: Int
    var expires: Instant
  }

  private struct Refresh: Hashable, Sendable {
    var grant: Int
    var expires: Instant
    var isSpent = false
  }
}

/// The app that a model's owner registered in the developer portal.
package struct RegisteredApp: Hashable, Sendable {
  package var id: String
  /// `nil` for a public app.
  package var secret: String?
  package var redirects: [String]
  /// The scopes that it may ask for.
  package var scopes: [String]

  package init(
    id: String = "belfry-sandbox", secret: String? = "sandbox-secret",
    redirects: [String] = ["http://127.0.0.1:8976/callback"], scopes: [String]
  ) {
    self.id = id
    self.secret = secret
    self.redirects = redirects
    self.scopes = scopes
  }
}

// MARK: - Consent

extension AuthorizationServer {
  static let authorizeNames = [
    "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge",
    "code_challenge_method", "duration",
  ]

  /// Reads what a client asks for.
  ///
  /// - Parameter permanent: whether the request, read apart, wants a refresh token.
  func asked(_ given: Parameters, permanent: Bool) throws(Stop) -> Asked {
    func wrong(_ code: String, _ words: String) -> Stop { Stop(.oauthError(400, code, words)) }
    guard given.text("client_id") == rules.app.id else {
      throw wrong("invalid_client", "there is no such client")
    }
    guard let redirect = given.text("redirect_uri"), rules.app.redirects.contains(redirect) else {
      throw wrong("invalid_redirect_uri", "the redirect URI is not registered")
    }
    guard given.text("response_type") == "code" else {
      throw wrong("unsupported_response_type", "response_type must be code")
    }
    guard let state = given.text("state"), !state.isEmpty, state.utf8.count <= 500 else {
      throw wrong("invalid_request", "state is missing or too long")
    }
    let scopes = (given.text("scope") ?? "").split(separator: rules.separator).map(String.init)
    guard !scopes.isEmpty, scopes.allSatisfy(rules.app.scopes.contains) else {
      throw wrong("unauthorized_scope_error", "a scope is not one of the app's")
    }
    let challenge = given.text("code_challenge")
    guard rules.needsPKCE ? challenge != nil : challenge == nil else {
      throw wrong("invalid_request", "code_challenge is missing, or not known here")
    }
    guard challenge == nil || given.text("code_challenge_method") == "S256" else {
      throw wrong("invalid_request", "code_challenge_method must be S256")
    }
    return Asked(
      redirect: redirect, scopes: scopes, challenge: challenge, state: state,
      hasRefresh: permanent && rules.refreshLifetime != nil)
  }

  /// The person agreed: sends the browser back with a code.
  mutating func allow(
    _ asked: Asked, as account: String, at now: Instant, _ random: inout SplitMix64
  ) -> ModelAnswer {
    let code = random.token(length: 40)
    codes[code] = Code(
      grant: Grant(account: account, scopes: asked.scopes, hasRefresh: asked.hasRefresh),
      redirect: asked.redirect, challenge: asked.challenge, expires: now + rules.codeLifetime)
    return Self.redirect(asked, "code=\(code)")
  }

  /// The person did not agree.
  func deny(_ asked: Asked) -> ModelAnswer { Self.redirect(asked, "error=access_denied") }

  private static func redirect(_ asked: Asked, _ query: String) -> ModelAnswer {
    let state = asked.state.map { "&state=" + PercentEncoding.component($0) } ?? ""
    return ModelAnswer(
      status: 302, headers: [NamedValue("Location", asked.redirect + "?" + query + state)])
  }
}

// MARK: - Tokens

extension AuthorizationServer {
  /// How a client proves itself at the token endpoint.
  enum Proof { case basic, form }

  /// - Throws: unless the client is the registered app and proves it the documented way.
  func authenticate(
    _ request: ModelRequest, _ given: Parameters, by proof: Proof
  ) throws(Stop) {
    let wrong = Stop(.oauthError(401, "unauthorized_client", "Missing valid authorization header"))
    guard let secret = rules.app.secret else {
      guard given.text("client_id") == rules.app.id, request.header("authorization") == nil else {
        throw wrong
      }
      return
    }
    switch proof {
    case .form:
      guard given.text("client_id") == rules.app.id, given.text("client_secret") == secret else {
        throw Stop(.oauthError(401, "invalid_client", "Client authentication failed"))
      }
    case .basic:
      let header = request.header("authorization") ?? ""
      guard header.hasPrefix("Basic "),
        Base64.decode(header.dropFirst(6)) == Array("\(rules.app.id):\(secret)".utf8)
      else { throw wrong }
    }
  }

  /// Exchanges a code; it is spent by the attempt, whether or not the rest is right.
  mutating func redeem(
    _ given: Parameters, at now: Instant, _ random: inout SplitMix64, _ hashing: any Hashing
  ) throws(Stop) -> Issued {
    let wrong = Stop(.oauthError(400, "invalid_grant", "the code is invalid or expired"))
    guard let name = given.text("code"), let code = codes.removeValue(forKey: name),
      code.redirect == given.text("redirect_uri"), now < code.expires
    else { throw wrong }
    if let challenge = code.challenge {
      guard let verifier = given.text("code_verifier"), (43...128).contains(verifier.utf8.count),
        Base64.url(hashing.sha256(Array(verifier.utf8))) == challenge
      else { throw wrong }
    }
    grants.append(code.grant)
    return issue(grants.count - 1, refreshEnd: nil, at: now, &random)
  }

  /// Uses a refresh token.
  mutating func refresh(
    _ given: Parameters, at now: Instant, _ random: inout SplitMix64
  ) throws(Stop) -> Issued {
    let wrong = Stop(.oauthError(400, "invalid_grant", "Value passed for the token was invalid."))
    guard let name = given.text("refresh_token"), let token = refreshTokens[name],
      !grants[token.grant].isRevoked, now < token.expires
    else { throw wrong }
    guard !token.isSpent else {
      grants[token.grant].isRevoked = true
      throw wrong
    }
    switch rules.renewal {
    case .stays:
      var issued = issue(token.grant, refreshEnd: token.expires, at: now, &random)
      issued.refresh = name
      return issued
    case .renews: break
    case .once: refreshTokens[name]?.isSpent = true
    }
    return issue(token.grant, refreshEnd: nil, at: now, &random)
  }

  private mutating func issue(
    _ grant: Int, refreshEnd: Instant?, at now: Instant, _ random: inout SplitMix64
  ) -> Issued {
    let access = random.token(length: 60)
    accessTokens[access] = Access(grant: grant, expires: now + rules.accessLifetime)
    var issued = Issued(access: access, scopes: grants[grant].scopes)
    guard grants[grant].hasRefresh, let lifetime = rules.refreshLifetime else { return issued }
    let end = refreshEnd ?? now + lifetime
    issued.refreshSeconds = (end.milliseconds - now.milliseconds) / 1000
    if refreshEnd == nil {
      let refresh = random.token(length: 60)
      refreshTokens[refresh] = Refresh(grant: grant, expires: end)
      issued.refresh = refresh
    }
    return issued
  }

  /// The consent behind an access token; `nil` when it is unknown, over or revoked.
  func grant(_ token: String, at now: Instant) -> Grant? {
    guard let access = accessTokens[token], now < access.expires,
      !grants[access.grant].isRevoked
    else { return nil }
    return grants[access.grant]
  }

  /// Ends the sign-in that a token belongs to.
  mutating func revoke(_ token: String) {
    guard let grant = accessTokens[token]?.grant ?? refreshTokens[token]?.grant else { return }
    grants[grant].isRevoked = true
  }

  mutating func expireAccessTokens() { accessTokens = [:] }

  /// A token as a sign-in would give it, for tests that are not about signing in.
  mutating func issueToken(_ token: String, for account: String, scopes: [String]) {
    grants.append(Grant(account: account, scopes: scopes, hasRefresh: false))
    accessTokens[token] = Access(
      grant: grants.count - 1, expires: Instant(milliseconds: 253_402_300_799_000))
  }
}
