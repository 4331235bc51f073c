/// The store as the core sees it: synchronous, inside the turn's transaction.
package protocol Ledger: ChangeCounting {
  /// Flows of `account` that are ready at `now`, lane by lane, the oldest first.
  ///
  /// - Parameters:
  ///   - lanes: the lanes to look into, in this order.
  ///   - excluding: flows that are under way already.
  func ready(
    account: AccountID, now: Instant, lanes: [Lane], excluding: [FlowID], limit: Int
  ) throws -> [ReadyFlow]

  /// When the next flow of `account` becomes ready, later than `now`; `nil` when none will by
  /// itself.
  ///
  /// - Parameter posts: look at those only that publish and are not in doubt.
  func nextReady(account: AccountID, after now: Instant, posts: Bool) throws -> Instant?

  /// Everything that a decision about `flow` rests on; `nil` for a flow that does not exist.
  func situation(of flow: FlowID) throws -> Situation?

  /// Match keys of visible calls of `account` whose outcome is unknown.
  func keysInDoubt(account: AccountID) throws -> [String]

  /// Carries out `writes` in order.
  ///
  /// - Throws: when a constraint of the schema refuses one of them; none of them is then carried
  ///   out, and the turn's other writes stand.
  func carryOut(_ writes: [Write], at: Instant) throws -> Written
}

/// Tells whether what was read may have changed since.
package protocol ChangeCounting: AnyObject {
  /// Grows with every row that is changed, whoever changes it.
  var changeCount: Int64 { get }
}

/// An error of the ledger that a turn can survive: a rule of the schema refused the writes.
package protocol LedgerRefusal: Error {
  /// Whether a constraint or trigger refused them; anything else ends the process.
  var isRuleOfSchema: Bool { get }
}

/// What the store numbered.
package struct Written: Hashable, Sendable {
  /// The new flows of `startFlow`, in order.
  package var flows: [FlowID]

  package init(flows: [FlowID] = []) {
    self.flows = flows
  }
}
