import Domain

/// What one turn works with: the time, randomness, the store inside its transaction, and the
/// effects that leave after the commit.
struct Turn {
  let clocks: Clocks
  var entropy: Entropy
  let ledger: any Ledger
  /// Somebody waits for its end, so that little is begun.
  var isBrief = false
  var effects: [Effect] = []

  var now: Instant { clocks.wall }
}

/// A call under way.
struct Underway: Sendable {
  var order: SendOrder
  var intent: Intent
  var kind: CallKind
  /// What it paid.
  var costs: [Call.Cost]
  var server: ServerLoad.Index
  var host: String
}
