import Domain

/// The facts of Instagram that are not calls: settings, limits, sizes (developers.facebook.com,
/// *Instagram Platform: content publishing*).
enum InstagramProfile {
  static let server = "https://graph.instagram.com"
  static let tokenServer = "https://api.instagram.com"
  static let website = "https://www.instagram.com"

  static let captionCharacters = 2200
  /// Not documented; what the app itself takes.
  static let commentCharacters = 2200
  static let hashtags = 30
  /// What the product itself shows since December 2025.
  static let usefulHashtags = 5
  static let mentions = 20
  static let altCharacters = 1000
  static let carousel = 2...10
  static let collaborators = 3
  static let imageBytes: Int64 = 8_000_000
  static let reelBytes: Int64 = 300_000_000
  static let storyVideoBytes: Int64 = 100_000_000
  static let reelSeconds: ClosedRange<Int64> = 3...900
  static let storySeconds: ClosedRange<Int64> = 3...60
  static let placements = ["feed", "reel", "story"]
  /// The guide says 100 posts a day and the reference 50; the live value comes with the quota.
  static let postsPerDay = 100
  static let callsPerDay = 48_000

  /// To publish, and for first comments.
  static let scopes = [
    "instagram_business_basic", "instagram_business_content_publish",
    "instagram_business_manage_comments",
  ]

  static let value: PlatformProfile = {
    var profile = PlatformProfile(
      name: .instagram, title: "Instagram", version: 1, settings: settings,
      postOptions: ["placement", "share_to_feed", "collaborators", "location_id", "thumb_offset"],
      limits: limits, pace: .init(lead: .seconds(1200)), scopes: scopes)
    profile.apiVersions = MetaVersions.all
    profile.accessPage = "Settings, Website permissions, Apps and websites"
    return profile
  }()

  private static let settings: [PlatformProfile.Setting] = [
    .init(
      "redirect", .text,
      summary: "The https address that is registered with the app as its OAuth redirect."),
    MetaVersions.setting,
    .init(
      "server", .origin, defaultValue: server,
      summary: "The API; another address than the default is used for signing in too."),
  ]

  static let limits = [
    LimitRule(
      "posts", scope: .account, .window(count: postsPerDay, perSeconds: 86_400), unit: "posts"),
    LimitRule(
      "containers", scope: .account, .window(count: 400, perSeconds: 86_400), unit: "containers"),
    // 4,800 calls a day for each impression, of which we count ten.
    LimitRule(
      "calls", scope: .account, .window(count: callsPerDay, perSeconds: 86_400), unit: "calls"),
  ]
}
