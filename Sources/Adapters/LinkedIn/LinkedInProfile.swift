import Domain

/// The facts of LinkedIn that are not calls: settings, limits, sizes.
enum LinkedInProfile {
  /// UTF-16 units of the escaped text. The number is documented for the older API, the unit is
  /// reported, and whether escapes count is unknown: this is the careful reading.
  static let characters = 3000
  static let altCharacters = 4086
  static let titleCharacters = 400
  static let images = 20
  /// *documents-api*; three hundred pages at the most, which nobody counts before LinkedIn does.
  static let documentType = "application/pdf"
  static let documentBytes: Int64 = 100_000_000
  static let imageTypes = ["image/jpeg", "image/png", "image/gif"]
  static let imagePixels = 36_152_320
  /// Not documented; others found 5 to 8 MB.
  static let imageBytes: Int64 = 8_000_000
  static let videoBytes: ClosedRange<Int64> = 75_000...500_000_000
  static let pollQuestionCharacters = 140
  static let pollOptionCharacters = 30
  /// Seconds, and what the API calls them.
  static let pollDurations: [(seconds: Int, name: String)] = [
    (86_400, "ONE_DAY"), (259_200, "THREE_DAYS"), (604_800, "SEVEN_DAYS"),
    (1_209_600, "FOURTEEN_DAYS"),
  ]
  static let thumbnailBytes: Int64 = 5_000_000
  /// How long LinkedIn gets for a file that nobody may look at; pictures take a second or two.
  static let unseenProcessing = Duration.seconds(5)

  /// UTF-16 units; reported, not documented.
  static let commentCharacters = 1250

  static let memberScopes = ["openid", "profile", "w_member_social"]
  /// An app for organisations must have the Community Management product alone, so that it cannot
  /// ask for more; one scope too many fails the whole sign-in.
  static let organizationScopes = [
    "r_organization_social", "rw_organization_admin", "w_organization_social",
  ]

  /// Comments moved to permissions of their own, which only the Community Management product has:
  /// to write them, and to look for one whose answer was lost.
  static let memberCommentScopes = ["r_member_social_feed", "w_member_social_feed"]
  static let organizationCommentScopes = [
    "r_organization_social_feed", "w_organization_social_feed",
  ]

  static func scopes(for settings: [String: String]) -> [String] {
    let isPage = settings["as"] == "organization"
    let scopes = isPage ? organizationScopes : memberScopes
    guard FirstComment.isAllowed(by: settings) else { return scopes }
    return scopes + (isPage ? organizationCommentScopes : memberCommentScopes)
  }

  static let value: PlatformProfile = {
    var profile = PlatformProfile(
      name: .linkedin, title: "LinkedIn", version: 1, settings: settings,
      postOptions: ["reshare", "title"], limits: limits, scopes: memberScopes)
    profile.apiVersions = apiVersions
    profile.accessPage = "Settings, Data privacy, Permitted services"
    return profile
  }()

  /// Each is served for at least a year; the ends are as published (*versioning*).
  private static let apiVersions = [
    APIVersion("202609"), APIVersion("202601", ends: Instant(rfc3339: "2027-01-15T00:00:00Z")),
    APIVersion("202511", ends: Instant(rfc3339: "2026-11-16T00:00:00Z")),
    APIVersion("202510", ends: Instant(rfc3339: "2026-10-15T00:00:00Z")),
  ]

  private static let settings: [PlatformProfile.Setting] = [
    .init(
      "as", .choice(["member", "organization"]), defaultValue: "member",
      summary: "Who posts: the person that signs in, or a page that this person administers."),
    .init(
      "organization", .text,
      summary: "The page's number; left out, the sign-in asks which of yours it is."),
    FirstComment.setting,
    .init(
      "redirect", .text, defaultValue: "http://127.0.0.1:8976/callback",
      summary: "The redirect address that is registered with the app, to the letter."),
    .init(
      "api_version", .text, defaultValue: "202609",
      summary: "The version of the API, year and month; each is served for a year."),
    .init(
      "server", .origin, defaultValue: "https://api.linkedin.com", summary: "Where the API is."),
    .init(
      "website", .origin, defaultValue: "https://www.linkedin.com",
      summary: "Where people consent to a sign-in."),
  ]

  /// Requests a day, per member and per app (*Share on LinkedIn*). LinkedIn tells nothing in
  /// headers, so that they are counted here.
  static let limits = [
    LimitRule(
      "requests", scope: .account, .window(count: 150, perSeconds: 86_400), unit: "requests"),
    LimitRule(
      "requests-app", scope: .app, .window(count: 100_000, perSeconds: 86_400), unit: "requests"),
  ]

  /// Both daily limits.
  static let costs: [Call.Cost] = [.init("requests"), .init("requests-app")]
}
