import CSQLite
import Domain

/// The one connection to the database file, with its cache of prepared statements.
struct Connection: ~Copyable {
  let database: Database
  /// The prepared statements, each at the number of its text.
  private var statements: [Statement?] = []
  private let scratch = Scratch()

  /// Opens an existing file of mode 0600.
  ///
  /// - Parameter fileSystem: SQLite's name of a file system; `nil` is the system's own.
  /// - Throws: `StoreError` when SQLite cannot open it.
  init(path: String, fileSystem: String? = nil) throws(StoreError) {
    database = try Database(path: path, fileSystem: fileSystem)
  }

  private var handle: OpaquePointer { database.handle }

  /// Whether no transaction is open: an error may have ended it already.
  var isOutsideTransaction: Bool { sqlite3_get_autocommit(handle) != 0 }

  /// The number of rows that the latest statement changed.
  var changes: Int { Int(sqlite3_changes64(handle)) }

  /// Grows with every row that is changed.
  var totalChanges: Int64 { sqlite3_total_changes64(handle) }

  /// Whether a row of this transaction refers to one that is not there. References that are looked
  /// up late would be found broken at the commit otherwise.
  var hasBrokenReference: Bool {
    var (now, most): (Int32, Int32) = (0, 0)
    sqlite3_db_status(handle, SQLITE_DBSTATUS_DEFERRED_FKS, &now, &most, 0)
    return now != 0
  }

  var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// What the statements did since the last call: how often each was run, and the steps of SQLite's
  /// virtual machine. Those that were not run are left out.
  func takeWork() -> [(text: String, runs: Int, steps: Int)] {
    statements.compactMap { statement in
      guard let statement else { return nil }
      let work = (statement.text, statement.takeRuns(), statement.takeMachineSteps())
      return work.1 > 0 ? work : nil
    }
  }

  /// The texts of all statements that were run so far, in no order.
  var texts: [String] { statements.compactMap { $0?.text } }

  /// Switches one of SQLite's options (SQLITE_DBCONFIG_…) on.
  func switchOn(_ option: Int32) throws(StoreError) {
    let code = belfry_sqlite_db_config(handle, option, 1)
    guard code == SQLITE_OK else { throw error(code, attempted: "setting an option") }
  }

  /// Runs statements that take no parameters and answer nothing.
  func execute(_ text: String) throws(StoreError) {
    let code = sqlite3_exec(handle, text, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code, attempted: firstWords(of: text)) }
  }

  /// Begins to copy the file into `destination`, whose file is empty: a handle of SQLite's backup
  /// interface, which the caller ends before either connection is closed.
  func copy(into destination: borrowing Connection) throws(StoreError) -> OpaquePointer {
    guard let copy = sqlite3_backup_init(destination.handle, "main", handle, "main") else {
      throw destination.error(
        sqlite3_errcode(destination.handle), attempted: "copying the store")
    }
    return copy
  }

  /// Commits the transaction.
  ///
  /// - Throws: `mustEnd` for every failure that does not say for certain that nothing is on disk.
  mutating func commit(_ sql: SQL) throws(StoreError) {
    do {
      try run(sql)
    } catch {
      switch error.code {
      case SQLITE_BUSY, SQLITE_FULL, SQLITE_CONSTRAINT: throw error
      default:
        var end = error
        end.kind = .mustEnd
        throw end
      }
    }
  }

  /// Runs a statement to its end.
  mutating func run<each Value: Bindable>(
    _ sql: SQL, _ values: repeat each Value
  ) throws(StoreError) {
    let statement = try prepared(sql)
    defer { statement.reset() }
    var index: Int32 = 0
    repeat bind(each values, to: statement, after: &index)
    try finish(statement, sql)
  }

  /// Runs a statement whose last parameter is `bytes`, read in place.
  mutating func run<each Value: Bindable>(
    _ sql: SQL, _ values: repeat each Value, borrowing bytes: [UInt8]
  ) throws(StoreError) {
    let statement = try prepared(sql)
    var index: Int32 = 0
    repeat bind(each values, to: statement, after: &index)
    var code = SQLITE_OK
    bytes.withUnsafeBytes { buffer in
      statement.bind(borrowing: buffer, at: index + 1)
      code = statement.step()
      statement.reset()
    }
    guard code == SQLITE_DONE else { throw error(code, attempted: firstWords(of: sql.text)) }
  }

  /// Hands each row to `body` until it returns `false`. `body` must not use the connection.
  mutating func each<each Value: Bindable>(
    _ sql: SQL, _ values: repeat each Value, body: (Row) throws -> Bool
  ) throws {
    let statement = try prepared(sql)
    defer { statement.reset() }
    var index: Int32 = 0
    repeat bind(each values, to: statement, after: &index)
    while true {
      let code = statement.step()
      guard code == SQLITE_ROW else {
        guard code == SQLITE_DONE else { throw error(code, attempted: firstWords(of: sql.text)) }
        return
      }
      guard try body(statement.row) else { return }
    }
  }

  /// All rows, read by `body`, which must not use the connection.
  mutating func rows<Result, each Value: Bindable>(
    _ sql: SQL, _ values: repeat each Value, body: (Row) throws -> Result
  ) throws -> [Result] {
    var results: [Result] = []
    try each(sql, repeat each values) { row in
      results.append(try body(row))
      return true
    }
    return results
  }

  /// The first row, read by `body`; `nil` when there is none.
  mutating func first<Result, each Value: Bindable>(
    _ sql: SQL, _ values: repeat each Value, body: (Row) throws -> Result
  ) throws -> Result? {
    var result: Result?
    try each(sql, repeat each values) { row in
      result = try body(row)
      return false
    }
    return result
  }

  /// The cached statement, prepared at its first use.
  mutating func prepared(_ sql: SQL) throws(StoreError) -> Statement {
    if sql.number < statements.count, let statement = statements[sql.number] {
      return statement
    }
    var pointer: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle, sql.text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
    guard code == SQLITE_OK, let pointer else {
      throw error(code, attempted: firstWords(of: sql.text))
    }
    let statement = Statement(handle: pointer, sql: sql, scratch: scratch, database: database)
    while statements.count <= sql.number { statements.append(nil) }
    statements[sql.number] = statement
    return statement
  }

  private func bind(_ value: some Bindable, to statement: Statement, after index: inout Int32) {
    index += 1
    value.bind(to: statement, at: index)
  }

  private func finish(_ statement: Statement, _ sql: SQL) throws(StoreError) {
    var code = SQLITE_ROW
    while code == SQLITE_ROW { code = statement.step() }
    guard code == SQLITE_DONE else { throw error(code, attempted: firstWords(of: sql.text)) }
  }

  /// The error for `code`; it matches codes, never texts.
  private func error(_ code: Int32, attempted: String) -> StoreError {
    let primary = code & 0xFF
    let kind: StoreError.Kind =
      switch primary {
      case SQLITE_CONSTRAINT: .refused
      case SQLITE_FULL: .full
      case SQLITE_BUSY, SQLITE_LOCKED: .locked
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_IOERR: .damaged
      default: .other
      }
    return StoreError(
      kind, code: primary, extendedCode: code, attempted,
      String(cString: sqlite3_errmsg(handle)))
  }

  private func firstWords(of text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).prefix(4).joined(separator: " ")
  }
}
