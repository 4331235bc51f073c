import Domain

/// The facts of Threads that are not calls: settings, limits, sizes (developers.facebook.com,
/// *Threads API*).
enum ThreadsProfile {
  static let server = "https://graph.threads.net"
  static let website = "https://threads.net"
  static let version = "v1.0"

  static let characters = 500
  static let links = 5
  static let carousel = 2...20
  static let altCharacters = 1000
  static let imageBytes: Int64 = 8_000_000
  static let videoBytes: Int64 = 1_000_000_000
  static let videoSeconds: ClosedRange<Int64> = 0...300
  static let aspect = 10.0
  static let topicCharacters = 50
  static let pollOptions = 2...4
  /// Who may answer.
  static let replyControls = [
    "everyone", "accounts_you_follow", "mentioned_only", "parent_post_author_only",
    "followers_only",
  ]
  /// What an account may publish in a day.
  static let postsPerDay = 250
  static let repliesPerDay = 1000
  /// 4,800 calls a day for each impression, of which at least ten are counted.
  static let callsPerDay = 48_000

  static let scopes = [
    "threads_basic", "threads_content_publish", "threads_manage_replies", "threads_read_replies",
    "threads_delete",
  ]

  static let value = PlatformProfile(
    name: .threads, title: "Threads", version: 1, settings: settings,
    postOptions: ["reply_control", "topic_tag", "spoiler"], limits: limits,
    pace: .init(lead: .seconds(900), textLead: .seconds(90)), scopes: scopes,
    accessPage: "Settings, Account, Website permissions")

  private static let settings: [PlatformProfile.Setting] = [
    .init(
      "redirect", .text,
      summary: "The https address that is registered with the app as its redirect callback."),
    .init(
      "server", .origin, defaultValue: server,
      summary: "The API; another address than the default is used for signing in too."),
  ]

  static let limits = [
    LimitRule(
      "posts", scope: .account, .window(count: postsPerDay, perSeconds: 86_400), unit: "posts"),
    LimitRule(
      "replies", scope: .account, .window(count: repliesPerDay, perSeconds: 86_400),
      unit: "replies"),
    LimitRule(
      "deletes", scope: .account, .window(count: 100, perSeconds: 86_400), unit: "deletes"),
    // None is documented for Threads; Instagram's is.
    LimitRule(
      "containers", scope: .account, .window(count: 2000, perSeconds: 86_400), unit: "containers"),
    LimitRule(
      "calls", scope: .account, .window(count: callsPerDay, perSeconds: 86_400), unit: "calls"),
  ]
}
