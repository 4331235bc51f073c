/// The facts of a platform that are not its calls: settings, limits, delays. Plain data, so that
/// configuration, documentation and the core read the same table.
package struct PlatformProfile: Hashable, Sendable {
  package var name: PlatformName
  /// As people write it: `Mastodon`.
  package var title: String
  /// The recipe's version; it is stored with every flow.
  package var version: Int
  /// The keys under an account of this platform in `accounts.yaml`.
  package var settings: [Setting]
  /// The keys of a post that this platform understands beyond text, link and media.
  package var postOptions: [String]
  package var placements: [String]
  package var limits: [LimitRule]
  package var pace: Pace
  /// The scopes that publishing needs, as the platform writes them.
  package var scopes: [String]
  /// The versions of the API that `api_version` may name, the default first; empty where there are
  /// none. A version that ended stops posts of this platform only.
  package var apiVersions: [APIVersion] = []
  package var renewal = Renewal.repeatable
  /// The member of `AccountFacts.server` that holds the origin of the account's server, where the
  /// network finds it at the sign-in; `nil` where the setting `server` says it.
  package var serverFact: String?
  /// Where a person takes back by hand what the account's sign-in allowed: an address, or the way
  /// through the network's settings.
  package var accessPage: String

  package init(
    name: PlatformName, title: String, version: Int, settings: [Setting],
    postOptions: [String] = [], placements: [String] = ["feed"], limits: [LimitRule],
    pace: Pace = .init(), scopes: [String] = [], accessPage: String = "the network's settings"
  ) {
    self.name = name
    self.title = title
    self.version = version
    self.settings = settings
    self.postOptions = postOptions
    self.placements = placements
    self.limits = limits
    self.pace = pace
    self.scopes = scopes
    self.accessPage = accessPage
  }

  /// The network charges money for calls.
  package var chargesForCalls: Bool { settings.contains { $0.kind == .price } }

  /// What it means for a refresh token that the answer to its use is lost.
  package enum Renewal: Hashable, Sendable {
    /// It may be used again: it stays the same, or brings the same successor.
    case repeatable
    /// It works once, and a second use may end the whole sign-in: used early, and used again only
    /// when the access token is nearly over.
    case once
  }

  /// One key of an account in `accounts.yaml`.
  package struct Setting: Hashable, Sendable {
    package var name: String
    package var kind: Kind
    package var isRequired: Bool
    package var defaultValue: String?
    package var summary: String

    package init(
      _ name: String, _ kind: Kind, isRequired: Bool = false, defaultValue: String? = nil,
      summary: String
    ) {
      self.name = name
      self.kind = kind
      self.isRequired = isRequired
      self.defaultValue = defaultValue
      self.summary = summary
    }

    /// Which values the setting takes.
    package enum Kind: Hashable, Sendable {
      case text
      /// `https://host`, or `http://` on loopback; no path, query or credentials.
      case origin
      case choice([String])
      /// US dollars, such as `0.015`.
      case price
    }
  }

  /// Delays of the platform. The sandbox shortens them.
  package struct Pace: Hashable, Sendable {
    /// Preparing (uploads, containers) starts this long before a post with media is due.
    package var lead: Duration
    /// The same for a post without media; zero where a text needs no preparation.
    package var textLead: Duration
    /// How long the platform may still act on a call that we gave up on, plus the lag of its reads.
    package var quiet: Duration
    /// The time between two readings about a call in doubt.
    package var betweenReadings: Duration

    package init(
      lead: Duration = .seconds(600), textLead: Duration = .zero,
      quiet: Duration = .seconds(720),
      betweenReadings: Duration = .seconds(60)
    ) {
      self.lead = lead
      self.textLead = textLead
      self.quiet = quiet
      self.betweenReadings = betweenReadings
    }
  }
}
