import Domain

/// The facts of Reddit that are not calls: settings, limits, sizes.
enum RedditProfile {
  static let titleCharacters = 300
  static let textCharacters = 40_000
  static let flairCharacters = 64
  static let captionCharacters = 180
  static let gallery = 2...20
  static let imageTypes = ["image/jpeg", "image/png", "image/gif"]
  /// From memory of others' clients; Reddit documents none of them.
  static let imageBytes: Int64 = 20_000_000
  static let videoBytes: Int64 = 1_000_000_000
  static let pollOptions = 2...6
  static let pollDays = 1...7
  static let scopes = ["identity", "submit", "read", "flair", "edit", "history"]

  static let value = PlatformProfile(
    name: .reddit, title: "Reddit", version: 1, settings: settings,
    postOptions: [
      "flair_id", "flair_text", "nsfw", "send_replies", "spoiler", "subreddit", "title",
    ],
    limits: limits, scopes: scopes, accessPage: "https://www.reddit.com/prefs/apps")

  private static let settings: [PlatformProfile.Setting] = [
    .init(
      "username", .text, isRequired: true,
      summary: "The account's name, without u/: Reddit wants it in every request."),
    .init(
      "subreddit", .text,
      summary: "Where posts go that name no subreddit of their own, without r/."),
    .init(
      "redirect", .text, defaultValue: "http://127.0.0.1:8976/callback",
      summary: "The redirect address that is registered with the app, to the letter."),
    .init(
      "server", .origin, defaultValue: "https://oauth.reddit.com", summary: "Where the API is."),
    .init(
      "website", .origin, defaultValue: "https://www.reddit.com",
      summary: "Where people consent to a sign-in."),
  ]

  /// 100 requests a minute, averaged over ten minutes (*Data API wiki*).
  static let limits = [
    LimitRule("requests", scope: .app, .window(count: 1000, perSeconds: 600), unit: "requests")
  ]
}
