import CSQLite

/// A prepared statement of the cache.
///
/// The only owner of its handle. The database stays open for as long as it lives.
final class Statement {
  private let handle: OpaquePointer
  private let sql: SQL
  private let scratch: Scratch
  private let database: Database

  init(handle: OpaquePointer, sql: SQL, scratch: Scratch, database: Database) {
    self.handle = handle
    self.sql = sql
    self.scratch = scratch
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  func bind(_ value: Int64, at index: Int32) {
    check(sqlite3_bind_int64(handle, index, value))
  }

  func bind(_ value: Double, at index: Int32) {
    check(sqlite3_bind_double(handle, index, value))
  }

  /// The text is copied: into the scratch memory, or by SQLite where it is too long for that.
  func bind(_ value: String, at index: Int32) {
    var value = value
    value.withUTF8 { bytes in
      let count = Int32(bytes.count)
      let kept = scratch.keep(UnsafeRawBufferPointer(bytes))
      let start = kept ?? UnsafeRawPointer(bytes.baseAddress)
      let characters = start?.assumingMemoryBound(to: CChar.self) ?? Statement.emptyText
      check(
        sqlite3_bind_text(
          handle, index, characters, count, kept == nil ? belfry_sqlite_transient() : nil))
    }
  }

  /// The bytes are copied: into the scratch memory, or by SQLite where they are too many for that.
  func bind(_ value: [UInt8], at index: Int32) {
    value.withUnsafeBytes { bytes in
      guard !bytes.isEmpty else { return check(sqlite3_bind_zeroblob(handle, index, 0)) }
      let kept = scratch.keep(bytes)
      check(
        sqlite3_bind_blob(
          handle, index, kept ?? bytes.baseAddress, Int32(bytes.count),
          kept == nil ? belfry_sqlite_transient() : nil))
    }
  }

  /// SQLite reads the bytes in place: for large values whose buffer outlives the step.
  func bind(borrowing bytes: UnsafeRawBufferPointer, at index: Int32) {
    check(
      bytes.isEmpty
        ? sqlite3_bind_zeroblob(handle, index, 0)
        : sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), nil))
  }

  /// SQLite's result code.
  func step() -> Int32 { sqlite3_step(handle) }

  /// Makes the statement ready for its next use and forgets its parameters.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
    scratch.empty()
  }

  var row: Row { Row(handle: handle) }

  /// Virtual machine steps since the last call: work that does not depend on the machine's load.
  func takeMachineSteps() -> Int {
    Int(sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_VM_STEP, 1))
  }

  /// Runs since the last call.
  func takeRuns() -> Int { Int(sqlite3_stmt_status(handle, SQLITE_STMTSTATUS_RUN, 1)) }

  var text: String { sql.text }

  // A null pointer would bind NULL instead of the empty text.
  nonisolated(unsafe) private static let emptyText: UnsafePointer<CChar> = {
    // Written once here and only read afterwards.
    let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    pointer.pointee = 0
    return UnsafePointer(pointer)
  }()

  private func check(_ code: Int32) {
    precondition(code == SQLITE_OK, "a value that cannot be bound: SQLite \(code)")
  }
}

/// The current row of a statement; valid until the statement's next step.
struct Row {
  fileprivate let handle: OpaquePointer

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

  func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func text(_ column: Int32) -> String {
    guard let start = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func blob(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    return Array(
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }
}
