package import Domain

/// An account's row with what the store knows about its queue.
package struct AccountSummary: Hashable, Sendable {
  package var row: AccountRow
  /// The earliest due time of what still waits.
  package var nextDue: Instant?
  package var publishedToday: Int
  /// Deliveries that are neither settled nor drafts.
  package var pending: Int
}

extension Store {
  /// How many deliveries are in which state, from the summaries that are kept as things happen.
  ///
  /// - Parameter today: a day on the reader's calendar, in quarters of an hour.
  package func counts(today: Range<Instant>) throws -> QueueCounts {
    checkOwner()
    var states: [String: Int] = [:]
    for state in DeliveryState.allCases { states[state.word] = 0 }
    try connection.each(Summaries.states) { row in
      if let state = DeliveryState(rawValue: row.int(0)) { states[state.word] = row.int(1) }
      return true
    }
    return QueueCounts(
      states: states, publishedToday: try settled(.published, today).map(\.n).reduce(0, +),
      refusedToday: try settled(.refused, today).map(\.n).reduce(0, +))
  }

  /// Every account with its next due time and its counts, by name.
  package func accountSummaries(today: Range<Instant>) throws -> [AccountSummary] {
    let published = Dictionary(
      try settled(.published, today).map { ($0.account, $0.n) }, uniquingKeysWith: +)
    return try accounts().map { row in
      AccountSummary(
        row: row, nextDue: try nextDue(of: row.id),
        publishedToday: published[row.id.number] ?? 0,
        pending: try connection.first(Summaries.pending, row.id.number) { $0.int(0) } ?? 0)
    }
  }

  /// The earliest due time of what is scheduled or on its way.
  private func nextDue(of account: AccountID) throws -> Instant? {
    var earliest: Instant?
    for state in DeliveryState.allCases where state != .draft && !state.isSettled {
      let due = try connection.first(Summaries.nextDue, account.number, state.rawValue) {
        Instant(milliseconds: $0.integer(0))
      }
      if let due { earliest = min(earliest ?? due, due) }
    }
    return earliest
  }

  private func settled(
    _ state: DeliveryState, _ day: Range<Instant>
  ) throws -> [(account: Int64, n: Int)] {
    let quarter: Int64 = 900_000
    return try connection.rows(
      Summaries.settled, day.lowerBound.milliseconds / quarter,
      (day.upperBound.milliseconds + quarter - 1) / quarter, state.rawValue
    ) { ($0.integer(0), $0.int(1)) }
  }
}

private enum Summaries {
  static let states = SQL(
    "SELECT state, sum(n) FROM tally WHERE staged = 0 GROUP BY state ORDER BY state")
  static let pending = SQL(
    """
    SELECT coalesce(sum(n), 0) FROM tally
    WHERE staged = 0 AND account = ? AND state BETWEEN 1 AND 8
    """)
  static let nextDue = SQL(
    """
    SELECT due FROM delivery WHERE account = ? AND state = ? AND \(Deliveries.isUnpublished)
      AND staged NOT IN staging ORDER BY due LIMIT 1
    """)
  static let settled = SQL(
    """
    SELECT account, sum(n) FROM settled WHERE quarter >= ? AND quarter < ? AND state = ?
    GROUP BY account ORDER BY account
    """)
}
