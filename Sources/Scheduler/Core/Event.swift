package import Domain

/// What the shell tells the core. Everything that has happened, and nothing that should be done.
package enum Event: Sendable {
  /// The time that the core asked for has come, the wall clock was set, or any queue may have
  /// changed.
  case wake
  /// The wall clock was set; what was learnt about it is void.
  case clockStep
  /// A call ended.
  case report(CallReport)
  /// A host was asked whether it is there and what time it has.
  case ping(host: String, answered: Bool, date: Instant?)
  /// Accounts as the store has them now: at start, and after files changed them.
  case accounts([AccountRow])
  /// The queue of these accounts changed from outside: by a post, or by an edit.
  case queueChanged(of: [AccountID])
  /// Somebody wants to sign in. `inputs` are the shell's (PKCE pair, state, redirect address).
  case connect(AccountID, inputs: [String: FlowInput], sealed: [SealedSecret])
  /// A value that a flow asked for.
  case supply(FlowID, name: String, FlowInput, sealed: [SealedSecret])
  /// A person's word about one delivery.
  case command(Command, flow: FlowID, actor: String, answer: AnswerID)
  /// The disk is too full to accept and send, or is not any more.
  case disk(isLow: Bool)
  /// The store's quarantine ended, or changed.
  case quarantine(Quarantine?)
  /// The daemon is stopping: nothing new is started.
  case drain
}

/// Names a caller who waits for an answer.
package struct AnswerID: Hashable, Sendable {
  package let number: UInt64

  package init(_ number: UInt64) { self.number = number }
}

/// How a call ended.
package struct CallReport: Sendable {
  package var flow: FlowID
  package var outcome: Outcome
  package var took: Duration
  /// The secrets of a `vault` answer, sealed by the shell before the core sees anything.
  package var sealed: [SealedSecret]
  /// Why nothing left, where that lies here and not at the network: a file that it was to fetch
  /// cannot be handed out.
  package var obstacle: ErrorObject?

  package init(
    flow: FlowID, outcome: Outcome, took: Duration, sealed: [SealedSecret] = [],
    obstacle: ErrorObject? = nil
  ) {
    self.flow = flow
    self.outcome = outcome
    self.took = took
    self.sealed = sealed
    self.obstacle = obstacle
  }
}
