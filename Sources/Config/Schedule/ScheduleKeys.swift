import Domain

/// The keys of `schedule.yaml`, of the files that it includes, and of Markdown front matter.
struct ScheduleKeys: Sendable {
  /// `schedule.yaml`.
  let file: KeyTable
  /// A file that it includes.
  let included: KeyTable
  let post: KeyTable
  /// The front matter of a Markdown text.
  let frontMatter: KeyTable

  /// - Parameter profiles: the platforms, for their options under `for:`.
  init(profiles: [PlatformProfile]) {
    let overrides = ScheduleKeys.overrides(profiles)
    post = KeyTable(
      "a post",
      ScheduleKeys.postTime + [ScheduleKeys.to] + ScheduleKeys.content + [overrides]
        + ScheduleKeys.rules + [ScheduleKeys.draft])
    frontMatter = KeyTable(
      "the front matter", [ScheduleKeys.itemID] + ScheduleKeys.content + [overrides])
    let item = KeyTable("a text of a series", frontMatter.keys)
    let series = KeyTable(
      "a series",
      ScheduleKeys.seriesTime + [
        Key("posts", .list(of: .keys(item), atLeast: 1), "The texts, used in turn."),
        Key(
          "from", .oneOrMore(of: .scalar(.path)),
          "Markdown files with front matter, used in turn, such as tips/*.md."),
        ScheduleKeys.to,
      ] + ScheduleKeys.content.filter { !["text", "thread", "poll"].contains($0.name) }
        + [overrides] + ScheduleKeys.rules)
    let shared = [
      Key("include", .oneOrMore(of: .scalar(.path)), "Further files, such as campaigns/*.yaml."),
      Key("defaults", .keys(ScheduleKeys.defaults), "What holds for posts that do not say it."),
      Key("slots", .names(of: .keys(ScheduleKeys.slot), title: "a slot"), "Weekly times, by name."),
      Key(
        "hashtags",
        .names(of: .list(of: .scalar(.hashtag), atLeast: 1), title: "a set of hashtags"),
        "Sets of hashtags, for {{hashtags:NAME}}."),
      Key(
        "templates", .names(of: .scalar(.text), title: "a template"),
        "Texts with {{placeholders}}, for template:."),
      Key("posts", .list(of: .keys(post)), "Posts that go out once."),
      Key("series", .list(of: .keys(series)), "Posts that come again."),
    ]
    file = KeyTable("schedule.yaml", ScheduleKeys.head + shared)
    included = KeyTable("an included file", ScheduleKeys.includedHead + shared)
  }

  // MARK: - Heads of files

  private static let version = Key(
    "version", .scalar(.integer(1...1)), isRequired: true,
    "The version of this format; always 1.")

  private static let head = [
    version,
    Key(
      "timezone", .scalar(.text), isRequired: true,
      "The zone that times are meant in, such as Europe/Berlin."),
    Key(
      "horizon", .scalar(.duration(from: .seconds(86_400), to: .seconds(20 * 365 * 86_400))),
      default: "1y", "How far ahead a post may lie; a wrong year is caught by it."),
  ]

  private static let includedHead = [
    Key("version", version.shape, default: "1", version.summary),
    Key("timezone", .scalar(.text), "The zone for this file; that of schedule.yaml otherwise."),
  ]

  private static let slot = KeyTable(
    "a slot",
    [
      Key("days", .oneOrMore(of: .scalar(.days)), default: "daily", "Days such as mon-fri."),
      Key(
        "times", .oneOrMore(of: .scalar(.timeOfDay)), isRequired: true,
        "Times of day; each takes one post."),
      Key("timezone", .scalar(.text), "The zone of the times; that of the file otherwise."),
    ])

  // MARK: - Posts

  private static let postTime = [
    Key(
      "id", .scalar(.name(longest: 128)), isRequired: true,
      "The permanent name of the post; the file may move and be renamed, the id may not."),
    Key(
      "at", .scalar(.moment), isRequired: true,
      "2026-12-01 09:30 (local), 2026-12-01T09:30:00+01:00, now, or next SLOT."),
    Key("timezone", .scalar(.text), "The zone of a local time; that of the file otherwise."),
  ]

  private static let to = Key(
    "to", .oneOrMore(of: .scalar(.name())), "Accounts and groups that it goes to.")

  private static let itemID = Key(
    "id", .scalar(.name(longest: 128)), "A name for the text, by which its turns are remembered.")

  private static let draft = Key(
    "draft", .scalar(.boolean), default: "false", "Checked, but not scheduled.")

  private static let rules = [
    Key(
      "late", .scalar(.choice(LatePolicy.allCases.map(\.rawValue))), default: "ask",
      "What happens to a post that could not go out within its grace."),
    Key(
      "grace", .scalar(.duration(to: .seconds(30 * 86_400))), default: "2h",
      "How late it may go out without asking."),
    Key("approval", .scalar(.boolean), default: "false", "Waits until somebody approves it."),
    Key(
      "on_edit", .scalar(.choice(EditPolicy.allCases.map(\.rawValue))), default: "report",
      "What happens when its text changes after publishing."),
    Key(
      "attempts", .scalar(.integer(1...100)), default: "20",
      "How often a passing failure is tried again before it needs a person."),
    Key("project", .scalar(.name()), "A label for filters, limits and roles."),
  ]

  private static let defaults = KeyTable(
    "defaults:",
    [to] + rules + content.filter { ["language", "visibility", "tags"].contains($0.name) })

  // MARK: - Content

  private static let part = [
    Key("text", .scalar(.text), "The text; may hold {{placeholders}}."),
    Key("link", .scalar(.webAddress), "A web page that it is about; may be shown as a card."),
    Key("media", .list(of: .keys(media)), "Pictures, films and sounds."),
    Key("poll", .keys(poll), "A question with answers to choose from."),
  ]

  /// The keys of what a post says.
  static let content =
    part + [
      Key("template", .scalar(.name()), "A template of templates:; {{text}} is the text."),
      Key("with", .names(of: .scalar(.text), title: "a placeholder"), "Values for placeholders."),
      Key("warning", .scalar(.text), "A content warning in front of the folded post."),
      Key("language", .scalar(.language), "The language of the text, such as en."),
      Key(
        "visibility", .scalar(.choice(Visibility.allCases.map(\.rawValue))),
        "Who can see it; the platform's own default otherwise."),
      Key(
        "tags", .oneOrMore(of: .scalar(.tag)), "Tags that are kept apart from the text."),
      Key(
        "thread", .list(of: .keys(KeyTable("a part of a thread", part)), atLeast: 1),
        "Further posts that answer the first."),
    ]

  private static let media = KeyTable(
    "a media file",
    [
      Key("file", .scalar(.path), "Its path from the folder of schedule.yaml."),
      Key(
        "url", .scalar(.webAddress), "Instead of file: an address; it is fetched once, by reload."),
      Key(
        "id", .scalar(.name()), "Instead of file: the id of an upload, m-5d0f1e9a4b7c2d38."),
      Key("alt", .scalar(.text), "What it shows, for people who cannot see it."),
      Key(
        "focus", .list(of: .scalar(.number(-1...1)), atLeast: 2),
        "The point that stays visible when it is cropped: x and y from -1 to 1."),
    ], oneOf: mediaSources)

  /// The keys that say where a medium lies.
  static let mediaSources = ["file", "url", "id"]

  private static let poll = KeyTable(
    "a poll",
    [
      Key("options", .list(of: .scalar(.text), atLeast: 2), isRequired: true, "The answers."),
      Key(
        "duration", .scalar(.duration(from: .seconds(60), to: .seconds(60 * 86_400))),
        default: "1d", "How long it is open."),
      Key("multiple", .scalar(.boolean), default: "false", "More than one answer may be chosen."),
      Key("hide_totals", .scalar(.boolean), default: "false", "Hides the counts until it ends."),
    ])

  private static func overrides(_ profiles: [PlatformProfile]) -> Key {
    let known = content.map(\.name)
    let options = Set(profiles.flatMap(\.postOptions)).subtracting(known).sorted()
    let table = KeyTable(
      "an override",
      content + options.map { Key($0, .option, "An option of one platform.") })
    return Key(
      "for", .names(of: .keys(table), title: "an account or platform"),
      "What is different for one account or platform.")
  }

  // MARK: - Series

  private static let seriesTime = [
    Key(
      "id", .scalar(.name(longest: 128)), isRequired: true,
      "The permanent name of the series."),
    Key("repeat", .scalar(.text), "When, as an RFC 5545 rule such as FREQ=WEEKLY;BYDAY=TU."),
    Key("cron", .scalar(.text), "When, as five fields such as 0 9 * * TUE."),
    Key("at", .scalar(.timeOfDay), "The time of day for repeat:."),
    Key("starts", .scalar(.date), "The first day that counts; needed with INTERVAL and COUNT."),
    Key("ends", .scalar(.date), "The last day that counts."),
    Key("timezone", .scalar(.text), "The zone of the times; that of the file otherwise."),
  ]
}
