import CSQLite

/// How far a copy of the store is.
package struct CopyProgress: Hashable, Sendable {
  /// Pages that are copied.
  package var done: Int
  /// Pages of the file as it is now; it may grow meanwhile.
  package var total: Int
  package var isDone: Bool
}

/// A copy of the store's file under way. Its pages are read over the store's own connection, so
/// that what is written meanwhile is in the copy as well and no second connection is needed.
struct PageCopy: ~Copyable {
  private let destination: Connection
  /// SQLite reads it until the copy has ended, even if the store is gone before.
  private let source: Database
  private let copy: OpaquePointer

  /// Begins a copy into a new file.
  ///
  /// - Throws: when there is a file at `path`, or none can be made.
  init(of source: borrowing Connection, to path: String) throws(StoreError) {
    try StoreFiles.createFile(path)
    let destination = try Connection(path: path)
    // The finished file is synced at once, by another thread.
    try destination.execute("PRAGMA journal_mode = OFF")
    try destination.execute("PRAGMA synchronous = OFF")
    copy = try source.copy(into: destination)
    self.destination = destination
    self.source = source.database
  }

  deinit { sqlite3_backup_finish(copy) }

  /// Copies some more pages; must not be called inside a transaction.
  ///
  /// - Throws: when a page cannot be read or written; the copy is of no use then.
  func step(pages: Int) throws(StoreError) -> CopyProgress {
    let code = sqlite3_backup_step(copy, Int32(clamping: pages))
    guard code == SQLITE_OK || code == SQLITE_DONE else {
      throw StoreError(
        code & 0xFF == SQLITE_FULL ? .full : .other, code: code & 0xFF, extendedCode: code,
        "copying the store", String(cString: sqlite3_errstr(code)))
    }
    let total = Int(sqlite3_backup_pagecount(copy))
    return CopyProgress(
      done: total - Int(sqlite3_backup_remaining(copy)), total: total,
      isDone: code == SQLITE_DONE)
  }
}

extension Store {
  /// Begins a copy of the whole store into a new file, outside any turn.
  ///
  /// - Throws: `StoreError` when a copy is under way already, or the file cannot be made.
  package func beginCopy(to path: String) throws {
    checkOwner()
    guard copy == nil else {
      throw StoreError(.refused, "copying the store", "a copy is under way already")
    }
    copy = try PageCopy(of: connection, to: path)
  }

  /// Copies some more pages, outside any turn.
  ///
  /// - Throws: `StoreError` when no copy is under way, or a page cannot be read or written.
  package func copySlice(pages: Int) throws -> CopyProgress {
    checkOwner()
    guard let progress = try copy?.step(pages: pages) else {
      throw StoreError(.refused, "copying the store", "no copy is under way")
    }
    return progress
  }

  /// Ends the copy, finished or not.
  package func endCopy() {
    checkOwner()
    copy = nil
  }
}
