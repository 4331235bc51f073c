import Domain

/// The facts of Pinterest that are not calls: settings, limits, sizes (OpenAPI description 5.23;
/// sizes of files from others' guides).
enum PinterestProfile {
  static let server = "https://api.pinterest.com"
  static let website = "https://www.pinterest.com"
  static let titleCharacters = 100
  static let descriptionCharacters = 800
  static let altCharacters = 500
  static let linkCharacters = 2048
  static let carousel = 2...5
  /// What travels inside the call.
  static let uploadTypes = ["image/jpeg", "image/png"]
  /// What Pinterest fetches.
  static let fetchTypes = uploadTypes + ["image/webp", "image/gif"]
  /// All pictures of a Pin that travel inside the call: its body ends near 10 MB, and Base64 needs
  /// four characters for three bytes. From memory of others.
  static let uploadBytes: Int64 = 7_000_000
  static let fetchBytes: Int64 = 20_000_000
  static let filmTypes = ["video/mp4", "video/quicktime"]
  /// The lower of two numbers.
  static let filmBytes: Int64 = 1_000_000_000
  static let filmSeconds: ClosedRange<Int64> = 4...900

  static let scopes = [
    "boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read",
  ]

  static let value: PlatformProfile = {
    var profile = PlatformProfile(
      name: .pinterest, title: "Pinterest", version: 1, settings: settings,
      postOptions: ["board", "section", "title"], limits: limits, scopes: scopes)
    profile.renewal = .once
    profile.accessPage = "Settings, Security, Connected apps"
    return profile
  }()

  private static let settings: [PlatformProfile.Setting] = [
    .init(
      "board", .text,
      summary: "The id of the board for posts that name none; left out, the sign-in asks."),
    .init(
      "pictures", .choice(["upload", "fetch"]), defaultValue: "upload",
      summary: "Whether pictures travel inside the call, or Pinterest fetches them (listen:)."),
    .init(
      "redirect", .text, defaultValue: "http://127.0.0.1:8976/callback",
      summary: "The redirect address that is registered with the app, to the letter."),
    .init("server", .origin, defaultValue: server, summary: "Where the API is."),
    .init(
      "website", .origin, defaultValue: website, summary: "Where people consent to a sign-in."),
  ]

  /// The categories `org_write` and `org_read` of Standard access, for each user of the app.
  static let limits = [
    LimitRule("writes", scope: .account, .window(count: 100, perSeconds: 60), unit: "calls"),
    LimitRule("reads", scope: .account, .window(count: 1000, perSeconds: 60), unit: "calls"),
  ]
}
