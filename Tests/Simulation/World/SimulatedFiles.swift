import Config
import Crypto
import Domain

/// The configuration's folder: YAML written from the scenario's posts, as their owner keeps it.
struct SimulatedFiles {
  private(set) var text = ""
  /// Bytes of media files by their hash: also the spool.
  private(set) var spool: [String: [UInt8]] = [:]
  private var media: [String: MediaFile] = [:]
  private let accounts: String
  private let start: Instant
  /// Whether each version of a post has an id of its own, which it must not.
  private let namesVersions: Bool

  init(_ scenario: Scenario, from start: Instant, namesVersions: Bool) {
    self.start = start
    self.namesVersions = namesVersions
    accounts = SimulatedFiles.accounts(scenario.accounts)
    for post in scenario.posts where post.hasMedia { addPicture(of: post) }
  }

  /// Writes schedule.yaml.
  mutating func write(_ posts: [SimulatedPost], isBroken: Bool = false) {
    let listed = posts.filter(\.isThere).map { yaml($0) }.joined()
    text = "version: 1\ntimezone: UTC\nposts:" + (listed.isEmpty ? " []\n" : "\n" + listed)
    if isBroken { text += "  - id: {" }
  }

  /// Reads the files as the daemon does.
  func load(_ ports: ConfigurationPorts, now: Instant, facts: KnownFacts) -> LoadedConfiguration {
    let source = MemoryFiles(files: [
      "accounts.yaml": Array(accounts.utf8), "schedule.yaml": Array(text.utf8),
    ])
    var ports = ports
    ports.media = MemoryMedia(files: media)
    return ConfigurationLoader(accounts: source, schedule: source, ports: ports)
      .load(now: now, facts: facts)
  }

  private func yaml(_ post: SimulatedPost) -> String {
    let due = (start + post.due).rfc3339
    var lines = [
      "  - id: \(namesVersions ? "\(post.name)-\(post.version)" : post.name)", "    at: \(due)",
      "    to: [\(post.accounts.joined(separator: ", "))]",
      "    late: \(post.late.rawValue)", "    grace: \(post.graceSeconds / 60)m",
      "    attempts: \(post.attempts)", "    text: \(post.text(part: 0))",
    ]
    if post.hasMedia {
      lines += ["    media:", "      - { file: \(post.name).png, alt: a bell }"]
    }
    if post.parts > 1 {
      lines.append("    thread:")
      lines += (1..<post.parts).map { "      - text: \(post.text(part: $0))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func accounts(_ accounts: [SimulatedAccount]) -> String {
    let listed = accounts.map { account in
      var lines = [
        "  - id: \(account.name)", "    platform: \(account.platform.rawValue)",
        "    server: \(account.origin)", "    on_doubt: \(account.onDoubt.rawValue)",
        "    limits: { spacing: \(account.spacingSeconds)s }",
      ]
      if account.platform == .bluesky {
        lines += ["    handle: belfry.test", "    video_server: \(account.origin)"]
      }
      return lines.joined(separator: "\n") + "\n"
    }
    return "version: 1\naccounts:\n" + listed.joined()
  }

  /// The head of a picture is all that anybody looks at.
  private mutating func addPicture(of post: SimulatedPost) {
    let head: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    let size: [UInt8] = [0, 0, 0, 8, 0, 0, 0, 6]
    let bytes = head + Array("IHDR".utf8) + size + Array(post.name.utf8)
    let hash = SHA256().sha256(bytes).hexadecimal
    spool[hash] = bytes
    media["\(post.name).png"] = MediaFile(
      hash: hash, bytes: Int64(bytes.count), mime: "image/png", width: 8, height: 6,
      name: "\(post.name).png")
  }
}

/// A folder in memory, without patterns.
private struct MemoryFiles: FileSource {
  var files: [String: [UInt8]]

  func read(_ path: String, limitBytes: Int) throws(FileProblem) -> [UInt8] {
    guard let bytes = files[path] else { throw .missing }
    return bytes
  }

  func list(_ pattern: String) throws(FileProblem) -> [String] {
    files[pattern] == nil ? [] : [pattern]
  }

  func locate(_ path: String) throws(FileProblem) -> String { path }
}

private struct MemoryMedia: MediaLibrary {
  var files: [String: MediaFile]

  func examine(_ path: String) throws(MediaProblem) -> MediaFile {
    guard let file = files[path] else { throw .missing }
    return file
  }
}

/// The only zone of the simulated files.
struct UniversalTime: TimeZones {
  func knows(_ zone: String) -> Bool { zone == "UTC" }

  func resolve(_ local: LocalDateTime, in zone: String) -> ZonedTime? {
    guard knows(zone) else { return nil }
    return ZonedTime(
      instant: local.instant(offset: .zero), fit: .exact, abbreviation: "UTC", offset: .zero)
  }

  func local(_ instant: Instant, in zone: String) -> (time: LocalDateTime, abbreviation: String)? {
    knows(zone) ? (LocalDateTime(instant, offset: .zero), "UTC") : nil
  }
}

/// The simulated files have no series.
struct NoRecurrences: Recurrences {
  func problem(withRule rule: String) -> String? { "not here" }

  func expand(
    rule: String, start: LocalDateTime, from: LocalDateTime, until: LocalDateTime, limit: Int
  ) -> [LocalDateTime] { [] }

  func problem(withCron line: String) -> String? { "not here" }

  func expand(
    cron line: String, from: LocalDateTime, until: LocalDateTime, limit: Int
  ) -> [LocalDateTime] { [] }
}
