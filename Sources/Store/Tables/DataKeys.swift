package import Domain

/// A key that seals secrets, itself sealed with the master key.
package struct DataKeyRow: Hashable, Sendable {
  package var id: Int64
  /// Names the master key that opens it.
  package var masterKey: String
  package var wrapped: [UInt8]
  /// How many secrets it sealed.
  package var uses: Int64
  /// Seals new secrets; at most one does.
  package var isPrimary: Bool

  package init(
    id: Int64, masterKey: String, wrapped: [UInt8], uses: Int64, isPrimary: Bool
  ) {
    self.id = id
    self.masterKey = masterKey
    self.wrapped = wrapped
    self.uses = uses
    self.isPrimary = isPrimary
  }
}

/// The table `data_key`.
enum DataKeys {
  static let all = SQL("SELECT id, master, wrapped, uses, is_primary FROM data_key ORDER BY id")
  static let demote = SQL("UPDATE data_key SET is_primary = 0 WHERE is_primary = 1 AND id <> ?")
  static let insert = SQL(
    """
    INSERT INTO data_key(id, master, wrapped, uses, is_primary, created_at)
    VALUES(?, ?, ?, ?, ?, ?)
    """)
  static let update = SQL(
    "UPDATE data_key SET master = ?, wrapped = ?, uses = ?, is_primary = ? WHERE id = ?")
  static let remove = SQL("DELETE FROM data_key WHERE id = ? AND is_primary = 0")
  static let sealedWith = SQL(
    """
    SELECT key, data_key, sealed, account FROM secret WHERE data_key = ? ORDER BY key LIMIT ?
    """)
  static let rewrap = SQL(
    "UPDATE secret SET data_key = ?, sealed = ? WHERE key = ? AND data_key = ?")
}

extension Store {
  /// All data keys, by id.
  package func dataKeys() throws -> [DataKeyRow] {
    checkOwner()
    return try connection.rows(DataKeys.all) { row in
      DataKeyRow(
        id: row.integer(0), masterKey: row.text(1), wrapped: row.blob(2), uses: row.integer(3),
        isPrimary: row.int(4) == 1)
    }
  }

  /// Adds a data key; a new primary one takes the place of the old.
  package func insert(_ key: DataKeyRow, at: Instant) throws {
    try part {
      if key.isPrimary { try connection.run(DataKeys.demote, key.id) }
      try connection.run(
        DataKeys.insert, key.id, key.masterKey, key.wrapped, key.uses, key.isPrimary,
        at.milliseconds)
    }
  }

  /// Replaces a data key's columns.
  package func update(_ key: DataKeyRow) throws {
    try part {
      if key.isPrimary { try connection.run(DataKeys.demote, key.id) }
      try connection.run(
        DataKeys.update, key.masterKey, key.wrapped, key.uses, key.isPrimary, key.id)
      try requireOneChange("changing data key \(key.id)", "there is no such key")
    }
  }

  /// Removes a data key that seals nothing any more and is not the primary one.
  ///
  /// - Throws: `StoreError` of kind `refused` when a secret is still sealed with it.
  package func removeDataKey(_ id: Int64) throws {
    try part {
      try connection.run(DataKeys.remove, id)
      try requireOneChange("removing data key \(id)", "it is the primary key, or there is none")
    }
  }

  /// Some of the secrets that are sealed with a data key, with their accounts. What is sealed anew
  /// leaves the set, so that calling again gives the next slice.
  package func secrets(
    sealedWith dataKey: Int64, limit: Int
  ) throws -> [(secret: SealedSecret, account: AccountID)] {
    checkOwner()
    return try connection.rows(DataKeys.sealedWith, dataKey, limit) { row in
      (Secrets.read(row), AccountID(row.integer(3)))
    }
  }

  /// Replaces the sealed form of secrets; one that was sealed anew in between is left alone.
  ///
  /// - Returns: how many were replaced.
  package func rewrap(_ secrets: [SealedSecret], from dataKey: Int64) throws -> Int {
    try part {
      var replaced = 0
      for secret in secrets {
        try connection.run(
          DataKeys.rewrap, secret.dataKey, secret.sealed, secret.key.text, dataKey)
        replaced += connection.changes
      }
      return replaced
    }
  }
}
