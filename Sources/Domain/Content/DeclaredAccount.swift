/// An account as `accounts.yaml` declares it.
package struct DeclaredAccount: Hashable, Sendable, Codable {
  package var name: AccountName
  package var platform: PlatformName
  /// The platform's own keys (`server`, `handle` …) as the profile's settings declare them.
  package var settings: [String: String]
  /// The OAuth client that the account shares with others, by its name under `apps:`.
  package var app: DeclaredApp?
  package var project: String?
  package var onDoubt: DoubtPolicy
  /// Tightens what the platform allows; never loosens it.
  package var limits: AccountLimits
  package var enabled: Bool
  /// A text that is too long for the network is shortened, and a file that it does not take gets
  /// another form; otherwise both are mistakes.
  package var fit: Bool
  /// With `fit`, films that are too long are cut off. `nil` is `false`.
  package var trim: Bool?

  package init(
    name: AccountName, platform: PlatformName, settings: [String: String] = [:],
    app: DeclaredApp? = nil, project: String? = nil, onDoubt: DoubtPolicy = .ask,
    limits: AccountLimits = .init(), enabled: Bool = true, fit: Bool = false,
    trim: Bool? = nil
  ) {
    self.name = name
    self.platform = platform
    self.settings = settings
    self.app = app
    self.project = project
    self.onDoubt = onDoubt
    self.limits = limits
    self.enabled = enabled
    self.fit = fit
    self.trim = trim
  }
}

/// An OAuth client of `apps:`.
package struct DeclaredApp: Hashable, Sendable, Codable {
  package var name: String
  package var clientID: String
  package var clientSecret: SecretKey?

  package init(name: String, clientID: String, clientSecret: SecretKey?) {
    self.name = name
    self.clientID = clientID
    self.clientSecret = clientSecret
  }

  /// `client_id` becomes `clientId` on its way back from snake case, which is no name of ours.
  private enum CodingKeys: String, CodingKey {
    case name
    case clientID = "clientId"
    case clientSecret
  }
}

/// Whether a post that may be out already is sent again without asking a person, on platforms that
/// leave no better way.
package enum DoubtPolicy: String, Hashable, Sendable, Codable, CaseIterable {
  case ask, resend
}

/// What an account's owner allows, below what the platform allows.
package struct AccountLimits: Hashable, Sendable, Codable {
  /// At most this many posts in `perSeconds`.
  package var posts: Int?
  package var perSeconds: Int?
  /// The least time between two posts.
  package var spacingSeconds: Int?
  /// At most this much money in a month, on networks that charge for calls.
  package var budget: Money?

  package init(
    posts: Int? = nil, perSeconds: Int? = nil, spacingSeconds: Int? = nil, budget: Money? = nil
  ) {
    self.budget = budget
    self.posts = posts
    self.perSeconds = perSeconds
    self.spacingSeconds = spacingSeconds
  }
}
