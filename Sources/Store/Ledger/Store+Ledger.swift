package import Domain

extension Store: Ledger {
  package func ready(
    account: AccountID, now: Instant, lanes: [Lane] = Lane.allCases, excluding: [FlowID], limit: Int
  ) throws -> [ReadyFlow] {
    checkOwner()
    var flows: [ReadyFlow] = []
    // Lane by lane, so that a long backlog of one lane is never read past.
    for lane in lanes where flows.count < limit {
      try connection.each(Flows.ready, account.number, lane.rawValue, now.milliseconds) { row in
        let id = FlowID(row.integer(0))
        if !excluding.contains(id) { flows.append(ReadyFlow(id: id, lane: lane)) }
        return flows.count < limit
      }
    }
    return flows
  }

  package func nextReady(
    account: AccountID, after now: Instant, posts: Bool = false
  ) throws -> Instant? {
    checkOwner()
    let sql = posts ? Flows.nextPost : Flows.nextReady
    var earliest: Instant?
    // A post in doubt is no post to come.
    for lane in Lane.allCases where !posts || lane != .settle {
      let next = try connection.first(
        sql, account.number, lane.rawValue, now.milliseconds,
        Instant.never.milliseconds
      ) { Instant(milliseconds: $0.integer(0)) }
      if let next { earliest = min(earliest ?? next, next) }
    }
    return earliest
  }

  package func situation(of flow: FlowID) throws -> Situation? {
    checkOwner()
    guard let found = try connection.first(Situations.ofFlow, flow.number, body: readSituation)
    else { return nil }
    let row = found.flow
    let journal = found.hasSteps ? try journal(of: flow, run: row.run) : []
    guard let id = row.delivery else {
      return Situation(flow: row, delivery: nil, content: nil, journal: journal, published: [])
    }
    guard let (delivery, content) = found.delivery else { throw damaged("delivery \(id.number)") }
    return Situation(
      flow: row, delivery: delivery, content: try edited(row) ?? content,
      journal: journal, published: found.hasParts ? try parts(of: id) : [],
      claimed: delivery.state == .doubtful ? try claimed(row.account, besides: id) : [],
      change: delivery.state.isSettled ? try openChange(of: id) : nil,
      successorDue: try successorDue(of: delivery))
  }

  private func readSituation(_ row: Row) throws -> FoundSituation {
    let hasDelivery = !row.isNull(0)
    return FoundSituation(
      flow: try Flows.read(row, from: Situations.flowColumn),
      delivery: hasDelivery
        ? (try Deliveries.read(row), try contents.content(ofRow: row)) : nil,
      hasSteps: row.int(Situations.hasSteps) == 1, hasParts: row.int(Situations.hasParts) == 1)
  }

  private func successorDue(of delivery: DeliveryRow) throws -> Instant? {
    guard delivery.uid.origin == .series else { return nil }
    // Local times follow an `@`, and sort as text; `A` follows `@`.
    let series = delivery.uid.text.prefix { $0 != "@" }
    return try connection.first(
      Deliveries.successor, delivery.uid.text, String(series) + "A", delivery.account.number,
      delivery.placement, delivery.due.milliseconds
    ) { Instant(milliseconds: $0.integer(0)) }
  }

  package var changeCount: Int64 { connection.totalChanges }

  package func keysInDoubt(account: AccountID) throws -> [String] {
    checkOwner()
    let hasAny = try connection.first(Journal.hasUnproven, account.number) { _ in true } ?? false
    return hasAny ? try connection.rows(Journal.keysInDoubt, account.number) { $0.text(0) } : []
  }

  package func carryOut(_ writes: [Write], at: Instant) throws -> Written {
    do {
      return try part {
        var written = Written()
        for write in writes { try carryOut(write, at: at, &written) }
        return written
      }
    } catch let error as StoreError where error.isRuleOfSchema && isWhole {
      throw NeedsSavepoints()
    }
  }

  /// The latest attempt of every step of a run, in the order in which they were begun.
  private func journal(of flow: FlowID, run: Int) throws -> [JournalEntry] {
    var entries: [JournalEntry] = []
    try connection.each(Journal.ofRun, flow.number, run) { row in
      if let last = entries.indices.last, entries[last].step == row.text(0) {
        entries[last].platformDate = Journal.platformDate(row)
      } else {
        entries.append(try Journal.read(row))
      }
      return true
    }
    return entries.sorted { $0.number < $1.number }
  }

  /// The words that an edit brings out; `nil` for every other flow.
  private func edited(_ flow: FlowRow) throws -> Content? {
    guard flow.kind == .edit, let delivery = flow.delivery, let revision = flow.revision else {
      return nil
    }
    return try content(of: delivery, revision: revision)
  }

  /// What a delivery says at a revision.
  func content(of delivery: DeliveryID, revision: Int) throws -> Content? {
    try connection.first(Deliveries.contentAt, delivery.number, revision) {
      try CanonicalContent.decode($0.blob(0))
    }
  }

  private func openChange(of delivery: DeliveryID) throws -> FlowKind? {
    try connection.first(Flows.openChange, delivery.number) { FlowKind(rawValue: $0.int(0)) }
      .flatMap(\.self)
  }

  private func claimed(_ account: AccountID, besides delivery: DeliveryID) throws -> [String] {
    try connection.rows(Journal.claimed, account.number, delivery.number) { $0.text(0) }
  }

  /// The parts of a delivery that are public.
  func parts(of delivery: DeliveryID) throws -> [PublishedPart] {
    try connection.rows(Journal.parts, delivery.number, body: Journal.readPart)
  }
}

/// What one statement finds of a flow.
private struct FoundSituation {
  var flow: FlowRow
  var delivery: (DeliveryRow, Content)?
  var hasSteps: Bool
  var hasParts: Bool
}
