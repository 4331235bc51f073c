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

/// What became of the wish to sign an account out.
package enum SignOut: Hashable, Sendable {
  /// A call is under way that spends one of its tokens; nothing was changed.
  case busy
  /// It has no token and no secret any more.
  case forgotten
  /// This flow asks the network first.
  case begun(FlowID)
}

extension Store {
  /// The account's flow of this kind that is not over; `nil` when there is none.
  package func openFlow(_ kind: FlowKind, of account: AccountID) throws -> FlowRow? {
    checkOwner()
    return try connection.first(SignIns.open, account.number, kind.rawValue, body: Flows.read)
  }

  /// Ends an account's sign-in, within the turn; its posts are kept.
  ///
  /// - Parameter revoking: the recipe's version, where the network is asked to end the tokens
  ///   before they are forgotten.
  package func disconnect(
    _ account: AccountRow, revoking: Int?, at: Instant, actor: String
  ) throws -> SignOut {
    try part {
      let isBusy = try connection.first(SignIns.isSpending, account.id.number) { _ in true }
      guard isBusy == nil else { return .busy }
      try connection.run(SignIns.endFlows, Instant.never.milliseconds, account.id.number)
      if account.state != .disabled {
        try carryOut(AccountChange(state: .notConnected), on: account.id)
      }
      try record(
        AuditEntry(
          actor: actor, action: "account.disconnected", subject: "account:\(account.name)"),
        at: at)
      let next: Write =
        if let version = revoking, account.token != nil {
          .startFlow(
            NewFlow(
              kind: .revoke, account: account.id, version: version, lane: .settle, notBefore: at))
        } else {
          .forget(account.id)
        }
      return try carryOut([next], at: at).flows.first.map(SignOut.begun) ?? .forgotten
    }
  }
}
