package import Domain

/// The result of reading the files.
package struct LoadedConfiguration: Sendable {
  /// `nil` when there was an error.
  package var snapshot: Snapshot?
  /// Everything that is wrong or looks wrong, in the order of the files.
  package var diagnostics: [Diagnostic]
  /// Equal for equal files: their texts, and the media that they name.
  package var treeHash: [UInt8]
  /// The bytes of every file that was read, for the `DiagnosticRenderer`.
  package var sources: [String: [UInt8]]
  /// For `ConfigurationLoader.isCurrent`.
  package var reading: FileReading
  /// What shows these was not looked at, and the snapshot lacks it.
  package var absent: AbsentMedia
  /// The media files that were found, by path.
  var media: [String: MediaFile]

  /// What was read, to read it again later.
  package var copy: FileCopy {
    FileCopy(
      texts: sources.mapValues { String(decoding: $0, as: UTF8.self) },
      lists: reading.schedule.lists.merging(reading.accounts.lists) { $1 }, media: media)
  }
}

/// What the accounts file says about the program itself.
package struct LoadedSettings: Sendable {
  /// `nil` when there was an error.
  package var settings: DaemonSettings?
  /// Everything that is wrong or looks wrong in that file.
  package var diagnostics: [Diagnostic]
  /// The bytes of the file, for the `DiagnosticRenderer`.
  package var sources: [String: [UInt8]]
}

/// Media that posts name, lie elsewhere, and were not brought here.
package struct AbsentMedia: Sendable {
  /// Each once, in the order of the files.
  package var media: [DistantMedium]
  /// What holds for bringing them.
  package var settings: MediaSettings

  package init(media: [DistantMedium], settings: MediaSettings) {
    self.media = media
    self.settings = settings
  }
}

/// Reads `accounts.yaml` and `schedule.yaml` into a snapshot, or says everything that is wrong with
/// them.
package struct ConfigurationLoader: Sendable {
  private let accounts: any FileSource
  private let schedule: any FileSource
  private let accountsFile: String
  private let scheduleFile: String
  private let ports: ConfigurationPorts

  /// - Parameters:
  ///   - accounts: the folder of the accounts file.
  ///   - schedule: the folder of the schedule; includes, media and texts lie in it.
  ///   - accountsFile: the name of the accounts file in its folder.
  ///   - scheduleFile: the name of the schedule in its folder.
  ///   - ports: what Config needs from other rooms.
  package init(
    accounts: any FileSource, schedule: any FileSource, accountsFile: String = "accounts.yaml",
    scheduleFile: String = "schedule.yaml", ports: ConfigurationPorts
  ) {
    self.accounts = accounts
    self.schedule = schedule
    self.accountsFile = accountsFile
    self.scheduleFile = scheduleFile
    self.ports = ports
  }

  /// Reads everything. Takes nothing over by itself and changes nothing.
  ///
  /// - Parameters:
  ///   - now: what counts as past.
  ///   - facts: what the store knows.
  package func load(now: Instant, facts: KnownFacts = KnownFacts()) -> LoadedConfiguration {
    let report = Report()
    let bounds = YAMLBounds()
    let accountsShelf = FileShelf(accounts, bounds: bounds, report: report)
    let scheduleShelf = FileShelf(schedule, bounds: bounds, report: report)
    let accountsRoot = root(accountsFile, of: accountsShelf, report)
    let scheduleRoot = root(scheduleFile, of: scheduleShelf, report)
    let declared = accountsRoot.map {
      AccountsReader(report: report, profiles: ports.profiles).read($0)
    }
    let media = MediaShelf(
      shelf: scheduleShelf, library: ports.media,
      metadata: declared?.settings.media.metadata ?? .strip)
    var snapshot: Snapshot?
    if let scheduleRoot {
      let reader = ScheduleReader(
        report: report, shelf: scheduleShelf, media: media, ports: ports, facts: facts, now: now)
      snapshot = reader.read(
        scheduleFile, root: scheduleRoot, accounts: declared, accountsFile: accountsFile)
    }
    let reading = FileReading(accounts: record(accountsShelf), schedule: record(scheduleShelf))
    return LoadedConfiguration(
      snapshot: report.hasErrors ? nil : snapshot, diagnostics: report.diagnostics,
      treeHash: treeHash(reading, media),
      sources: scheduleShelf.sources.merging(accountsShelf.sources) { $1 }, reading: reading,
      absent: AbsentMedia(media: media.absent, settings: declared?.settings.media ?? .init()),
      media: media.files)
  }

  /// Reads the accounts file alone, for those whom the schedule does not concern.
  package func loadSettings() -> LoadedSettings {
    let report = Report()
    let shelf = FileShelf(accounts, bounds: YAMLBounds(), report: report)
    let declared = root(accountsFile, of: shelf, report).map {
      AccountsReader(report: report, profiles: ports.profiles).read($0)
    }
    return LoadedSettings(
      settings: report.hasErrors ? nil : declared?.settings, diagnostics: report.diagnostics,
      sources: shelf.sources)
  }

  /// Whether the folders hold what was read; the media that posts name are not looked at.
  package func isCurrent(_ reading: FileReading) -> Bool {
    isCurrent(reading.accounts, in: accounts) && isCurrent(reading.schedule, in: schedule)
  }

  private func isCurrent(_ record: FileReading.Folder, in source: any FileSource) -> Bool {
    record.lists.allSatisfy { (try? source.list($0.key)) == $0.value }
      && record.files.allSatisfy { path, hash in
        let bytes = try? source.read(path, limitBytes: YAMLBounds().fileBytes)
        return bytes.map(ports.hashing.sha256) == hash
      }
  }

  private func record(_ shelf: FileShelf) -> FileReading.Folder {
    FileReading.Folder(
      files: shelf.sources.mapValues { ports.hashing.sha256($0) }, lists: shelf.lists)
  }

  private func root(_ path: String, of shelf: FileShelf, _ report: Report) -> YAMLNode? {
    let place = Place.start(of: path)
    let before = report.errorCount
    let root = shelf.yaml(path, for: place)
    if root == nil, report.errorCount == before {
      report.error(place, "the file is empty", hint: "belfry init writes files to begin with")
    }
    return root
  }

  private func treeHash(_ reading: FileReading, _ media: MediaShelf) -> [UInt8] {
    var files: [String: [UInt8]] = [:]
    for (path, hash) in reading.accounts.files { files["accounts/" + path] = hash }
    for (path, hash) in reading.schedule.files { files["schedule/" + path] = hash }
    for (path, hash) in media.hashes { files["media/" + path] = Array(hash.utf8) }
    return TreeHash.of(files, hashing: ports.hashing)
  }
}
