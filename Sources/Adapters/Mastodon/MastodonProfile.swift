import Domain

/// The facts of Mastodon that are not calls: settings, limits, scopes.
enum MastodonProfile {
  /// The name under which the program registers itself, and by which its statuses are known.
  static let clientName = "Belfry"
  /// How long a server keeps an Idempotency-Key (*methods/statuses*: up to one hour).
  static let keyLifetime = Duration.seconds(3600)

  /// Statuses that an account may create in three hours.
  static let postsAtOnce = 300

  static let value = PlatformProfile(
    name: .mastodon, title: "Mastodon", version: 1,
    settings: [
      .init(
        "server", .origin, isRequired: true,
        summary: "The server that the account lives on, such as https://mastodon.example.")
    ],
    postOptions: ["sensitive"],
    limits: limits,
    scopes: ["write:statuses", "write:media", "read:statuses", "profile"],
    accessPage: "Preferences, Account, Authorized apps, on its server")

  /// Servers' defaults (*api/rate-limits* and the server's code); answers tighten them.
  static let limits = [
    LimitRule(
      "requests", scope: .account, .window(count: 300, perSeconds: 300), unit: "requests"),
    LimitRule(
      "posts", scope: .account, .window(count: postsAtOnce, perSeconds: 10_800), unit: "posts"),
    LimitRule("media", scope: .account, .window(count: 30, perSeconds: 1800), unit: "uploads"),
    LimitRule("deletes", scope: .account, .window(count: 30, perSeconds: 1800), unit: "deletes"),
  ]

  /// `profile` is known from Mastodon 4.3 on; before, and elsewhere, the same is in
  /// `read:accounts`.
  static func scopes(knowsProfile: Bool) -> [String] {
    ["write:statuses", "write:media", "read:statuses", knowsProfile ? "profile" : "read:accounts"]
  }
}
