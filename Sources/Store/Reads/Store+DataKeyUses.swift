package import Domain

/// How much a data key is used.
package struct DataKeyUse: Hashable, Sendable {
  package var id: Int64
  package var createdAt: Instant
  package var isPrimary: Bool
  /// Secrets that are sealed with it now.
  package var secrets: Int
}

extension Store {
  /// All data keys with the number of secrets that each seals, by id.
  package func dataKeyUses() throws -> [DataKeyUse] {
    checkOwner()
    return try connection.rows(DataKeyUses.all) { row in
      DataKeyUse(
        id: row.integer(0), createdAt: Instant(milliseconds: row.integer(1)),
        isPrimary: row.int(2) == 1, secrets: row.int(3))
    }
  }
}

private enum DataKeyUses {
  static let all = SQL(
    """
    SELECT id, created_at, is_primary,
      (SELECT count(*) FROM secret WHERE secret.data_key = data_key.id)
    FROM data_key ORDER BY id
    """)
}
