import Domain

/// Runs a flow's recipe and applies what follows.
extension Core {
  /// A wait of the flow is over.
  mutating func advance(_ flow: FlowID, _ turn: inout Turn) throws {
    guard var situation = try turn.ledger.situation(of: flow),
      let account = account(situation.flow.account)
    else { return }
    guard isReady(situation.flow, turn.now) else { return }
    if situation.flow.startedAt == nil {
      situation.flow.startedAt = turn.now
      situation.flow.entropy = turn.entropy.bytes()
    }
    if let writes = standstill(situation, account, &turn) {
      return try write(writes, for: flow, &turn)
    }
    let run = try runRecipe(situation, account, mode: .proceed, turn)
    try apply(run, to: situation, account, after: [], &turn)
    keep(situation, after: run)
  }

  /// Whether a flow that was read ahead is still ready.
  private mutating func isReady(_ flow: FlowRow, _ now: Instant) -> Bool {
    if flow.notBefore > now { change(flow.account) { $0.note(sleepUntil: flow.notBefore) } }
    return !flow.isDone && flow.notBefore <= now
  }

  func runRecipe(
    _ situation: Situation, _ account: AccountRow, mode: Flow.Mode, _ turn: Turn
  ) throws -> RecipeRun {
    guard let recipe = recipe(for: account), recipe.profile.version == situation.flow.version else {
      return RecipeRun(pausedBy: .mismatch("the recipe has another version"))
    }
    return RecipeRun(of: situation, recipe, account, now: turn.now, mode: mode)
  }

  /// The verdict on a run, carried out together with `writes` that must come first.
  mutating func apply(
    _ run: RecipeRun, to situation: Situation, _ account: AccountRow, after writes: [Write],
    _ turn: inout Turn
  ) throws {
    var situation = situation
    var writes = writes
    writes += newlyPublished(run, &situation) + newlyDeleted(run, &situation)
    writes += run.resolutions.compactMap { resolution in
      situation.resolution(of: resolution.step, .present(resolution.remote, .read))
    }
    if !run.resolutions.isEmpty, situation.flow.negatives > 0 {
      situation.flow.negatives = 0
      writes.append(.flow(situation.flow))
    }
    guard let profile = recipe(for: account)?.profile else { return }
    let clock = doubtClock(of: situation, turn.clocks)
    let index = index(account.id)
    let judge = Judge(
      situation: situation, account: account, profile: profile, settings: settings, now: turn.now,
      witnessed: witness.dueTime(turn.clocks),
      platformTime: index.flatMap { time(at: heads[$0].host, turn.clocks) },
      mayRenew: (index.map { heads[$0].renewAfter } ?? turn.clocks.uptime) <= turn.clocks.uptime,
      isTokenRefused: index.map { heads[$0].isTokenRefused } ?? false,
      inDoubtFor: clock.map { turn.clocks.uptime - $0.since } ?? .zero,
      sinceLastNegative: clock?.lastNegative.map { turn.clocks.uptime - $0 })
    let scene = Scene(situation: situation, account: account, profile: profile)
    let verdict = inQuarantine(judge.verdict(on: run.ending), scene)
    writes += try self.writes(for: verdict, scene, &turn)
    try write(writes, for: situation.flow.id, &turn)
  }

  /// Parts that the run passed and the store does not know yet.
  private func newlyPublished(_ run: RecipeRun, _ situation: inout Situation) -> [Write] {
    guard let delivery = situation.delivery, situation.flow.kind == .publish else { return [] }
    let known = situation.published.map(\.part)
    let new = run.published.filter { !known.contains($0.part) }
    situation.published += new
    return new.map { .published(delivery.id, $0) }
      + newlyLocated(run, delivery.id, &situation)
  }

  /// Parts that are gone as soon as the network said so: what follows may fail, or never come.
  private func newlyDeleted(_ run: RecipeRun, _ situation: inout Situation) -> [Write] {
    guard let delivery = situation.delivery else { return [] }
    for index in situation.published.indices
    where run.deleted.contains(situation.published[index].part) {
      situation.published[index].isDeleted = true
    }
    return run.deleted.map { .deleted(delivery.id, part: $0) }
  }

  /// Addresses of parts that the store knows without one.
  private func newlyLocated(
    _ run: RecipeRun, _ delivery: DeliveryID, _ situation: inout Situation
  ) -> [Write] {
    var writes: [Write] = []
    for index in situation.published.indices where situation.published[index].remote.url == nil {
      let part = situation.published[index].part
      guard let url = run.published.first(where: { $0.part == part })?.remote.url else { continue }
      situation.published[index].remote.url = url
      writes.append(.located(delivery, part: part, url: url))
    }
    return writes
  }

  /// The monotonic start of a doubt, from the first time that this boot sees it.
  private mutating func doubtClock(of situation: Situation, _ clocks: Clocks) -> DoubtClock? {
    guard let call = situation.stepInDoubt else {
      doubts[situation.flow.id] = nil
      return nil
    }
    if let clock = doubts[situation.flow.id],
      (clock.step, clock.attempt) == (call.step, call.attempt)
    {
      return clock
    }
    let clock = DoubtClock(step: call.step, attempt: call.attempt, since: clocks.uptime)
    doubts[situation.flow.id] = clock
    return clock
  }

  /// Hands writes to the ledger. A flow whose writes break a rule of the schema is parked with a
  /// question; the daemon goes on.
  mutating func write(_ writes: [Write], for flow: FlowID, _ turn: inout Turn) throws {
    guard !writes.isEmpty else { return }
    noteQueue(writes, turn.now)
    do {
      try carryOut(writes, turn)
    } catch let error as any LedgerRefusal where error.isRuleOfSchema {
      turn.effects.removeAll { effect in
        if case .send(let order) = effect { order.flow == flow } else { false }
      }
      if let call = endCall(of: flow) {
        change(call.order.account) { $0.end(flow) }
      }
      try park(flow, "\(error)", &turn)
    }
  }

  /// Remembers when the flows among the writes wake, which saves asking the store for it.
  private mutating func noteQueue(_ writes: [Write], _ now: Instant) {
    for write in writes {
      switch write {
      case .flow(let row) where !row.isDone && row.notBefore < .never:
        change(row.account) { $0.note(readyAt: row.notBefore, in: row.lane, now) }
      case .startFlow(let new):
        change(new.account) { $0.note(readyAt: new.notBefore, in: new.lane, now) }
      case .release(let account, _, _): change(account) { $0.forgetAhead() }
      default: break
      }
    }
  }

  private mutating func park(_ flow: FlowID, _ why: String, _ turn: inout Turn) throws {
    guard var situation = try turn.ledger.situation(of: flow) else { return }
    situation.flow.notBefore = .never
    let error = ErrorObject(.internalError, "a rule of the store was broken: \(why)")
    var writes: [Write] = [.flow(situation.flow)]
    if let delivery = situation.delivery {
      let change = DeliveryChange(
        .attention, question: .brokenJournal, reason: error, settledAt: turn.now)
      writes.append(.delivery(delivery.id, change))
    }
    writes += parked(situation, error)
    try carryOut(writes, turn)
  }

  /// What people are told of a flow that was parked.
  private func parked(_ situation: Situation, _ error: ErrorObject) -> [Write] {
    let flow = situation.flow
    let account = self.account(flow.account)?.name.text ?? "account \(flow.account.number)"
    let subject = situation.delivery.map { "delivery:\($0.id.number)" } ?? "account:\(account)"
    let what = situation.delivery.map { "\($0.uid)" } ?? flow.kind.word
    return [
      .audit(
        AuditEntry(
          actor: "system:core", action: "\(situation.delivery == nil ? "flow" : "delivery").parked",
          subject: subject,
          detail: .object(["account": .string(account), "error": .string(error.message)]))),
      .notice(Notice(.attention, title: "\(what) → \(account) needs you", body: error.message)),
    ]
  }
}

extension RecipeRun {
  init(pausedBy pause: Pause) {
    ending = .paused(pause)
    published = []
    resolutions = []
  }
}

extension Situation {
  /// A visible step whose outcome nobody knows.
  var stepInDoubt: JournalEntry? {
    journal.first { entry in
      guard entry.callClass == .visible else { return false }
      switch entry.state {
      case .unknown: return true
      case .answered: return !published.contains { $0.part == entry.part } && isDoubtful
      default: return false
      }
    }
  }

  var isInDoubt: Bool { stepInDoubt != nil }

  private var isDoubtful: Bool {
    delivery?.state == .doubtful || delivery?.state == .confirming
  }

  /// The later end of a step that was in doubt.
  func resolution(of step: String, _ state: StepResolution.State) -> Write? {
    guard let entry = journal.first(where: { $0.step == step }) else { return nil }
    return .resolve(
      StepResolution(
        flow: flow.id, run: flow.run, step: step, attempt: entry.attempt, state: state))
  }
}
