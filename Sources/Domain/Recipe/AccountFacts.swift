/// What a recipe may know about the account that it works for.
package struct AccountFacts: Hashable, Sendable {
  package var name: AccountName
  package var platform: PlatformName
  /// The platform's own keys from `accounts.yaml`.
  package var settings: [String: String]
  package var app: DeclaredApp?
  /// The identity at the network, once connected.
  package var identity: Identity?
  /// The names of the account's tokens by role: `access`, `refresh`, `client_secret` …
  package var tokens: [String: SecretKey]
  /// What the server said about itself (its limits, its software, its host), as the recipe's probe
  /// returned it.
  package var server: JSON

  package init(
    name: AccountName, platform: PlatformName, settings: [String: String] = [:],
    app: DeclaredApp? = nil, identity: Identity? = nil, tokens: [String: SecretKey] = [:],
    server: JSON = .null
  ) {
    self.name = name
    self.platform = platform
    self.settings = settings
    self.app = app
    self.identity = identity
    self.tokens = tokens
    self.server = server
  }
}

/// Who an account is at its network.
package struct Identity: Hashable, Sendable, Codable {
  /// The network's permanent id.
  package var id: String
  /// What people see, such as `@belfry@mastodon.example`.
  package var handle: String
  package var url: String?

  package init(id: String, handle: String, url: String? = nil) {
    self.id = id
    self.handle = handle
    self.url = url
  }
}

/// The result of a sign-in or a refresh.
package struct Grant: Hashable, Sendable, Codable {
  /// Tokens by role.
  package var tokens: [String: SecretKey]
  /// When the access token ends; `nil` if it does not.
  package var accessExpires: Instant?
  /// When the refresh token ends; `nil` if it does not, or if there is none.
  package var refreshExpires: Instant?
  package var scopes: [String]
  /// Present after a sign-in.
  package var identity: Identity?
  /// What the server said about itself; replaces the account's facts when present.
  package var server: JSON?

  package init(
    tokens: [String: SecretKey], accessExpires: Instant? = nil, refreshExpires: Instant? = nil,
    scopes: [String] = [], identity: Identity? = nil, server: JSON? = nil
  ) {
    self.tokens = tokens
    self.accessExpires = accessExpires
    self.refreshExpires = refreshExpires
    self.scopes = scopes
    self.identity = identity
    self.server = server
  }
}

/// A post that is out: one remote id per part, in order.
package struct Publication: Hashable, Sendable, Codable {
  package var parts: [Remote]

  package init(parts: [Remote]) {
    self.parts = parts
  }
}
