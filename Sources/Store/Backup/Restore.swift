package import Domain
import Glibc

/// Puts a backup in the place of the store, while no daemon runs.
package struct Restore {
  /// What was done.
  package struct Report: Hashable, Sendable {
    package var facts: BackupFacts
    /// Where the store that was there before is now; `nil` when there was none.
    package var keptAside: String?
  }

  private let options: StoreOptions
  private let hashing: any Hashing

  /// - Parameter options: the store whose place the backup takes, and the present time.
  package init(_ options: StoreOptions, hashing: any Hashing) {
    self.options = options
    self.hashing = hashing
  }

  /// Checks a backup without using it.
  ///
  /// - Throws: `StoreError`: `unusable` (not a store of this program), `newer`, `damaged`,
  ///   `locked` (a daemon runs).
  package func check(_ path: String) throws -> BackupFacts {
    let lock = try begin()
    defer { withExtendedLifetime(lock) {} }
    let facts = try copy(path)
    unlink(staged)
    return facts
  }

  /// Puts the backup in the store's place; the next start begins in quarantine.
  ///
  /// A crash at any moment leaves the store that was there before, or the restored one.
  ///
  /// - Throws: as `check`.
  package func run(_ path: String) throws -> Report {
    let lock = try begin()
    defer { withExtendedLifetime(lock) {} }
    let facts = try copy(path)
    let aside = try setAside()
    try StoreFiles.rename(staged, to: database)
    return Report(facts: facts, keptAside: aside)
  }

  private var database: String { options.directory + "/" + StoreFiles.databaseName }
  private var staged: String { database + ".restoring" }

  private func begin() throws -> StoreLock {
    try StoreFiles.prepareDirectory(options.directory)
    return try StoreLock(path: options.directory + "/" + StoreFiles.lockName)
  }

  /// Copies the file into the store's folder and checks the copy, so that the file itself is only
  /// read.
  private func copy(_ path: String) throws -> BackupFacts {
    unlink(staged)
    do {
      try StoreFiles.copyDatabase(path, to: staged)
      return try inspect(path)
    } catch {
      for name in [staged, staged + "-journal", staged + "-wal"] { unlink(name) }
      throw (error as? StoreError)?.about(path) ?? error
    }
  }

  private func inspect(_ path: String) throws -> BackupFacts {
    var takenAt: Instant?
    let found = try { () throws -> WholeFile in
      var connection = try WholeFile.connect(staged)
      let found = try WholeFile(checking: &connection, hashing)
      takenAt = try connection.first(Meta.find, CopyMark.takenAt) { $0.text(0) }
        .flatMap { Int64($0) }.map { Instant(milliseconds: $0) }
      // A plain copy of a store's file is as much from the past as a backup is.
      try connection.run(Meta.set, CopyMark.epoch, "\(found.epoch.number)")
      try connection.run(
        Meta.set, CopyMark.takenAt, "\((takenAt ?? found.latest).milliseconds)")
      return found
    }()
    try StoreFiles.sync(staged)
    return BackupFacts(
      path: path, bytes: try StoreFiles.size(staged), epoch: found.epoch,
      takenAt: takenAt ?? found.latest, auditLines: found.auditLines)
  }

  /// Gives the store that is there another name, its log included.
  private func setAside() throws -> String? {
    guard access(database, F_OK) == 0 else { return nil }
    let stamp = options.at.rfc3339.filter { $0.isNumber }.prefix(14)
    let aside = database + ".before-restore-\(stamp)"
    try StoreFiles.refuseExisting(aside)
    // The name of the database itself stays taken until the new file has it.
    guard link(database, aside) == 0 else {
      throw StoreError(.unusable, "keeping the old store", StoreFiles.systemMessage())
    }
    // A log that is left over would be played into the new file.
    if access(database + "-wal", F_OK) == 0 {
      try StoreFiles.rename(database + "-wal", to: aside + "-wal")
    }
    return aside
  }
}

extension StoreError {
  /// The error, about a file that a person named.
  fileprivate func about(_ path: String) -> StoreError {
    var error = self
    error.attempted = "checking the backup \(path)"
    return error
  }
}
