import Domain

/// The facts of Facebook Pages that are not calls: settings, limits, sizes
/// (developers.facebook.com, *Pages API*, *Page videos*, *Reels publishing*).
enum FacebookProfile {
  static let server = "https://graph.facebook.com"
  static let website = "https://www.facebook.com"

  /// Used by several products; Meta's reference does not say.
  static let messageCharacters = 63_206
  static let reelCharacters = 2200
  static let photos = 10
  /// Meta's pages say 10 MB and 4 MB; larger ones were seen refused.
  static let photoBytes: Int64 = 4_000_000
  static let reelBytes: Int64 = 1_000_000_000
  static let reelSeconds: ClosedRange<Int64> = 3...90
  /// Width divided by height; 9:16 with some room.
  static let reelAspect = 0.5...0.6
  /// What one request takes.
  static let filmBytes: Int64 = 1_000_000_000
  static let filmSeconds: ClosedRange<Int64> = 1...1200
  static let placements = ["feed", "reel", "story"]
  /// Reels a day.
  static let reelsPerDay = 30
  /// 200 an hour for each user of the app, of which there is one at the least.
  static let callsPerHour = 200

  /// Not in Meta's reference; what the product itself takes.
  static let commentCharacters = 8000

  /// To write comments, and to look for one whose answer was lost.
  static let commentScopes = ["pages_manage_engagement", "pages_read_user_content"]
  static let scopes = ["pages_show_list", "pages_read_engagement", "pages_manage_posts"]

  static let value: PlatformProfile = {
    var profile = PlatformProfile(
      name: .facebook, title: "Facebook", version: 1, settings: settings,
      postOptions: ["placement"], limits: limits,
      pace: .init(lead: .seconds(900), textLead: .seconds(60)), scopes: scopes)
    profile.apiVersions = MetaVersions.all
    profile.accessPage = "Settings, Business integrations"
    return profile
  }()

  private static let settings: [PlatformProfile.Setting] = [
    .init(
      "page", .text,
      summary: "The id of the Page; left out, the sign-in asks which of your Pages it is."),
    .init(
      "redirect", .text,
      summary: "The https address that is registered with the app as its OAuth redirect."),
    FirstComment.setting,
    MetaVersions.setting,
    .init(
      "server", .origin, defaultValue: server,
      summary: "The API; another address than the default is used for signing in and films too."),
  ]

  static let limits = [
    LimitRule("calls", scope: .app, .window(count: callsPerHour, perSeconds: 3600), unit: "calls"),
    LimitRule(
      "reels", scope: .account, .window(count: reelsPerDay, perSeconds: 86_400), unit: "reels"),
    // No number is documented: what Meta calls too fast, it says itself.
    LimitRule("posts", scope: .account, .window(count: 50, perSeconds: 3600), unit: "posts"),
  ]
}
