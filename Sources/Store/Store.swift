package import Domain
import Glibc

/// The memory of the appliance: one SQLite file behind one connection on one thread.
///
/// Not Sendable: it is opened and used on the core's thread, which debug builds check. Changes
/// happen inside `turn`, which ends in one commit.
package final class Store {
  /// What this start found.
  package internal(set) var boot = BootReport()
  /// How people see times; RFC 3339 in UTC unless the shell sets something else.
  package var timeText: (Instant) -> String = { $0.rfc3339 }

  var connection: Connection
  let hashing: any Hashing
  /// The latest line of the audit log; `nil` when it must be read again.
  var auditHead: AuditHead?
  var latestLines = LatestLines()
  /// The latest moment of a line of the audit log, or of a visible or secret call, of this file or
  /// of the one that it replaced.
  var latestMoment = Instant(milliseconds: 0)
  /// The latest visible or secret call; `nil` when it must be read again.
  var latestStep: Int64?
  /// The copy under way.
  var copy: PageCopy?
  let highWater: HighWaterFile
  var writtenMark: HighWaterMark?
  let contents = ContentCache()
  private(set) var isInTurn = false
  /// Any failure takes back the whole turn, so its parts need no savepoints.
  private(set) var isWhole = false
  /// A part failed in a turn without savepoints, and what it changed before is still there.
  private var hasRemains = false
  /// The error that made SQLite end the turn's transaction by itself, such as a full disk.
  private var turnEnder: StoreError?
  private let directory: String
  private let lock: StoreLock
  private let owner = pthread_self()

  /// Opens the store, making it when there is none, and settles what the last daemon left open.
  ///
  /// - Throws: `StoreError`: `unusable` (folder or file), `locked` (another process), `newer`
  ///   (written by a newer program), `damaged`, `full`.
  package static func open(_ options: StoreOptions, hashing: any Hashing) throws -> Store {
    try StoreFiles.prepareDirectory(options.directory)
    let lock = try StoreLock(path: options.directory + "/" + StoreFiles.lockName)
    let path = options.directory + "/" + StoreFiles.databaseName
    try StoreFiles.prepareDatabase(path)
    // A file system of its own keeps its files where the system's calls do not reach.
    if options.fileSystem == nil { try Rebuild.ifDemanded(path, in: options.directory) }
    var connection = try Connection(path: path, fileSystem: options.fileSystem)
    try Settings.apply(to: &connection)
    try Migrations.run(on: &connection)
    let highWater = try HighWaterFile(
      path: options.directory + "/" + StoreFiles.highWaterName)
    let mark = highWater.read()
    let store = Store(
      directory: options.directory, connection: connection, lock: lock, highWater: highWater,
      hashing: hashing)
    try Recovery.begin(options, mark: mark, on: store)
    store.syncHighWater()
    return store
  }

  /// Once in a process that uses SQLite from one thread only, before the first `open`: switches off
  /// SQLite's locks.
  ///
  /// - Throws: `StoreError` when SQLite was used before.
  package static func useOneThread() throws { try Settings.useOneThread() }

  private init(
    directory: String, connection: consuming Connection, lock: consuming StoreLock,
    highWater: consuming HighWaterFile, hashing: any Hashing
  ) {
    self.directory = directory
    self.connection = connection
    self.lock = lock
    self.highWater = highWater
    self.hashing = hashing
  }

  /// Runs `body` in one transaction and commits it.
  ///
  /// - Parameter isWhole: any failure takes back the whole turn. Saves the journal of pages that
  ///   SQLite keeps for savepoints, whose cost grows with the square of the changes.
  /// - Throws: what `body` throws, after rolling everything back; `StoreError` of kind `mustEnd`
  ///   when it is unknown whether the commit is on disk: the process must end then.
  package func turn<Result>(
    isWhole: Bool = false, _ body: (Store) throws -> Result
  ) throws -> Result {
    checkOwner()
    precondition(!isInTurn, "a turn inside a turn")
    try connection.run(Transaction.begin)
    isInTurn = true
    self.isWhole = isWhole
    turnEnder = nil
    hasRemains = false
    defer { isInTurn = false }
    do {
      let result = try body(self)
      if let turnEnder { throw turnEnder }
      try connection.commit(Transaction.commit)
      raiseHighWater()
      return result
    } catch {
      forget()
      if let error = error as? StoreError, error.endsProcess {
        // Not even a rollback: what is on disk is for the next start to find out.
        Rebuild.demand(in: directory)
        throw error
      }
      if !connection.isOutsideTransaction { try connection.run(Transaction.rollback) }
      throw error
    }
  }

  /// Runs `body`, within the turn, with or without savepoints around its parts. Without them
  /// writes that a rule of the schema refuses throw `NeedsSavepoints`.
  package func withSavepoints<Result>(
    _ areWanted: Bool, _ body: () throws -> Result
  ) rethrows -> Result {
    let before = isWhole
    isWhole = !areWanted
    defer { isWhole = before }
    return try body()
  }

  /// Runs `body` so that everything or nothing of it is carried out, within the turn.
  package func part<Result>(_ body: () throws -> Result) throws -> Result {
    checkOwner()
    precondition(isInTurn, "a change outside a turn")
    if let turnEnder { throw turnEnder }
    guard !isWhole else { return try withoutSavepoint(body) }
    try connection.run(Transaction.savepoint)
    do {
      let result = try withReferences(body)
      try connection.run(Transaction.release)
      return result
    } catch {
      forget()
      guard !connection.isOutsideTransaction else {
        noteEnd(of: error)
        throw error
      }
      try connection.run(Transaction.rollbackPart)
      try connection.run(Transaction.release)
      throw error
    }
  }

  private func withoutSavepoint<Result>(_ body: () throws -> Result) throws -> Result {
    let changesBefore = connection.totalChanges
    do {
      return try withReferences(body)
    } catch {
      if connection.isOutsideTransaction { noteEnd(of: error) }
      if connection.totalChanges != changesBefore { hasRemains = true }
      throw error
    }
  }

  /// Call it, within the turn, after parts whose failures were not passed on.
  ///
  /// - Throws: `NeedsSavepoints` when something of such a part is still there; what ended the
  ///   turn's transaction.
  package func requireNoRemains() throws {
    if let turnEnder { throw turnEnder }
    if hasRemains { throw NeedsSavepoints() }
  }

  /// SQLite ended the transaction by itself.
  private func noteEnd(of error: any Error) {
    let ender = StoreError(.other, "carrying out a change", "the transaction is over")
    turnEnder = error as? StoreError ?? ender
  }

  /// Runs `body`, which must leave no row that refers to one that is not there.
  private func withReferences<Result>(_ body: () throws -> Result) throws -> Result {
    let result = try body()
    guard !connection.hasBrokenReference else {
      throw StoreError(.refused, "carrying out a change", "a row refers to one that is not there")
    }
    return result
  }

  /// Marks the end as clean and closes the file; the store must not be used afterwards.
  package func close() throws {
    checkOwner()
    copy = nil
    try turn { store in try store.connection.run(Store.markClean, store.boot.epoch.number) }
    try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    syncHighWater()
  }

  /// What memory holds of rows that were rolled back.
  private func forget() {
    auditHead = nil
    latestLines.forget()
    latestStep = nil
    contents.forget()
  }

  func checkOwner() {
    assert(pthread_equal(owner, pthread_self()) != 0, "the store is used from another thread")
  }

  private static let markClean = SQL("UPDATE boot SET clean = 1 WHERE epoch = ?")
}

/// Something failed half-way in a turn without savepoints: nothing of the turn may stay, and all of
/// it can be done again with them.
package struct NeedsSavepoints: Error {}

/// The statements around every change.
enum Transaction {
  static let begin = SQL("BEGIN IMMEDIATE")
  static let commit = SQL("COMMIT")
  static let rollback = SQL("ROLLBACK")
  static let savepoint = SQL("SAVEPOINT part")
  static let release = SQL("RELEASE part")
  static let rollbackPart = SQL("ROLLBACK TO part")
}
