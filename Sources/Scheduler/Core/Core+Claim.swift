import Domain

/// Finds what is ready and has room.
extension Core {
  /// Bounds one turn to some ten milliseconds: its calls leave when it is committed, and people's
  /// questions are answered in between.
  private static let advancesPerTurnMax = 32
  /// The same in a brief turn.
  private static let advancesPerBriefTurnMax = 8
  /// Flows taken from one account before the next account has its turn.
  private static let flowsPerVisitMax = 4

  mutating func claim(_ turn: inout Turn) throws {
    guard !isDraining, !isDiskFull, !heads.isEmpty else { return }
    let most = turn.isBrief ? Core.advancesPerBriefTurnMax : Core.advancesPerTurnMax
    var advances = 0
    var madeProgress = true
    while madeProgress && advances < most && !isStarved {
      madeProgress = false
      for _ in heads.indices where advances < most && !isStarved {
        let claimed = try visit(rotation % heads.count, &turn)
        rotation = (rotation + 1) % heads.count
        advances += claimed
        madeProgress = madeProgress || claimed > 0
      }
    }
  }

  /// Advances some ready flows of one account; answers how many.
  ///
  /// What finds no room is looked at again when a call of the account, or at its server, ended.
  private mutating func visit(_ index: Int, _ turn: inout Turn) throws -> Int {
    if let wake = heads[index].waits.earliest, wake <= turn.now { try letTimePass(index, turn) }
    if heads[index].awaitsServer, !load.isFull(heads[index].server) { heads[index].tryAgain() }
    guard heads[index].mayBeReady else { return 0 }
    var advanced = 0
    while advanced < Core.flowsPerVisitMax, !isStarved, let flow = try next(index, turn) {
      guard flow.lane == .settle || !load.isFull(heads[index].server) else {
        heads[index].awaitsServer = true
        break
      }
      heads[index].beside.take(flow)
      heads[index].visibly.take(flow)
      try advance(flow.id, &turn)
      advanced += 1
    }
    if advanced == 0 || heads[index].awaitsServer || !heads[index].waiting.isEmpty {
      heads[index].mayBeReady = false
      try lookAhead(index, turn)
    }
    return advanced
  }

  /// The time has come that something of an account waited for.
  private mutating func letTimePass(_ index: Int, _ turn: Turn) throws {
    if let check = heads[index].waits.checkAt, check <= turn.now { try lookAtAccount(index, turn) }
    if let next = heads[index].waits.nextReady, next <= turn.now { heads[index].wake() }
    heads[index].letGo(at: turn.now)
  }

  /// The flow of an account to begin next; asks the queue when nothing is read ahead.
  private mutating func next(_ index: Int, _ turn: Turn) throws -> ReadyFlow? {
    if heads[index].beside.isUnknown {
      heads[index].beside.fill(try read(AccountHead.lanesBeside, index, turn))
    }
    let lanes = heads[index].openLanes
    if !lanes.isEmpty, heads[index].visibly.isUnknown {
      heads[index].visibly.fill(try read(lanes, index, turn))
    }
    return heads[index].next
  }

  private mutating func read(
    _ lanes: [Lane], _ index: Int, _ turn: Turn
  ) throws -> [ReadyFlow] {
    // What was read stays true until then.
    try lookAhead(index, turn)
    return try turn.ledger.ready(
      account: heads[index].id, now: turn.now, lanes: lanes,
      excluding: heads[index].excluded, limit: ReadAhead.countMax)
  }

  /// Finds out when something of an account will be ready by itself, unless that is known.
  private mutating func lookAhead(_ index: Int, _ turn: Turn) throws {
    guard !heads[index].knowsNext else { return }
    heads[index].waits.nextReady = try turn.ledger.nextReady(
      account: heads[index].id, after: turn.now, posts: false)
    heads[index].knowsNext = true
    try planCheck(index, turn)
  }
}
