package import Domain

/// A state of the files as the store remembers it.
package struct GenerationRecord: Hashable, Sendable, Codable {
  package var summary: GenerationSummary
  package var actor: String
  /// Why it was refused; `nil` for one that was applied.
  package var refused: String?
}

extension Store {
  /// Generations, the latest first.
  package func generations(limit: Int) throws -> [GenerationRecord] {
    checkOwner()
    return try connection.rows(GenerationReads.latest, limit, body: GenerationReads.read)
  }

  /// The generation in force: the latest that was applied, with the hash of its files.
  package func activeGeneration() throws -> (record: GenerationRecord, treeHash: [UInt8])? {
    checkOwner()
    return try connection.first(GenerationReads.active) {
      (GenerationReads.read($0), $0.blob(11))
    }
  }
}

private enum GenerationReads {
  static let columns = """
    id, at, source, added, revised, rescheduled, cancelled, revived, too_late, actor, refused,
    tree_hash
    """
  static let latest = SQL("SELECT \(columns) FROM generation ORDER BY id DESC LIMIT ?")
  static let active = SQL(
    "SELECT \(columns) FROM generation WHERE refused IS NULL ORDER BY id DESC LIMIT 1")

  static func read(_ row: Row) -> GenerationRecord {
    GenerationRecord(
      summary: GenerationSummary(
        id: GenerationID(row.integer(0)), at: Instant(milliseconds: row.integer(1)),
        source: row.text(2), added: row.int(3), revised: row.int(4), rescheduled: row.int(5),
        cancelled: row.int(6), revived: row.int(7), tooLate: row.int(8)),
      actor: row.text(9), refused: row.optionalText(10))
  }
}
