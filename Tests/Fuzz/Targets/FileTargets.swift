import Adapters
import Calendar
import Config
import Crypto
import Domain
import Media

extension Target {
  static let now = Instant(milliseconds: 1_795_132_800_000)

  private static let ports = ConfigurationPorts(
    zones: SystemTimeZones(), recurrences: ICalRecurrences(), media: MediaFiles(),
    hashing: SHA256(), recipes: Platforms.all)

  private static let accounts = """
    version: 1
    accounts:
      - { id: fedi, platform: mastodon, server: "https://mastodon.example" }
      - { id: sky, platform: bluesky, handle: belfry.test }
    groups: { everywhere: [fedi, sky] }

    """
  private static let schedule = "version: 1\ntimezone: Europe/Berlin\n"

  private static func load(_ files: [String: [UInt8]]) -> LoadedConfiguration {
    let source = MemoryFiles(files: files)
    return ConfigurationLoader(accounts: source, schedule: source, ports: ports).load(now: now)
  }

  static let files: [Target] = [
    Target(
      name: "accounts",
      words: [
        "version: 1\n", "accounts:", "\n  - ", "id: ", "platform: ", "mastodon", "bluesky",
        "server: ", "handle: ", "limits: ", "posts: 15/day", "spacing: ", "on_doubt: ", "groups:",
        "daemon:", "free_disk: ", "notices:", "apps:", "listen:", "file:", "env:", "&x", "*x",
      ],
      read: { input in
        _ = load(["accounts.yaml": input, "schedule.yaml": Array(schedule.utf8)])
      }),
    Target(
      name: "schedule",
      words: [
        "version: 1\n", "timezone: Europe/Berlin\n", "posts:", "series:", "slots:", "templates:",
        "hashtags:", "include: [", "*.yaml", "\n  - ", "id: ", "to: ", "at: ", "now", "next ",
        "text: ", "|\n", "thread:", "poll: ", "for: ", "repeat: ", "cron: ", "from: ", "{{", "}}",
        "{{hashtags:x}}", "media: ", "grace: ", "late: ", "2026-12-01 09:30", "template: ",
      ],
      read: { input in
        let loaded = load(["accounts.yaml": Array(accounts.utf8), "schedule.yaml": input])
        guard let snapshot = loaded.snapshot else { return }
        let planner = Planner(
          zones: ports.zones, recurrences: ports.recurrences, hashing: ports.hashing)
        _ = planner.plan(snapshot, stored: StoredState(posts: [], accounts: []), now: now)
      }),
  ]

  static let csv = Target(
    name: "csv",
    words: [
      "id,", "at,", "to,", "text,", "link,", "media,", "\"\"", ";", "\r\n", "now",
      "2026-12-01 09:30", "fedi", "everywhere",
    ],
    read: { input in
      let loaded = load([
        "accounts.yaml": Array(accounts.utf8), "schedule.yaml": Array(schedule.utf8),
      ])
      guard let snapshot = loaded.snapshot else { preconditionFailure("our own files are right") }
      let source = MemoryFiles(files: [:])
      var rows = CSVImport(
        input, file: "posts.csv", snapshot: snapshot, folder: source, ports: ports, now: now,
        rowsLimit: 1000)
      while let posts = rows.next(100) { _ = rows.declare(posts, stored: []) }
    })

  static let rules = Target(
    name: "rules",
    words: [
      "FREQ=", "YEARLY", "SECONDLY", ";BYDAY=", "MO,-1SU", ";INTERVAL=", ";COUNT=", ";UNTIL=",
      ";BYSETPOS=", ";BYMONTH=", ";BYWEEKNO=", "* ", "*/5 ", "1-5 ", "MON", "?", "L",
    ],
    read: { input in
      let text = String(decoding: input, as: UTF8.self)
      let calendar = ICalRecurrences()
      let start = LocalDateTime(now, offset: .zero)
      let end = LocalDateTime(now + .seconds(366 * 86_400), offset: .zero)
      if calendar.problem(withRule: text) == nil {
        _ = calendar.expand(rule: text, start: start, from: start, until: end, limit: 500)
      }
      if calendar.problem(withCron: text) == nil {
        _ = calendar.expand(cron: text, from: start, until: end, limit: 500)
      }
    })
}

/// Files that exist in memory only.
struct MemoryFiles: FileSource {
  let files: [String: [UInt8]]

  func read(_ path: String, limitBytes: Int) throws(FileProblem) -> [UInt8] {
    guard let bytes = files[path] else { throw .missing }
    return bytes
  }

  func list(_ pattern: String) throws(FileProblem) -> [String] { [] }

  func locate(_ path: String) throws(FileProblem) -> String { throw .missing }
}
