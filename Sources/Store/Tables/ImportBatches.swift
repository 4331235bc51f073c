package import Domain

/// A CSV file that was imported, by the hash of its bytes.
package struct ImportBatch: Hashable, Sendable {
  package var fileHash: [UInt8]
  package var name: String
  package var at: Instant
  package var rows: Int
  package var actor: String

  package init(fileHash: [UInt8], name: String, at: Instant, rows: Int, actor: String) {
    self.fileHash = fileHash
    self.name = name
    self.at = at
    self.rows = rows
    self.actor = actor
  }
}

/// The table `import_batch`.
enum ImportBatches {
  static let find = SQL(
    "SELECT file_hash, name, at, rows, actor FROM import_batch WHERE file_hash = ?")
  static let insert = SQL(
    "INSERT INTO import_batch(file_hash, name, at, rows, actor) VALUES(?, ?, ?, ?, ?)")
}

extension Store {
  /// The import of a file with these bytes; `nil` when it was never imported.
  package func importBatch(_ fileHash: [UInt8]) throws -> ImportBatch? {
    checkOwner()
    return try connection.first(ImportBatches.find, fileHash) { row in
      ImportBatch(
        fileHash: row.blob(0), name: row.text(1), at: Instant(milliseconds: row.integer(2)),
        rows: row.int(3), actor: row.text(4))
    }
  }

  /// Notes an import and says so in the audit log.
  package func insert(_ batch: ImportBatch) throws {
    try part {
      try connection.run(
        ImportBatches.insert, batch.fileHash, batch.name, batch.at.milliseconds, batch.rows,
        batch.actor)
      try record(
        AuditEntry(
          actor: batch.actor, action: "file.imported", subject: "file:\(batch.name)",
          detail: .object([
            "sha256": .string(batch.fileHash.hexadecimal), "rows": .integer(Int64(batch.rows)),
          ])), at: batch.at)
    }
  }
}
