package import Domain

/// The table `money`: what accounts spent in each month.
enum Spendings {
  static let all = SQL(
    "SELECT account, month, millionths, calls FROM money ORDER BY account, month")
  static let upsert = SQL(
    """
    INSERT INTO money(account, month, millionths, calls) VALUES(?, ?, ?, ?)
    ON CONFLICT(account, month) DO UPDATE SET millionths = excluded.millionths,
      calls = excluded.calls
    """)
}

extension Store {
  /// What every account spent, by account and month.
  package func spendings() throws -> [SpendingRow] {
    checkOwner()
    return try connection.rows(Spendings.all) { row in
      SpendingRow(
        account: AccountID(row.integer(0)), month: Month(number: row.int(1)),
        spent: Money(millionths: row.integer(2)), calls: row.int(3))
    }
  }

  func upsert(_ row: SpendingRow) throws {
    try connection.run(
      Spendings.upsert, row.account.number, row.month.number, row.spent.millionths, row.calls)
  }
}
