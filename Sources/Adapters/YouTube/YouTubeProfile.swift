import Domain

/// The facts of YouTube that are not calls: settings, limits, sizes, scopes.
enum YouTubeProfile {
  /// The API's own address; a sandbox has another.
  static let server = "https://www.googleapis.com"
  static let titleLength = 100
  static let descriptionBytes = 5000
  static let tagsLength = 500
  static let filmBytes: Int64 = 256 << 30
  static let thumbnailBytes: Int64 = 2 << 20
  /// Without a verified phone number, and with one.
  static let filmMilliseconds = (plain: Int64(900_000), verified: Int64(43_200_000))
  /// What goes out with one call: a multiple of 256 KiB, as the protocol asks for.
  static let pieceBytes: Int64 = 32 << 20
  /// How long a film may be processed before it is released as it is.
  static let processing = Duration.seconds(1800)
  /// Not documented; what the site itself takes.
  static let commentLength = 10_000
  /// To upload, and to release, change, delete and comment.
  static let scopes = [
    "https://www.googleapis.com/auth/youtube.upload",
    "https://www.googleapis.com/auth/youtube.force-ssl",
  ]

  static let value = PlatformProfile(
    name: .youtube, title: "YouTube", version: 1, settings: settings,
    postOptions: [
      "title", "privacy", "category", "playlist", "made_for_kids", "synthetic_media", "license",
      "embeddable", "notify_subscribers",
    ],
    limits: limits, pace: .init(lead: .seconds(3600)), scopes: scopes,
    accessPage: "https://myaccount.google.com/connections")

  private static let settings: [PlatformProfile.Setting] = [
    .init(
      "server", .origin, defaultValue: server,
      summary: "Google's API; another address, such as a sandbox's, gets the sign-in too."),
    .init(
      "category", .text, defaultValue: "22",
      summary: "The number of the category of films that name none; 22 is People & Blogs."),
    .init(
      "made_for_kids", .choice(["yes", "no"]), defaultValue: "no",
      summary: "Whether the channel's films are made for children, where a post does not say."),
    .init(
      "upload_units", .choice(["0", "100", "1600"]), defaultValue: "0",
      summary: "What the project's console says that an upload costs of the daily units."),
  ]

  /// Of a Google Cloud project, shared by all its accounts (*determine quota cost*). A project's
  /// console may say something else and counts then; after a refusal a post waits until midnight.
  static let limits = [
    LimitRule("uploads", scope: .app, .day(count: 100, .pacific), unit: "uploads"),
    LimitRule("units", scope: .app, .day(count: 10_000, .pacific), unit: "units"),
  ]

  /// What a call costs of `units`.
  static let readUnits = 1
  static let writeUnits = 50

  /// What an upload costs of the limits. It has a limit of its own since 2026; projects under older
  /// terms pay units besides.
  static func uploadCosts(_ settings: [String: String]) -> [Call.Cost] {
    let units = settings["upload_units"].flatMap(Int.init) ?? 0
    return [.init("uploads")] + (units > 0 ? [.init("units", units)] : [])
  }
}
