package import Domain

/// The tables `secret` and `data_key`.
enum Secrets {
  static let find = SQL("SELECT key, data_key, sealed FROM secret WHERE key = ?")
  static let upsert = SQL(
    """
    INSERT INTO secret(key, account, data_key, sealed) VALUES(?, ?, ?, ?)
    ON CONFLICT(key) DO UPDATE SET account = excluded.account, data_key = excluded.data_key,
      sealed = excluded.sealed
    """)

  static func read(_ row: Row) -> SealedSecret {
    SealedSecret(key: SecretKey(row.text(0)), dataKey: row.integer(1), sealed: row.blob(2))
  }
}

extension Store {
  /// A sealed secret; `nil` when there is none of that name.
  package func secret(_ key: SecretKey) throws -> SealedSecret? {
    checkOwner()
    return try connection.first(Secrets.find, key.text, body: Secrets.read)
  }

  /// The sealed secrets of these names; a name without a row is left out.
  package func secrets(_ keys: [SecretKey]) throws -> [SecretKey: SealedSecret] {
    var found: [SecretKey: SealedSecret] = [:]
    for key in keys { found[key] = try secret(key) }
    return found
  }

  func upsert(_ secret: SealedSecret, of account: AccountID) throws {
    try connection.run(
      Secrets.upsert, secret.key.text, account.number, secret.dataKey, secret.sealed)
  }
}
