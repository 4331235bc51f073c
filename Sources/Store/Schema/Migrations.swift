import Domain

/// One step of the schema. Numbers grow by one; a released step never changes.
struct Migration: Sendable {
  let number: Int
  let text: String
}

enum Migrations {
  static let all: [Migration] = [
    Migration(
      number: 1,
      text: Version1Tables.text + Version1Rules.text + Version1Views.text + Version1Views.fillings)
  ]

  /// Brings the file to the newest version, each step in a transaction of its own.
  ///
  /// - Throws: `newer` when the file was written by a newer program.
  static func run(on connection: inout Connection) throws {
    let version = try connection.first(readVersion) { $0.int(0) } ?? 0
    guard version <= all.count else {
      throw newer(version)
    }
    for migration in all where migration.number > version {
      try connection.execute("BEGIN IMMEDIATE")
      do {
        try connection.execute(migration.text)
        try connection.execute("PRAGMA user_version = \(migration.number)")
        try connection.commit(commit)
      } catch {
        if !connection.isOutsideTransaction { try connection.execute("ROLLBACK") }
        throw error
      }
    }
  }

  static func newer(_ version: Int) -> StoreError {
    StoreError(
      .newer, "reading the store's version",
      "the store has version \(version) and this program knows \(all.count); "
        + "install the newer program again, or restore a backup from before the upgrade")
  }

  private static let readVersion = SQL("PRAGMA user_version")
  private static let commit = SQL("COMMIT")
}
