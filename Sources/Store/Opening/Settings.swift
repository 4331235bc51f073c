import CSQLite

/// SQLite's settings, each with its reason.
enum Settings {
  /// Once in a process, before the first store is opened: a process that uses SQLite from one
  /// thread only needs none of its mutexes. The daemon is none: it checks backups on a thread of
  /// their own.
  ///
  /// - Throws: `StoreError` when SQLite was used before.
  static func useOneThread() throws(StoreError) {
    let code = belfry_sqlite_config(SQLITE_CONFIG_SINGLETHREAD)
    guard code == SQLITE_OK else {
      throw StoreError(
        .other, code: code, extendedCode: code, "configuring SQLite",
        "it must happen before the first use")
    }
  }

  /// Once in a process, before the first connection: nobody reads SQLite's memory statistics, and
  /// they take a lock for each piece of memory. Where SQLite was used before they stay on.
  static let withoutStatistics: Void = {
    _ = belfry_sqlite_config_int(SQLITE_CONFIG_MEMSTATUS, 0)
  }()

  static func apply(to connection: inout Connection) throws {
    // Small pages: a post changes a few bytes in each of a dozen trees, and the log takes each page
    // whole. It is in force for a new file; an older one keeps what it has.
    try connection.execute("PRAGMA page_size = 2048")
    // Exclusive before WAL: a second opener is refused by the kernel, and no shared memory exists.
    try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    // WAL: one fsync a commit.
    try connection.execute("PRAGMA journal_mode = WAL")
    // FULL: an intent that is not on disk is no intent.
    try connection.execute("PRAGMA synchronous = FULL")
    try connection.execute("PRAGMA foreign_keys = ON")
    // A REPLACE must not delete around the rules.
    try connection.execute("PRAGMA recursive_triggers = ON")
    // A tampered schema must not run functions; damaged pages must be seen early.
    try connection.execute("PRAGMA trusted_schema = OFF")
    try connection.execute("PRAGMA cell_size_check = ON")
    // No statement may write around SQLite's rules.
    try connection.switchOn(SQLITE_DBCONFIG_DEFENSIVE)
    // No temporary files on a full disk; 4 MB of pages hold the working set.
    try connection.execute("PRAGMA temp_store = MEMORY")
    try connection.execute("PRAGMA cache_size = -4096")
    // Checkpoints by SQLite itself, every 16 MB, to which the log shrinks back after a burst: pages
    // that were changed many times since go to the file once.
    try connection.execute("PRAGMA wal_autocheckpoint = 8000")
    try connection.execute("PRAGMA journal_size_limit = 16777216")
    // Secrets are sealed; overwriting deleted rows where it costs no extra page is enough.
    try connection.execute("PRAGMA secure_delete = FAST")
  }
}
