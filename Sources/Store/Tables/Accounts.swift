package import Domain

/// The tables `account` and `token`.
enum Accounts {
  private static let columns = """
    SELECT account.id, declared, state, identity, server, reason, connected_at, token.version,
      token.keys, token.obtained_at, token.access_expires, token.refresh_expires, token.scopes
    FROM account LEFT JOIN token ON token.account = account.id AND token.is_current = 1
    WHERE account.staged NOT IN staging
    """
  static let all = SQL("\(columns) ORDER BY account.name")
  static let byName = SQL("\(columns) AND account.name = ?")
  static let change = SQL(
    """
    UPDATE account SET state = coalesce(?1, state), identity = coalesce(?2, identity),
      server = coalesce(?3, server), connected_at = coalesce(?4, connected_at),
      reason = CASE WHEN ?1 IS NULL THEN coalesce(?5, reason) ELSE ?5 END WHERE id = ?6
    """)
  static let pastToken = SQL(
    "UPDATE token SET is_current = 0 WHERE account = ? AND is_current = 1")
  static let insertToken = SQL(
    """
    INSERT INTO token(account, version, is_current, keys, obtained_at, access_expires,
      refresh_expires, scopes) VALUES(?, ?, 1, ?, ?, ?, ?, ?)
    """)

  static func read(_ row: Row) throws -> AccountRow {
    guard let state = AccountState(rawValue: row.int(2)) else {
      throw damaged("account \(row.integer(0))")
    }
    return AccountRow(
      id: AccountID(row.integer(0)),
      declared: try JSON.decode(DeclaredAccount.self, from: row.blob(1)), state: state,
      identity: try row.optionalBlob(3).map { try JSON.decode(Identity.self, from: $0) },
      server: try row.optionalBlob(4).map { try JSON(parsing: $0) } ?? .null,
      token: try row.isNull(7) ? nil : readToken(row), reason: row.optionalText(5),
      connectedAt: row.optionalInteger(6).map { Instant(milliseconds: $0) })
  }

  private static func readToken(_ row: Row) throws -> TokenRow {
    TokenRow(
      version: row.int(7),
      keys: try JSON.decode([String: SecretKey].self, from: row.blob(8)),
      obtainedAt: Instant(milliseconds: row.integer(9)),
      accessExpires: row.optionalInteger(10).map { Instant(milliseconds: $0) },
      refreshExpires: row.optionalInteger(11).map { Instant(milliseconds: $0) },
      scopes: try JSON.decode([String].self, from: row.blob(12)))
  }
}

extension Store {
  /// All accounts with their current tokens, by name.
  package func accounts() throws -> [AccountRow] {
    checkOwner()
    return try connection.rows(Accounts.all, body: Accounts.read)
  }

  /// An account with its current token; `nil` when there is none of that name.
  package func account(named name: AccountName) throws -> AccountRow? {
    checkOwner()
    return try connection.first(Accounts.byName, name.text, body: Accounts.read)
  }

  /// When the token of an account is renewed next, without a post that needs it; `nil` when that
  /// is not planned.
  package func nextRenewal(of account: AccountID) throws -> Instant? {
    checkOwner()
    let next = try connection.first(
      Flows.nextOfKind, account.number, FlowKind.refresh.rawValue
    ) { $0.optionalInteger(0) }
    return (next ?? nil).map { Instant(milliseconds: $0) }
  }

  func carryOut(_ change: AccountChange, on account: AccountID) throws {
    try connection.run(
      Accounts.change, change.state?.rawValue, try change.identity.map { try JSON.encode($0) },
      change.server?.bytes, change.connectedAt?.milliseconds, change.reason, account.number)
    try requireOneChange("changing account \(account.number)", "there is no such account")
  }

  func insert(_ token: TokenRow, of account: AccountID) throws {
    try connection.run(Accounts.pastToken, account.number)
    try connection.run(
      Accounts.insertToken, account.number, token.version, try JSON.encode(token.keys),
      token.obtainedAt.milliseconds, token.accessExpires?.milliseconds,
      token.refreshExpires?.milliseconds, try JSON.encode(token.scopes))
  }
}
