import Domain

/// The facts of TikTok that are not calls: settings, limits, sizes, scopes.
enum TikTokProfile {
  /// The API's own address; a sandbox has another.
  static let server = "https://open.tiktokapis.com"
  /// UTF-16 units of a film's caption, and of the title and the caption of pictures.
  static let captionLength = 2200
  static let titleLength = 90
  static let pictureCaptionLength = 4000
  static let pictures = 35
  static let pictureBytes: Int64 = 20_000_000
  static let pictureTypes = ["image/jpeg", "image/webp"]
  /// "Up to 1080p": the shorter and the longer side of a picture.
  static let pictureSides = (shorter: 1080, longer: 1920)
  static let filmBytes: Int64 = 4_000_000_000
  static let filmSide = 360...4096
  /// Through the API; creators may have less.
  static let filmSeconds: Int64 = 600
  /// Decimal, because TikTok does not say which megabyte it means; the last piece is up to twice
  /// as long.
  static let pieceBytes: Int64 = 10_000_000
  /// The upload's address lives for an hour.
  static let uploadLifetime = Duration.seconds(50 * 60)
  static let scopes = ["user.info.basic", "video.publish"]

  static let value: PlatformProfile = {
    var profile = PlatformProfile(
      name: .tiktok, title: "TikTok", version: 1,
      settings: [
        .init(
          "server", .origin, defaultValue: server,
          summary: "TikTok's API; another address, such as a sandbox's, gets the sign-in too.")
      ],
      postOptions: [
        "privacy", "allow_comments", "allow_duet", "allow_stitch", "branded_content", "own_brand",
        "ai_generated", "cover_ms", "title", "cover_picture", "add_music",
      ],
      limits: limits, scopes: scopes)
    profile.renewal = .once
    profile.accessPage = "Settings, Security and permissions, Apps and services permissions"
    return profile
  }()

  /// Per user and minute (*rate limits*), and the creator's day over all programs that post for
  /// them, which TikTok gives as "about 15".
  static let limits = [
    LimitRule("creator", scope: .account, .window(count: 20, perSeconds: 60), unit: "requests"),
    LimitRule("starts", scope: .account, .window(count: 6, perSeconds: 60), unit: "requests"),
    LimitRule("status", scope: .account, .window(count: 30, perSeconds: 60), unit: "requests"),
    LimitRule("posts", scope: .account, .window(count: 15, perSeconds: 86_400), unit: "posts"),
  ]
}
