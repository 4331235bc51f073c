import Config
import Crypto
import Domain

/// The configuration's folder: YAML written from the scenario's posts, as their owner keeps it.
struct SimulatedFiles {
  /// Where the world can fetch the spool's files.
  static let publicAddress = "https://media.test"

  private(set) var text = ""
  /// Bytes of media files by their hash: also the spool.
  private(set) var spool: [String: [UInt8]] = [:]
  private var media: [String: MediaFile] = [:]
  private let accounts: [SimulatedAccount]
  private let start: Instant
  /// Whether each version of a post has an id of its own, which it must not.
  private let namesVersions: Bool

  init(_ scenario: Scenario, from start: Instant, namesVersions: Bool) {
    self.start = start
    self.namesVersions = namesVersions
    accounts = scenario.accounts
    for post in scenario.posts { addMedia(of: post) }
  }

  /// Writes schedule.yaml.
  mutating func write(
    _ posts: [SimulatedPost], _ series: [SimulatedSeries] = [], isBroken: Bool = false
  ) {
    let listed = posts.filter(\.isThere).map { yaml($0) }.joined()
    let again = series.filter(\.isThere).map { $0.yaml(from: start) }.joined()
    text =
      "version: 1\ntimezone: UTC\n" + (again.isEmpty ? "" : "series:\n" + again) + "posts:"
      + (listed.isEmpty ? " []\n" : "\n" + listed)
    if isBroken { text += "  - id: {" }
  }

  /// Reads the files as the daemon does.
  func load(_ ports: ConfigurationPorts, now: Instant, facts: KnownFacts) -> LoadedConfiguration {
    let source = MemoryFiles(files: [
      "accounts.yaml": Array(accountsText.utf8), "schedule.yaml": Array(text.utf8),
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
    if post.needsApproval { lines.append("    approval: true") }
    if post.syncsEdits { lines.append("    on_edit: sync") }
    let addressed = accounts.filter { post.accounts.contains($0.name) }
    if post.hasMedia { lines += ["    media:"] + listed([.png], of: post) }
    let isThreadForAll = addressed.allSatisfy(\.network.hasThreads)
    if post.parts > 1, isThreadForAll { lines += thread(post) }
    let overrides = addressed.flatMap { override(post, $0, withThread: !isThreadForAll) }
    if !overrides.isEmpty { lines += ["    for:"] + overrides }
    return lines.joined(separator: "\n") + "\n"
  }

  private func thread(_ post: SimulatedPost) -> [String] {
    ["    thread:"] + (1..<post.parts).map { "      - text: \(post.text(part: $0))" }
  }

  private func listed(_ media: [SimulatedMedia.Kind], of post: SimulatedPost) -> [String] {
    media.map { "      - { file: \(SimulatedMedia.path($0, of: post.name)), alt: a bell }" }
  }

  /// What is different on one account; empty for one that takes the post as it is.
  private func override(
    _ post: SimulatedPost, _ account: SimulatedAccount, withThread: Bool
  ) -> [String] {
    let network = account.network
    var lines = network.override(post).map { "    \($0)" }
    let media = network.media.kinds(of: post)
    if media != (post.hasMedia ? [.png] : []) { lines += ["    media:"] + listed(media, of: post) }
    if withThread, network.hasThreads, post.parts > 1 { lines += thread(post) }
    guard !lines.isEmpty else { return [] }
    return ["      \(account.name):"] + lines.map { "    \($0)" }
  }

  private var accountsText: String {
    let listed = accounts.map { account in
      var lines = [
        "  - id: \(account.name)", "    platform: \(account.platform.rawValue)",
        "    server: \(account.origin)", "    on_doubt: \(account.onDoubt.rawValue)",
        "    limits: { spacing: \(account.spacingSeconds)s }",
      ]
      if account.network.hasApp { lines.append("    app: \(account.name)") }
      lines += account.network.settings(account).map { "    \($0)" }
      return lines.joined(separator: "\n") + "\n"
    }
    let apps = accounts.filter(\.network.hasApp).map { account in
      "  \(account.name): { platform: \(account.name), client_id: belfry-sandbox, "
        + "client_secret: \"\(SimulatedNetwork.appSecretKey.text)\" }\n"
    }
    let address = SimulatedFiles.publicAddress
    let listen = "{ address: \"127.0.0.1:8080\", public_url: \"\(address)\" }"
    return "version: 1\nlisten: \(listen)\n" + (apps.isEmpty ? "" : "apps:\n" + apps.joined())
      + "accounts:\n" + listed.joined()
  }

  private mutating func addMedia(of post: SimulatedPost) {
    let wanted = accounts.filter { post.accounts.contains($0.name) }
      .flatMap { $0.network.media.kinds(of: post) }
    for kind in SimulatedMedia.Kind.allCases
    where wanted.contains(kind) || (kind == .png && post.hasMedia) {
      let made = SimulatedMedia(kind, of: post.name)
      spool[made.file.hash] = made.bytes
      media[made.file.name] = made.file
    }
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

  func make(
    _ form: MediaForm, of path: String, _ file: MediaFile
  ) throws(FittingProblem) -> MediaFile {
    throw .notHere
  }

  func examine(_ path: String, _: MetadataPolicy) throws(MediaProblem) -> MediaFile {
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
