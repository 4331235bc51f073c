import Domain

/// The facts of Telegram that are not calls: settings, limits, sizes (core.telegram.org/bots/api,
/// 10.1).
enum TelegramProfile {
  static let server = "https://api.telegram.org"
  /// UTF-16 units.
  static let textLength = 4096
  static let captionLength = 1024
  static let albumSize = 2...10
  static let photoBytes: Int64 = 10_000_000
  static let photoSides = 10_000
  static let photoRatio = 20
  /// At Telegram's own server, and at one that people run themselves.
  static let fileBytes = (cloud: Int64(50_000_000), own: Int64(2_000_000_000))

  static let value = PlatformProfile(
    name: .telegram, title: "Telegram", version: 1,
    settings: [
      .init(
        "chat", .text, isRequired: true,
        summary: "The channel or group: @name, or its number such as -1001234567890."),
      .init(
        "server", .origin, defaultValue: server,
        summary: "The Bot API: Telegram's own, or a server that you run yourself."),
    ],
    postOptions: ["silent", "protected", "topic", "link_preview"], limits: limits,
    accessPage: "send /revoke to @BotFather")

  /// A bot may send 20 messages a minute to one group; whether that holds for channels is not
  /// said. Refusals name the wait.
  static let limits = [
    LimitRule("chat", scope: .account, .window(count: 20, perSeconds: 60), unit: "messages")
  ]
}
