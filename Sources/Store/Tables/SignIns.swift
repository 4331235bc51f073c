package import Domain

/// Sign-ins: the flows that make an account's tokens, and forgetting them.
enum SignIns {
  static let open = SQL(
    """
    SELECT \(Flows.columns) FROM flow
    WHERE account = ? AND kind = ? AND delivery IS NULL AND done = 0
    """)
  static let isSpending = SQL(
    """
    SELECT 1 FROM spending JOIN step ON step.id = spending.step WHERE step.account = ? LIMIT 1
    """)
  static let dropTokens = SQL("DELETE FROM token WHERE account = ?")
  static let dropSecrets = SQL("DELETE FROM secret WHERE account = ?")
  // A new run, so that the answer to a call that is under way counts for nothing.
  static let endFlows = SQL(
    """
    UPDATE flow SET done = 1, run = run + 1, not_before = ?
    WHERE account = ? AND delivery IS NULL AND done = 0
    """)
}

extension Store {
  /// The account's sign-in that is not over; `nil` when there is none.
  package func openSignIn(of account: AccountID) throws -> FlowRow? {
    checkOwner()
    return try connection.first(
      SignIns.open, account.number, FlowKind.connect.rawValue, body: Flows.read)
  }

  /// Forgets an account's tokens and all of its secrets, within the turn; its posts are kept.
  ///
  /// - Returns: `false`, with nothing changed, while a call is under way that spends one of them.
  package func disconnect(_ account: AccountRow, at: Instant, actor: String) throws -> Bool {
    try part {
      let isBusy = try connection.first(SignIns.isSpending, account.id.number) { _ in true }
      guard isBusy == nil else { return false }
      try connection.run(SignIns.endFlows, Instant.never.milliseconds, account.id.number)
      try connection.run(SignIns.dropTokens, account.id.number)
      try connection.run(SignIns.dropSecrets, account.id.number)
      if account.state != .disabled {
        try carryOut(AccountChange(state: .notConnected), on: account.id)
      }
      try record(
        AuditEntry(
          actor: actor, action: "account.disconnected", subject: "account:\(account.name)"),
        at: at)
      return true
    }
  }
}
