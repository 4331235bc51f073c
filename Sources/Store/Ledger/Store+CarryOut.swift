import Domain

extension Store {
  func carryOut(_ write: Write, at: Instant, _ written: inout Written) throws {
    switch write {
    case .intend(let intent): try insert(intent)
    case .settle(let settlement): try settle(settlement)
    case .resolve(let resolution): try resolve(resolution, at: at)
    case .delivery(let id, let change): try carryOut(change, on: id, at: at)
    case .flow(let flow): try update(flow)
    case .started(let flow, let instant, let entropy):
      try connection.run(Flows.begin, instant.milliseconds, entropy, flow.number)
      try requireOneChange("beginning flow \(flow.number)", "there is no such flow")
    case .finished(let flow):
      try connection.run(Flows.finish, flow.number)
      try requireOneChange("ending flow \(flow.number)", "there is no such flow")
    case .startFlow(let flow): written.flows.append(try start(flow))
    case .release(let account, let causes, let instant):
      for cause in causes {
        try connection.run(
          Flows.release, instant.milliseconds, account.number, cause.rawValue)
      }
    case .capWaits(let until): try capWaits(until: until)
    case .published(let delivery, let part): try insert(part, of: delivery, at: at)
    case .located(let delivery, let part, let url):
      try connection.run(Journal.locatePart, delivery.number, part, url)
    case .deleted(let delivery, let part):
      try connection.run(Journal.markDeleted, at.milliseconds, delivery.number, part)
    case .edited(let delivery, let revision):
      try connection.run(Deliveries.setRevision, revision, delivery.number)
    case .account(let account, let change): try carryOut(change, on: account)
    case .token(let account, let token): try insert(token, of: account)
    case .secrets(let secrets, let account):
      for secret in secrets { try upsert(secret, of: account) }
    case .forget(let account):
      try connection.run(SignIns.dropTokens, account.number)
      try connection.run(SignIns.dropSecrets, account.number)
    case .bucket(let bucket): try upsert(bucket)
    case .spending(let row): try upsert(row)
    case .notice(let notice): try insert(notice, at: at)
    case .audit(let entry): try record(entry, at: at)
    }
  }

  /// Nothing sleeps beyond `until`, or beyond its due time if that is later and nothing of it is
  /// out.
  ///
  /// - Parameter dueBy: only posts that are due by then are looked at; after a step of the clock
  ///   all are, and what is done about those that are out.
  func capWaits(until: Instant, dueBy: Instant = .never) throws {
    let never = Instant.never.milliseconds
    if dueBy == .never {
      try connection.run(Flows.capWaitsForWhatIsOut, until.milliseconds, never)
    }
    try connection.run(Flows.capWaitsForPosts, until.milliseconds, never, dueBy.milliseconds)
    try connection.run(Flows.capOtherWaits, until.milliseconds, never)
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
    if intent.kind != .harmless {
      latestStep = connection.lastInsertedRow
      latestMoment = max(latestMoment, intent.at)
    }
    return connection.lastInsertedRow
  }

  private func settle(_ settlement: Settlement) throws {
    let intent = settlement.intent
    guard let end = Journal.encode(settlement.state) else {
      throw StoreError(.refused, "settling \(intent.step)", "it is not the outcome of a call")
    }
    let step = try findStep(intent.flow, intent.run, intent.step, intent.attempt)
    try connection.run(
      Journal.insertOutcome, try step ?? insertHarmless(intent), end.form.rawValue,
      settlement.meaning.rawValue, settlement.at.milliseconds,
      settlement.took.wholeMilliseconds, borrowing: end.body)
  }

  private func resolve(_ resolution: StepResolution, at: Instant) throws {
    let step = try findStep(
      resolution.flow, resolution.run, resolution.step, resolution.attempt)
    guard let step else {
      throw StoreError(.refused, "resolving \(resolution.step)", "there is no such call")
    }
    let (meaning, evidence, body): (StepMeaning, Evidence, [UInt8]) =
      switch resolution.state {
      case .present(let remote, let evidence): (.present, evidence, try JSON.encode(remote))
      case .absent(let evidence): (.absent, evidence, [])
      }
    try connection.run(
      Journal.insertVerdict, step, meaning.rawValue, evidence.number, at.milliseconds, body)
  }

  private func findStep(
    _ flow: FlowID, _ run: Int, _ name: String, _ attempt: Int
  ) throws -> Int64? {
    try connection.first(Journal.findStep, flow.number, run, name, attempt) { $0.integer(0) }
  }

  /// Stores a harmless call that was sent without an intent. Of a long poll only the first attempts
  /// and the latest are kept.
  private func insertHarmless(_ intent: Intent) throws -> Int64 {
    guard intent.kind == .harmless else {
      throw StoreError(
        .refused, "settling \(intent.step)", "the call was sent without a stored intent")
    }
    let previous = intent.attempt - 1
    if previous > Store.keptAttempts {
      for sql in [Journal.forgetOutcome, Journal.forgetStep] {
        try connection.run(sql, intent.flow.number, intent.run, intent.step, previous)
      }
    }
    return try insert(intent)
  }

  /// Attempts of a harmless step that stay in the journal beside the latest.
  private static let keptAttempts = 10

  private func insert(_ part: PublishedPart, of delivery: DeliveryID, at: Instant) throws {
    let remote = part.remote
    try connection.run(
      Journal.insertPart, delivery.number, part.part, remote.id.isEmpty ? nil : remote.id,
      remote.url,
      remote.extra.isEmpty ? nil : JSON.object(remote.extra.mapValues(JSON.string)).bytes,
      part.evidence.number,
      at.milliseconds)
  }

  // MARK: - The queue

  private func carryOut(_ change: DeliveryChange, on id: DeliveryID, at: Instant) throws {
    if change.state == .attention { try giveUpCall(of: id, at: at) }
    try connection.run(
      Deliveries.change, change.state.rawValue, change.cause?.rawValue,
      change.question?.rawValue, try change.reason.map { try JSON.encode($0) },
      change.evidence?.number, change.settledAt?.milliseconds, id.number)
    try requireOneChange("changing delivery \(id.number)", "there is no such delivery")
    if let due = change.due { try connection.run(Deliveries.move, due.milliseconds, id.number) }
  }

  /// A delivery can be parked because the outcome of its call could not be written down. That
  /// outcome is unknown then, and the account must not wait for it.
  private func giveUpCall(of delivery: DeliveryID, at: Instant) throws {
    let open = try connection.first(Journal.openCall, delivery.number) { $0.integer(0) }
    guard let open else { return }
    try connection.run(
      Journal.insertOutcome, open, OutcomeForm.unknown.rawValue, StepMeaning.unknown.rawValue,
      at.milliseconds, 0, borrowing: Array("its outcome could not be written down".utf8))
  }

  private func update(_ flow: FlowRow) throws {
    try connection.run(
      Flows.update, flow.version, flow.run, flow.lane.rawValue, flow.notBefore.milliseconds,
      flow.tries, flow.negatives, flow.reading, flow.crashes, flow.startedAt?.milliseconds,
      flow.entropy, try Flows.encode(flow.inputs), flow.isDone, flow.id.number)
    try requireOneChange("changing flow \(flow.id.number)", "there is no such flow")
  }

  /// Inserts the flow, or moves the open one of its kind forward; a sign-in replaces the open one.
  func start(_ flow: NewFlow) throws -> FlowID {
    func read(_ row: Row) -> (id: Int64, notBefore: Int64) { (row.integer(0), row.integer(1)) }
    let open =
      if let delivery = flow.delivery {
        try connection.first(
          Flows.openOfDelivery, delivery.number, flow.kind.rawValue, body: read)
      } else {
        try connection.first(
          Flows.openOfKind, flow.account.number, flow.kind.rawValue, body: read)
      }
    if let open, flow.kind == .connect || flow.kind == .edit {
      // What a person just typed or committed counts, not what an earlier flow still waits for.
      try connection.run(Flows.end, Instant.never.milliseconds, open.id)
    } else if let open {
      try connection.run(
        Flows.moveForward, min(open.notBefore, flow.notBefore.milliseconds),
        flow.lane.rawValue, open.id)
      return FlowID(open.id)
    }
    try connection.run(
      Flows.insert, flow.kind.rawValue, flow.account.number, flow.delivery?.number,
      flow.version, flow.lane.rawValue, flow.notBefore.milliseconds,
      try Flows.encode(flow.inputs), 0)
    return FlowID(connection.lastInsertedRow)
  }

  func requireOneChange(_ attempted: String, _ message: String) throws(StoreError) {
    guard connection.changes == 1 else { throw StoreError(.refused, attempted, message) }
  }
}
