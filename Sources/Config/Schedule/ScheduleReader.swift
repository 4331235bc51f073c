import Domain

/// Reads `schedule.yaml`, with all that it includes, into a snapshot.
struct ScheduleReader {
  let report: Report
  let shelf: FileShelf
  let media: MediaShelf
  let ports: ConfigurationPorts
  let facts: KnownFacts
  let now: Instant

  /// - Parameter accounts: what `accounts.yaml` declares; `nil` when it could not be read, and then
  ///   the names of accounts are not held against it.
  /// - Returns: the snapshot; it counts only if nothing was reported as an error.
  func read(
    _ path: String, root: YAMLNode, accounts: AccountsFile?, accountsFile: String
  ) -> Snapshot? {
    let keys = ScheduleKeys(profiles: ports.profiles)
    let horizon = root.duration("horizon") ?? Snapshot.defaultHorizon
    let times = TimeReader(report: report, zones: ports.zones, now: now, horizon: horizon)
    let files = ScheduleFiles(
      shelf: shelf, report: report, keys: keys, times: times, accountsFile: accountsFile
    ).read(path, root: root)
    guard let accounts else { return nil }
    var vocabulary = Vocabulary(accounts: accounts, profiles: ports.profiles)
    DefinitionReader(report: report, times: times).read(files, into: &vocabulary)
    let targets = TargetReader(
      report: report, vocabulary: vocabulary,
      content: ContentReader(report: report, vocabulary: vocabulary, media: media), ports: ports,
      facts: facts)
    let posts = readPosts(files, targets: targets, times: times)
    let series = readSeries(files, targets: targets, times: times, keys: keys)
    times.finish()
    return Snapshot(
      settings: accounts.settings, accounts: accounts.accounts,
      accountPlaces: accounts.places, groups: accounts.groups, timezone: files[0].scope.zone,
      horizon: horizon, posts: posts, series: series,
      slots: vocabulary.slots, vocabulary: vocabulary, scope: files[0].scope)
  }

  private func readPosts(
    _ files: [ScheduleFile], targets: TargetReader, times: TimeReader
  ) -> [SnapshotPost] {
    let reader = PostReader(
      report: report, vocabulary: targets.vocabulary, targets: targets, times: times,
      facts: facts)
    var posts: [SnapshotPost] = []
    var ids = Identifiers(report: report)
    for file in files {
      for node in file.root.mappings("posts") {
        let id = node.text("id")
        let isNew = id.map { ids.claim($0) } ?? true
        // A post without a usable id is read all the same, for what else is wrong with it.
        let uid = PostUID(.yaml, id?.value ?? "?")
        let post = reader.read(node, uid: uid, scope: file.scope)
        if let post, isNew { posts.append(post) }
      }
    }
    return posts
  }

  private func readSeries(
    _ files: [ScheduleFile], targets: TargetReader, times: TimeReader, keys: ScheduleKeys
  ) -> [Series] {
    let reader = SeriesReader(
      report: report, targets: targets, times: times, keys: keys, shelf: shelf, ports: ports,
      now: now)
    var all: [Series] = []
    var ids = Identifiers(report: report)
    for file in files {
      for node in file.root.mappings("series") {
        let isNew = node.text("id").map { ids.claim($0) } ?? true
        if let series = reader.read(node, scope: file.scope), isNew { all.append(series) }
      }
    }
    return all
  }
}

/// The ids that were seen, and where: a second one is reported with both places.
struct Identifiers {
  private let report: Report
  private var places: [String: Place] = [:]

  init(report: Report) {
    self.report = report
  }

  /// Whether the id was free.
  mutating func claim(_ id: Located<String>) -> Bool {
    if let first = places[id.value] {
      report.error(id.place, "duplicate id \(quoted(id.value))", hint: "it is also at \(first)")
      return false
    }
    places[id.value] = id.place
    return true
  }
}
