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
    spool[SimulatedWebsite.picture.file.hash] = SimulatedWebsite.picture.bytes
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
    if post.hasMedia { lines += ["    media:"] + listed([SimulatedFiles.picture(of: post)]) }
    let isThreadForAll = post.form == nil && addressed.allSatisfy(\.network.hasThreads)
    if post.parts > 1, isThreadForAll { lines += thread(post, parts: post.parts) }
    let overrides = addressed.flatMap { account in
      account.form(of: post).map { override(post, account, $0) }
        ?? override(post, account, withThread: !isThreadForAll)
    }
    if !overrides.isEmpty { lines += ["    for:"] + overrides }
    return lines.joined(separator: "\n") + "\n"
  }

  private func thread(_ post: SimulatedPost, parts: Int) -> [String] {
    ["    thread:"] + (1..<parts).map { "      - text: \(post.text(part: $0))" }
  }

  private static func picture(of post: SimulatedPost) -> SimulatedMedia.Item {
    .init(kind: .png, name: post.name)
  }

  private func listed(_ media: [SimulatedMedia.Item]) -> [String] {
    media.map { "      - { file: \($0.path), alt: a bell }" }
  }

  /// A post of the latest cast, as it looks on one account.
  private func override(
    _ post: SimulatedPost, _ account: SimulatedAccount, _ form: PostForm
  ) -> [String] {
    var lines = form.lines.map { "    \($0.replacing("POST", with: post.name))" }
    if let title = account.network.title(post) { lines.append("    title: \(title)") }
    if account.fits, post.isLong, form.mayBeLong {
      lines.append("    text: \"\(post.text(part: 0))\\n\(post.rest)\"")
    }
    let media = account.media(of: post)
    if !media.isEmpty { lines += ["    media:"] + listed(media) }
    let parts = account.parts(of: post)
    if parts > 1 { lines += thread(post, parts: parts) }
    guard !lines.isEmpty else { return [] }
    return ["      \(account.name):"] + lines.map { "    \($0)" }
  }

  /// What is different on one account; empty for one that takes the post as it is.
  private func override(
    _ post: SimulatedPost, _ account: SimulatedAccount, withThread: Bool
  ) -> [String] {
    let network = account.network
    let title = network.title(post).map { "title: \($0)" }
    var lines = ([title].compactMap(\.self) + network.audience).map { "    \($0)" }
    let media = account.media(of: post)
    if media != (post.hasMedia ? [SimulatedFiles.picture(of: post)] : []) {
      lines += ["    media:"] + listed(media)
    }
    if withThread, network.hasThreads, post.parts > 1 { lines += thread(post, parts: post.parts) }
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
      if account.hasComments, account.platform.asksForComments { lines.append("    comments: yes") }
      if account.fits { lines += ["    fit: true", "    trim: true"] }
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
    var wanted = accounts.filter { post.accounts.contains($0.name) }.flatMap { $0.media(of: post) }
    if post.hasMedia { wanted.append(SimulatedFiles.picture(of: post)) }
    for item in Set(wanted.flatMap { [$0] + $0.fitted }) {
      let made = SimulatedMedia(item.kind, of: item.name)
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
    let name = String(path.prefix { $0 != "." })
    let kind: SimulatedMedia.Kind =
      switch form {
      case .picture: .jpeg
      case .film: .short
      }
    guard let made = files[SimulatedMedia.path(kind, of: name)] else { throw .notHere }
    return made
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
