import Domain

/// The facts of Bluesky that are not calls: settings, limits, sizes.
enum BlueskyProfile {
  static let graphemes = 300
  static let textBytes = 3000
  static let images = 4
  static let imageBytes: Int64 = 2_000_000
  static let thumbnailBytes: Int64 = 1_000_000
  static let videoBytes: Int64 = 300_000_000
  /// What the usual server takes in one upload (`PDS_BLOB_UPLOAD_LIMIT`, 52,428,800 by default).
  static let serverFilmBytes: Int64 = 52_428_800
  static let tags = 8
  static let tagGraphemes = 64
  static let tagBytes = 640
  /// The content warnings that the network knows (`com.atproto.label.defs`).
  static let warnings = ["porn", "sexual", "nudity", "graphic-media"]
  /// A server may drop a blob that no record names after an hour (atproto.com/specs/blob).
  static let blobLifetime = Duration.seconds(55 * 60)
  /// What creating a record costs (docs.bsky.app, *rate limits*); deleting one costs 1.
  static let pointsPerPost = 3

  /// A personal data server writes a record within its request and shows it at once, so that
  /// only a proxy before it can still hold a call that we gave up on; those wait for a minute.
  private static let quiet = Duration.seconds(120)

  static let value: PlatformProfile = {
    var profile = PlatformProfile(
      name: .bluesky, title: "Bluesky", version: 1, settings: settings, postOptions: ["replies"],
      limits: limits, pace: .init(quiet: quiet))
    profile.serverFact = "pds"
    profile.accessPage = "Settings, Privacy and security, App passwords"
    return profile
  }()

  private static let settings: [PlatformProfile.Setting] = [
    .init(
      "handle", .text, isRequired: true,
      summary: "The account's handle, such as acme.bsky.social, without @."),
    .init(
      "server", .origin, defaultValue: "https://bsky.social",
      summary: "Where the account signs in: the default, or the account's own server."),
    .init(
      "video", .choice(["service", "blob"]), defaultValue: "service",
      summary: "How videos are uploaded: through the video service, or as a plain file to the "
        + "account's server, which shows them later and may take smaller ones only."),
    .init(
      "video_server", .origin, defaultValue: "https://video.bsky.app",
      summary: "The video service."),
  ]

  static let limits = [
    LimitRule(
      "points-hour", scope: .account, .window(count: 5000, perSeconds: 3600), unit: "points"),
    LimitRule(
      "points-day", scope: .account, .window(count: 35_000, perSeconds: 86_400), unit: "points"),
    LimitRule(
      "requests", scope: .host, .window(count: 3000, perSeconds: 300), unit: "requests"),
    LimitRule(
      "uploads", scope: .account, .window(count: 1000, perSeconds: 86_400), unit: "uploads"),
    LimitRule(
      "sessions", scope: .account, .window(count: 30, perSeconds: 300), unit: "sign-ins"),
    LimitRule(
      "sessions-day", scope: .account, .window(count: 300, perSeconds: 86_400), unit: "sign-ins"),
  ]
}
