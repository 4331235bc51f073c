import Domain

/// What a check of a whole file found; it exists only for a file in which every page and every line
/// of the audit log is as it should be.
struct WholeFile {
  var epoch: BootEpoch
  var auditLines: Int64
  /// The time of the latest line of the audit log.
  var latest: Instant

  /// Opens a file that nobody else uses, and makes a single file of it, without a log beside it.
  static func connect(_ path: String) throws -> Connection {
    let connection = try Connection(path: path)
    try connection.execute("PRAGMA trusted_schema = OFF")
    try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    try connection.execute("PRAGMA journal_mode = DELETE")
    try connection.execute("PRAGMA synchronous = FULL")
    return connection
  }

  /// - Throws: `newer`, `unusable` (another program's file) or `damaged`.
  init(checking connection: inout Connection, _ hashing: any Hashing) throws {
    let version = try connection.first(WholeFile.version) { $0.int(0) } ?? 0
    guard version <= Migrations.all.count else { throw Migrations.newer(version) }
    let tables = try connection.first(WholeFile.tables) { $0.int(0) }
    guard version > 0, tables == 3 else {
      throw StoreError(.unusable, WholeFile.attempted, "it is a database, but not one of Belfry")
    }
    let verdict = try connection.first(WholeFile.integrity) { $0.text(0) } ?? ""
    guard verdict == "ok" else { throw StoreError(.damaged, WholeFile.attempted, verdict) }
    epoch = BootEpoch(try connection.first(WholeFile.epoch) { $0.integer(0) } ?? 0)
    latest = Instant(
      milliseconds: try connection.first(WholeFile.latest) { $0.integer(0) } ?? 0)
    let audit = try AuditChain.check(&connection, from: 1, limit: .max, hashing)
    if let broken = audit.broken {
      throw StoreError(
        .damaged, WholeFile.attempted, "line \(broken.seq) of the audit log: \(broken.reason)")
    }
    auditLines = audit.lastSeq
  }

  private static let attempted = "checking the file"
  private static let version = SQL("PRAGMA user_version")
  private static let tables = SQL(
    """
    SELECT count(*) FROM sqlite_schema
    WHERE type = 'table' AND name IN ('boot', 'delivery', 'audit')
    """)
  private static let integrity = SQL("PRAGMA integrity_check(1)")
  private static let epoch = SQL("SELECT max(epoch) FROM boot")
  private static let latest = SQL("SELECT at FROM audit ORDER BY seq DESC LIMIT 1")
}
