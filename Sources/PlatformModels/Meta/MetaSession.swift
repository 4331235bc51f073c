import Domain

/// Who may act on a server of Meta, and how they signed in: codes, tokens for an hour, tokens for
/// sixty days.
struct MetaSession: Hashable, Sendable {
  /// The endpoints' own words for what they give.
  struct Words: Hashable, Sendable {
    /// `th_exchange_token`.
    var exchange: String
    /// `th_refresh_token`.
    var refresh: String
    var scopes: [String]
    /// The scope without which nothing is renewed.
    var basicScope: String
  }

  struct Person: Hashable, Sendable {
    var id: String
    var name: String
  }

  struct Token: Hashable, Sendable {
    var person: String
    var scopes: [String]
    var isLong: Bool
    var created: Instant
    var expires: Instant
  }

  private struct Code: Hashable, Sendable {
    var person: String
    var redirect: String
    var scopes: [String]
    var expires: Instant
  }

  var people: [Person]
  var words: Words
  var clientID: String
  var clientSecret: String
  private(set) var tokens: [String: Token] = [:]
  private var codes: [String: Code] = [:]

  private static let hour = Duration.seconds(3600)
  private static let day = Duration.seconds(86_400)
  private static let lifetime = Duration.seconds(60 * 86_400)

  init(people: [Person], words: Words, clientID: String, clientSecret: String) {
    self.people = people
    self.words = words
    self.clientID = clientID
    self.clientSecret = clientSecret
  }

  mutating func expireTokens(at now: Instant) {
    for name in tokens.keys.sorted() { tokens[name]?.expires = now }
  }

  /// The person takes back what they allowed.
  mutating func forget(_ person: String) {
    for name in tokens.keys.sorted() where tokens[name]?.person == person { tokens[name] = nil }
  }

  mutating func issue(_ name: String, for person: String, scopes: [String], at now: Instant) {
    tokens[name] = Token(
      person: person, scopes: scopes, isLong: true, created: now, expires: now + Self.lifetime)
  }

  func person(_ id: String) -> Person? { people.first { $0.id == id } }

  /// The token of a request, from its header or its parameter.
  func token(of request: ModelRequest, at now: Instant) throws(Stop) -> Token {
    guard let name = request.bearer ?? request.query("access_token") else {
      throw Stop(.graph(104, nil, "An access token is required to request this resource."))
    }
    return try valid(name, at: now)
  }

  private func valid(_ name: String, at now: Instant) throws(Stop) -> Token {
    guard let token = tokens[name] else {
      throw Stop(.graph(190, nil, "Invalid OAuth access token - Cannot parse access token"))
    }
    guard token.expires > now else {
      throw Stop(
        .graph(190, 463, "Error validating access token: Session has expired", status: 401))
    }
    return token
  }
}

// MARK: - Signing in

extension MetaSession {
  private static let asked = ["client_id", "redirect_uri", "scope", "response_type", "state"]

  /// The page with the "Allow" button, or what pressing it gives.
  ///
  /// - Parameters:
  ///   - isForm: the person pressed the button; `approve=1` presses it, too, which only a sandbox
  ///     offers.
  ///   - origin: the server's own address.
  mutating func authorize(
    _ request: ModelRequest, isForm: Bool, origin: String, at now: Instant,
    _ random: inout SplitMix64
  ) throws(Stop) -> ModelAnswer {
    let given =
      isForm
      ? try request.graphForm(Self.authorizeNames) : try request.graphQuery(Self.authorizeNames)
    guard given.text("client_id") == clientID else {
      throw Stop(.graph(101, nil, "Invalid client id: the sandbox's is \(clientID)"))
    }
    let redirect = given.text("redirect_uri") ?? ""
    // Meta takes https only; on loopback the sandbox lets the program itself listen.
    guard redirect.hasPrefix("https://") || redirect.hasPrefix("http://127.0.0.1:") else {
      throw Stop(.graph(191, nil, "redirect_uri is not an absolute https address"))
    }
    guard given.text("response_type") == "code" else {
      throw Stop(.graphInvalid("response_type must be code"))
    }
    let scopes = (given.text("scope") ?? "").split(separator: ",").map(String.init)
    guard !scopes.isEmpty, scopes.allSatisfy(words.scopes.contains) else {
      throw Stop(.graphInvalid("Invalid Scopes: known: \(words.scopes.joined(separator: ", "))"))
    }
    let name = given.text("account") ?? people[0].name
    guard let person = people.first(where: { $0.name == name }) else {
      throw Stop(.graphInvalid("there is no account \(name)"))
    }
    guard isForm || given.text("approve") == "1" else {
      let host = String(origin.drop { $0 != "/" }.drop { $0 == "/" })
      return .html(
        AuthorizePage.html(
          app: "App \(clientID)", scopes: scopes, accounts: people.map(\.name), server: host,
          fields: request.query, action: "/" + request.path.joined(separator: "/")))
    }
    let state = given.text("state").map { "&state=" + PercentEncoding.component($0) } ?? ""
    let separator = redirect.contains("?") ? "&" : "?"
    guard given.text("deny") == nil else {
      let refusal = "error=access_denied&error_reason=user_denied" + state
      return Self.redirect(redirect + separator + refusal)
    }
    let code = random.token(length: 60)
    codes[code] = Code(
      person: person.id, redirect: redirect, scopes: scopes, expires: now + Self.hour)
    return Self.redirect(redirect + separator + "code=\(code)\(state)#_")
  }

  private static func redirect(_ address: String) -> ModelAnswer {
    ModelAnswer(status: 302, headers: [NamedValue("Location", address)])
  }

  private static let authorizeNames = asked + ["account", "deny", "approve"]
  static let redeemNames = [
    "client_id", "client_secret", "grant_type", "redirect_uri", "code",
  ]

  /// A code for a token of an hour; the code is spent by the attempt.
  mutating func redeem(
    _ given: Parameters, needsGrantType: Bool = true, at now: Instant, _ random: inout SplitMix64
  ) throws(Stop) -> (token: String, person: String) {
    guard given.text("client_id") == clientID, given.text("client_secret") == clientSecret else {
      throw Stop(.metaToken("Error validating client secret."))
    }
    guard !needsGrantType || given.text("grant_type") == "authorization_code" else {
      throw Stop(.metaToken("grant_type must be authorization_code"))
    }
    guard let code = codes.removeValue(forKey: given.text("code") ?? ""), code.expires > now else {
      throw Stop(.metaToken("Invalid verification code: used, over or unknown"))
    }
    guard code.redirect == given.text("redirect_uri") else {
      throw Stop(.metaToken("redirect_uri is not the one that the code was asked for with"))
    }
    let name = "S" + random.token(length: 80)
    tokens[name] = Token(
      person: code.person, scopes: code.scopes, isLong: false, created: now,
      expires: now + Self.hour)
    return (name, code.person)
  }

  /// A token of sixty days for one of an hour.
  mutating func exchange(
    _ given: Parameters, tokenName: String = "access_token", at now: Instant,
    _ random: inout SplitMix64
  ) throws(Stop) -> ModelAnswer {
    guard given.text("grant_type") == words.exchange else {
      throw Stop(.graphInvalid("grant_type must be \(words.exchange)"))
    }
    guard given.text("client_secret") == clientSecret else {
      throw Stop(.graph(101, nil, "Error validating application: wrong client_secret"))
    }
    let short = try valid(given.text(tokenName) ?? "", at: now)
    guard !short.isLong else {
      throw Stop(.graph(452, nil, "Session key invalid: this token is long-lived already"))
    }
    return lengthened(short, at: now, &random)
  }

  /// Sixty more days for a token that is a day old and not over.
  mutating func refresh(
    _ given: Parameters, at now: Instant, _ random: inout SplitMix64
  ) throws(Stop) -> ModelAnswer {
    guard given.text("grant_type") == words.refresh else {
      throw Stop(.graphInvalid("grant_type must be \(words.refresh)"))
    }
    let token = try valid(given.text("access_token") ?? "", at: now)
    guard token.isLong, now >= token.created + Self.day else {
      throw Stop(.graphInvalid("a long-lived token can be refreshed when it is 24 hours old"))
    }
    guard token.scopes.contains(words.basicScope) else {
      throw Stop(.graph(10, nil, "Application does not have permission for this action"))
    }
    return lengthened(token, at: now, &random)
  }

  private mutating func lengthened(
    _ token: Token, at now: Instant, _ random: inout SplitMix64
  ) -> ModelAnswer {
    var token = token
    token.isLong = true
    token.created = now
    token.expires = now + Self.lifetime
    let name = "L" + random.token(length: 80)
    tokens[name] = token
    return .json([
      "access_token": .string(name), "token_type": "bearer",
      "expires_in": .integer(Self.lifetime.wholeMilliseconds / 1000),
    ])
  }
}
