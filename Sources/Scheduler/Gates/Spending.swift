package import Domain

/// What accounts spent in the present month.
package struct Spending: Sendable {
  /// People are told when so much of a budget is spent.
  private static let warnPerCent: Int64 = 80

  private var rows: [AccountID: SpendingRow] = [:]
  /// The month in which people were told that nothing is left.
  private var toldEmpty: [AccountID: Month] = [:]

  /// - Parameter rows: what the store remembers, of any month.
  package init(rows: [SpendingRow]) {
    for row in rows where row.month >= self.rows[row.account]?.month ?? row.month {
      self.rows[row.account] = row
    }
  }

  /// What the account spent in that month so far.
  package func row(of account: AccountID, in month: Month) -> SpendingRow {
    guard let row = rows[account], row.month == month else {
      return SpendingRow(account: account, month: month)
    }
    return row
  }

  /// Counts a call of that price; answers the row to be stored.
  mutating func pay(_ price: Money, for account: AccountID, in month: Month) -> SpendingRow {
    var row = row(of: account, in: month)
    row.spent = row.spent + price
    row.calls += 1
    rows[account] = row
    return row
  }

  /// Takes back what a call cost that is known never to have left.
  mutating func refund(_ price: Money, for account: AccountID, in month: Month) -> SpendingRow {
    var row = row(of: account, in: month)
    // A call that was paid for in the month before is not taken from this one.
    row.spent = max(.zero, row.spent - price)
    row.calls = max(0, row.calls - 1)
    rows[account] = row
    return row
  }

  /// Whether paying `price` brought the account from below four fifths of its budget above it.
  func crossesWarning(_ row: SpendingRow, paid price: Money, of budget: Money) -> Bool {
    let bound = budget.millionths / 100 * Spending.warnPerCent
    return row.spent.millionths >= bound && (row.spent - price).millionths < bound
  }

  /// Whether people are still to be told that the budget of that month is spent; once a month.
  mutating func shouldTellEmpty(_ account: AccountID, in month: Month) -> Bool {
    guard toldEmpty[account] != month else { return false }
    toldEmpty[account] = month
    return true
  }
}
