import Domain

/// The facts of X that are not calls: settings, limits, sizes, prices.
enum XProfile {
  static let characters = 280
  /// For accounts with a paid subscription (docs.x.com, *changelog*).
  static let longCharacters = 25_000
  static let subscriptions = ["Basic", "Premium", "PremiumPlus"]
  static let altCharacters = 1000
  static let images = 4
  static let imageBytes: Int64 = 5_000_000
  static let animationBytes: Int64 = 15_000_000
  static let videoBytes: Int64 = 512_000_000
  static let imageTypes = ["image/jpeg", "image/png", "image/webp"]
  static let pollOptions = 2...4
  static let pollOptionCharacters = 25
  static let pollMinutes = 5...10_080
  static let replySettings = ["following", "mentionedUsers", "subscribers", "verified"]
  /// The classic ceiling is 5 MB; the official client sends 4 MB.
  static let segmentBytes: Int64 = 4_000_000
  /// Uploaded media can be attached for a day; an hour is kept in hand.
  static let mediaLifetime = Duration.seconds(23 * 3600)
  /// An unused refresh token is said to live for about six months.
  static let refreshLifetime = Duration.seconds(180 * 86_400)

  static let scopes = ["tweet.read", "tweet.write", "users.read", "media.write", "offline.access"]

  static let value: PlatformProfile = {
    var profile = PlatformProfile(
      name: .x, title: "X", version: 1, settings: settings,
      postOptions: ["made_with_ai", "paid_partnership", "quote", "reply_settings"],
      limits: limits, scopes: scopes)
    profile.renewal = .once
    profile.accessPage = "https://x.com/settings/connected_apps"
    return profile
  }()

  private static let settings: [PlatformProfile.Setting] =
    [
      .init(
        "server", .origin, defaultValue: "https://api.x.com", summary: "Where the API is."),
      .init(
        "website", .origin, defaultValue: "https://x.com",
        summary: "Where people consent to a sign-in."),
      .init(
        "redirect", .text, defaultValue: "http://127.0.0.1:8976/callback",
        summary: "The callback address that is registered with the app, to the letter."),
      .init(
        "field_names", .choice(["tweet", "post"]), defaultValue: "tweet",
        summary: "How the API spells tweet.fields: X renames it to post.fields in 2026."),
    ] + prices

  /// Reads are charged for each post that they return; what is counted is one.
  private static let prices: [PlatformProfile.Setting] = [
    .init(
      "post_price", .price, defaultValue: XPrices.Standard.post,
      summary: "US dollars for a post; 0 where the plan charges nothing for calls."),
    .init(
      "link_price", .price, defaultValue: XPrices.Standard.link,
      summary: "US dollars for a post with a link."),
    .init(
      "delete_price", .price, defaultValue: XPrices.Standard.delete,
      summary: "US dollars for a deletion."),
    .init(
      "read_price", .price, defaultValue: XPrices.Standard.read,
      summary: "US dollars for a question about posts, or for a picture's description."),
  ]

  /// docs.x.com, *rate limits*; where two pages differ, the lower number.
  static let limits = [
    LimitRule("posts", scope: .account, .window(count: 100, perSeconds: 900), unit: "posts"),
    LimitRule(
      "posts-3h", scope: .account, .window(count: 300, perSeconds: 10_800), unit: "posts"),
    LimitRule(
      "posts-app", scope: .app, .window(count: 10_000, perSeconds: 86_400), unit: "posts"),
    LimitRule("deletes", scope: .account, .window(count: 50, perSeconds: 900), unit: "deletes"),
    LimitRule("uploads", scope: .account, .window(count: 1875, perSeconds: 900), unit: "requests"),
    LimitRule("alt-texts", scope: .account, .window(count: 500, perSeconds: 900), unit: "requests"),
    LimitRule("reads", scope: .account, .window(count: 900, perSeconds: 900), unit: "requests"),
    LimitRule("profile", scope: .account, .window(count: 75, perSeconds: 900), unit: "requests"),
  ]

  /// Posts that one account can make at once; a longer thread could only stop in the middle.
  static let postsAtOnce = 100
}
