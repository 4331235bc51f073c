import Domain

/// Finds what is ready and has room.
extension Core {
  /// Bounds one turn, so that people's questions are answered in between.
  private static let advancesPerTurnMax = 256
  /// Flows taken from one account before the next account has its turn.
  private static let flowsPerVisitMax = 4

  mutating func claim(_ turn: inout Turn) throws {
    guard !isDraining, !isDiskFull, !heads.isEmpty else { return }
    var advances = 0
    var madeProgress = true
    while madeProgress && advances < Core.advancesPerTurnMax && !isStarved {
      madeProgress = false
      for offset in heads.indices {
        let index = (rotation + offset) % heads.count
        let claimed = try visit(index, &turn)
        advances += claimed
        madeProgress = madeProgress || claimed > 0
      }
      rotation = (rotation + 1) % heads.count
    }
  }

  /// Advances some ready flows of one account; answers how many.
  private mutating func visit(_ index: Int, _ turn: inout Turn) throws -> Int {
    if let next = heads[index].nextReady, next <= turn.now { heads[index].mayBeReady = true }
    guard heads[index].mayBeReady else { return 0 }
    let account = heads[index].row.id
    let flows = try turn.ledger.ready(
      account: account, now: turn.now, excluding: heads[index].excluded,
      limit: Core.flowsPerVisitMax)
    guard !flows.isEmpty else {
      heads[index].mayBeReady = false
      heads[index].nextReady = try turn.ledger.nextReady(account: account, after: turn.now)
      return 0
    }
    for flow in flows where !isStarved {
      try advance(flow.id, &turn)
    }
    return flows.count
  }
}
