import Domain

/// The facts of Discord that are not calls: settings, limits, sizes (docs.discord.com, API v10).
enum DiscordProfile {
  static let server = "https://discord.com"
  static let textLength = 2000
  static let altLength = 1024
  static let files = 10
  static let fileBytes: Int64 = 10 << 20
  static let requestBytes: Int64 = 25 << 20
  static let threadNameLength = 100
  static let nameLength = 80

  static let value = PlatformProfile(
    name: .discord, title: "Discord", version: 1,
    settings: [
      .init(
        "username", .text, summary: "The name that posts carry instead of the webhook's own."),
      .init(
        "server", .origin, defaultValue: server, summary: "Discord's address, for the sandbox."),
    ],
    postOptions: ["silent", "embeds", "mentions", "thread", "thread_name"], limits: limits,
    accessPage: "the channel's settings, Integrations, Webhooks: delete the webhook")

  /// What people have seen; Discord's headers tell the real limits and tighten these.
  static let limits = [
    LimitRule("messages", scope: .account, .bucket(capacity: 5, perSeconds: 2), unit: "messages"),
    LimitRule("channel", scope: .account, .window(count: 30, perSeconds: 60), unit: "messages"),
  ]
}
