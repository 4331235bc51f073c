package import Domain

/// The heart: it takes what has happened, decides, writes through the ledger and answers with
/// effects. It never waits, reads no clock and knows no socket; the shell around it turns the world
/// into events and carries out effects after the commit.
package struct Core: Sendable {
  package let settings: CoreSettings
  let recipes: [PlatformName: any Recipe]
  let hashing: any Hashing
  /// Sorted by id.
  var heads = ChunkedArray<AccountHead>()
  /// Those of `heads`, side by side for those who look for one.
  var ids: [AccountID] = []
  var underway: [FlowID: Shared<Underway>] = [:]
  package var gate: RateGate
  /// What accounts spent in this month.
  package internal(set) var spending: Spending
  var witness: ClockWitness
  /// The clocks of the turn before.
  var lastClocks: Clocks?
  var hosts: [String: Circuit] = [:]
  var budgets: [PlatformName: RetryBudget] = [:]
  var doubts: [FlowID: DoubtClock] = [:]
  /// Rows of posts whose call is under way; good while the ledger's count is `keptAt`.
  var kept: [DeliveryID: Shared<Situation>] = [:]
  private(set) var keptAt: Int64 = 0
  var pings: [String: Ping] = [:]
  var hostTimes: [String: HostTime] = [:]
  var latestHostTime: HostTime?
  var isDraining = false
  /// Too little disk is free to accept or send anything.
  package internal(set) var isDiskLow = false
  var wasClockInDoubt = false
  /// The last file that a network was to fetch could not be handed out.
  var isMediaStuck = false
  /// When people were last told of a trouble of the machine.
  var told: [Notice.Kind: Uptime] = [:]
  /// Nothing can be written, so that nothing is begun.
  private(set) var isDiskFull = false
  /// The store was put back from a copy, and a person has not ended this yet.
  package internal(set) var quarantine: Quarantine?
  /// A ready flow was left alone because too much was under way.
  var isStarved = false
  /// Calls under way at each server.
  var load: ServerLoad
  /// Where the next round over the accounts begins, so that none is always last.
  var rotation = 0

  /// - Parameters:
  ///   - recipes: one per platform.
  ///   - buckets: the limits as the store remembers them.
  ///   - spendings: what the store remembers of money.
  ///   - quarantine: what the store found at its start.
  ///   - latest: the latest moment that the store remembers.
  package init(
    recipes: [any Recipe], buckets: [BucketRow], spendings: [SpendingRow] = [],
    settings: CoreSettings, hashing: any Hashing,
    quarantine: Quarantine? = nil, latest: Instant? = nil
  ) {
    self.quarantine = quarantine
    witness = ClockWitness(floor: latest)
    self.recipes = Dictionary(
      recipes.map { ($0.profile.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.settings = settings
    self.hashing = hashing
    gate = RateGate(rows: buckets)
    spending = Spending(rows: spendings)
    load = ServerLoad(callsMax: settings.callsPerServerMax)
  }

  /// Handles `events` in order, then starts whatever is ready and has room.
  ///
  /// - Parameters:
  ///   - entropy: the randomness of this turn.
  ///   - ledger: the store, inside the turn's transaction.
  ///   - isBrief: somebody waits for the turn's end, so that little is begun in it.
  /// - Returns: the effects, to be released after the commit.
  /// - Throws: what the ledger throws when it cannot be used any more; the process must end then.
  package mutating func turn(
    _ events: [Event], clocks: Clocks, entropy: Entropy, ledger: any Ledger,
    isBrief: Bool = false
  ) throws -> [Effect] {
    var turn = Turn(clocks: clocks, entropy: entropy, ledger: ledger, isBrief: isBrief)
    if ledger.changeCount != keptAt { kept = [:] }
    try compareClocks(&turn)
    for event in events {
      try handle(event, &turn)
    }
    try noteClock(&turn)
    try claim(&turn)
    keptAt = ledger.changeCount
    return turn.effects
  }

  /// When the core wants the next turn by itself; `nil` when only an event can move it.
  package var nextWake: Instant? {
    guard !isDiskFull, !isDraining, !isStarved else { return nil }
    return heads.indices.lazy.compactMap { heads[$0].waits.earliest }.min()
  }

  /// Something ready was left for the next turn, to keep this one short.
  package var wantsAnotherTurn: Bool {
    guard !isStarved, !isDraining, !isDiskFull else { return false }
    return heads.indices.contains { index in
      heads[index].mayBeReady || heads[index].awaitsServer && !load.isFull(heads[index].server)
    }
  }

  /// Nothing is sent any more: for a core that only answers questions while no daemon runs.
  package mutating func stopSending() { isDraining = true }

  /// The store could not be written: nothing is begun until there is news of the disk.
  package mutating func noteDiskFull() { isDiskFull = true }

  /// How many calls are under way; a drain is over when it is zero.
  package var callsUnderway: Int { underway.count }

  /// Whether the wall clock is in doubt.
  package func isClockInDoubt(at now: Uptime) -> Bool {
    witness.isInDoubt(at: now) || (witness.isBehind && !witness.hasRecent(at: now))
  }

  /// What is known about an account, as the core sees it.
  package func account(_ id: AccountID) -> AccountRow? { index(id).map { heads[$0].row } }

  /// Until when calls to the account or its host are held back; `nil` when they are not.
  package func heldBack(_ id: AccountID, at now: Uptime) -> Uptime? {
    guard let index = index(id) else { return nil }
    let states = [heads[index].circuit.state(at: now), hosts[heads[index].host]?.state(at: now)]
    return states.compactMap { state in
      if case .open(let until) = state { until } else { nil }
    }.max()
  }

  private mutating func handle(_ event: Event, _ turn: inout Turn) throws {
    switch event {
    case .wake: lookEverywhere()
    case .queueChanged(let accounts):
      for account in accounts { change(account) { $0.lookAgain() } }
    case .clockStep: try noteClockStep(&turn)
    case .report(let report): try settle(report, &turn)
    case .ping(let host, let answered, let date): noteAnswer(host, answered, date, turn.clocks)
    case .accounts(let rows): adopt(rows)
    case .connect(let account, let inputs, let sealed):
      try startSignIn(account, inputs: inputs, sealed: sealed, &turn)
    case .supply(let flow, let name, let input, let sealed):
      try supply(flow, name: name, input, sealed: sealed, &turn)
    case .command(let command, let flow, let actor, let answer):
      try carryOut(command, flow, actor: actor, answer: answer, &turn)
    case .disk(let isLow):
      isDiskFull = false
      try noteDisk(isLow: isLow, &turn)
    case .quarantine(let quarantine): try adopt(quarantine, &turn)
    case .drain: isDraining = true
    }
  }
}

/// Since when, on this boot's monotonic clock, a flow has been in doubt about a call. Of another
/// call nothing is known yet, whatever was read about this one.
struct DoubtClock: Hashable, Sendable {
  var step: String
  var attempt: Int
  var since: Uptime
  /// The latest negative reading that counted.
  var lastNegative: Uptime?
}

/// A host that was asked whether it is there.
struct Ping: Hashable, Sendable {
  var at: Uptime
  var isOpen: Bool
}

/// What another machine's clock showed, and when that was on this boot's monotonic clock.
struct HostTime: Hashable, Sendable {
  var date: Instant
  var at: Uptime
}
