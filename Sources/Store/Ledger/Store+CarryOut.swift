import Domain

extension Store {
  func carryOut(_ write: Write, at: Instant, _ written: inout Written) throws {
    switch write {
    case .intend(let intent): try insert(intent)
    case .settle(let settlement): try settle(settlement)
    case .delivery(let id, let change): try carryOut(change, on: id)
    case .flow(let flow): try update(flow)
    case .startFlow(let flow): written.flows.append(try start(flow))
    case .release(let account, let causes, let instant):
      for cause in causes {
        try connection.run(
          Flows.release, instant.milliseconds, account.number, cause.rawValue)
      }
    case .published(let delivery, let flow, let part):
      try insert(part, of: delivery, flow: flow, at: at)
    case .account(let account, let change): try carryOut(change, on: account)
    case .token(let account, let token): try insert(token, of: account)
    case .secrets(let secrets, let account):
      for secret in secrets { try upsert(secret, of: account) }
    case .bucket(let bucket): try upsert(bucket)
    case .notice(let notice): try insert(notice, at: at)
    case .audit(let entry): try record(entry, at: at)
    }
  }

  // MARK: - The journal

  @discardableResult
  private func insert(_ intent: Intent) throws -> Int64 {
    try connection.run(
      Journal.insertStep, intent.flow.number, intent.run, intent.step, intent.attempt,
      intent.kind.rawValue, intent.part, intent.account.number, intent.delivery?.number,
      intent.matchKey, intent.callHash, intent.at.milliseconds,
      intent.platformDate?.milliseconds, boot.epoch.number,
      borrowing: CallCoding.encode(intent.call))
    return connection.lastInsertedRow
  }

  private func settle(_ settlement: Settlement) throws {
    let intent = settlement.intent
    let found = try connection.first(
      Journal.findStep, intent.flow.number, intent.run, intent.step, intent.attempt
    ) { (step: $0.integer(0), isSettled: $0.int(1) == 1) }
    let end = try Journal.encode(settlement.state)
    if let found, found.isSettled {
      try connection.run(
        Journal.insertVerdict, found.step, end.state.rawValue, end.evidence,
        settlement.at.milliseconds, end.body)
      return
    }
    try connection.run(
      Journal.insertOutcome, try found?.step ?? insertHarmless(intent), end.state.rawValue,
      end.evidence, settlement.at.milliseconds, settlement.took.wholeMilliseconds,
      borrowing: end.body)
  }

  /// Stores a harmless call that was sent without an intent. Of a long poll only the first attempts
  /// and the latest are kept.
  private func insertHarmless(_ intent: Intent) throws -> Int64 {
    guard intent.kind == .harmless else {
      throw StoreError(
        .refused, "settling \(intent.step)", "the call was sent without a stored intent")
    }
    if intent.attempt > Store.keptAttempts {
      let previous = intent.attempt - 1
      for sql in [Journal.forgetOutcome, Journal.forgetStep] {
        try connection.run(sql, intent.flow.number, intent.run, intent.step, previous)
      }
    }
    return try insert(intent)
  }

  /// Attempts of a harmless step that stay in the journal beside the latest.
  private static let keptAttempts = 10

  private func insert(
    _ part: PublishedPart, of delivery: DeliveryID, flow: FlowID, at: Instant
  ) throws {
    let remote = part.remote
    try connection.run(
      Journal.insertPart, delivery.number, part.part, flow.number,
      remote.id.isEmpty ? nil : remote.id, remote.url,
      remote.extra.isEmpty ? nil : try JSON.encode(remote.extra), part.evidence.number,
      at.milliseconds)
    try requireOneChange("recording a published part", "there is no such delivery")
  }

  // MARK: - The queue

  private func carryOut(_ change: DeliveryChange, on id: DeliveryID) throws {
    try connection.run(
      Deliveries.change, change.state.rawValue, change.cause?.rawValue,
      change.question?.rawValue, try change.reason.map { try JSON.encode($0) },
      change.evidence?.number, change.settledAt?.milliseconds, change.due?.milliseconds,
      id.number)
    try requireOneChange("changing delivery \(id.number)", "there is no such delivery")
  }

  private func update(_ flow: FlowRow) throws {
    try connection.run(
      Flows.update, flow.version, flow.run, flow.lane.rawValue, flow.notBefore.milliseconds,
      flow.tries, flow.negatives, flow.reading, flow.crashes, flow.startedAt?.milliseconds,
      flow.entropy, try Flows.encode(flow.inputs), flow.isDone, flow.id.number)
    try requireOneChange("changing flow \(flow.id.number)", "there is no such flow")
  }

  /// Inserts the flow, or moves the open one of its kind forward.
  private func start(_ flow: NewFlow) throws -> FlowID {
    func read(_ row: Row) -> (id: Int64, notBefore: Int64) { (row.integer(0), row.integer(1)) }
    let open =
      if let delivery = flow.delivery {
        try connection.first(
          Flows.openOfDelivery, delivery.number, flow.kind.rawValue, body: read)
      } else {
        try connection.first(
          Flows.openOfKind, flow.account.number, flow.kind.rawValue, body: read)
      }
    if let open {
      try connection.run(
        Flows.moveForward, min(open.notBefore, flow.notBefore.milliseconds),
        flow.lane.rawValue, open.id)
      return FlowID(open.id)
    }
    try connection.run(
      Flows.insert, flow.kind.rawValue, flow.account.number, flow.delivery?.number,
      flow.version, flow.lane.rawValue, flow.notBefore.milliseconds,
      try Flows.encode(flow.inputs))
    return FlowID(connection.lastInsertedRow)
  }

  func requireOneChange(_ attempted: String, _ message: String) throws(StoreError) {
    guard connection.changes == 1 else { throw StoreError(.refused, attempted, message) }
  }
}
