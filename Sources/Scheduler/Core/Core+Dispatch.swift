import Domain

/// Lets a call go, or says what it must wait for.
extension Core {
  mutating func dispatch(
    _ pending: PendingCall, _ scene: Scene, _ turn: inout Turn
  ) throws -> [Write] {
    if isDraining { return [] }
    if let writes = holdInQuarantine(pending, scene, turn) { return writes }
    if let writes = try hold(pending, scene, &turn) { return writes }
    guard hasRoom(for: pending.kind, scene) else {
      let isFull = head(scene.account.id) { load.isFull($0.server) } ?? false
      change(scene.account.id) { head in
        head.waiting.append(scene.flow.id)
        head.awaitsServer = head.awaitsServer || isFull
      }
      return []
    }
    return try launch(pending, scene, &turn)
  }

  /// The writes of a call that must wait for something other than room; `nil` when nothing does.
  private mutating func hold(
    _ pending: PendingCall, _ scene: Scene, _ turn: inout Turn
  ) throws -> [Write]? {
    if let until = closedCircuit(scene, turn) {
      return setAside(scene, .circuitOpen, until: until, turn)
    }
    if isDiskLow, pending.kind == .secret {
      // The successor of a spent token must find room.
      if scene.flow.kind == .refresh {
        renewalFailed(scene.account.id, wait: settings.diskRecheck, turn)
      }
      return [scene.sleep(until: turn.now + settings.diskRecheck)]
    }
    if case .visible(let part, let key) = pending.kind {
      if let writes = try holdVisible(part: part, key: key, scene, &turn) { return writes }
    }
    if case .edit = pending.kind, let (cause, wait) = machineTrouble(turn.clocks) {
      return setAside(scene, cause, until: turn.now + wait, turn)
    }
    if isHalfOpen(scene, turn.clocks) || needsWitness(pending, scene, turn.clocks) {
      return ask(scene.account, for: scene.flow.id, &turn)
    }
    if let writes = holdForBudget(pending, scene, turn) { return writes }
    let shortage = gate.shortage(
      for: costs(pending, scene), of: scene.account, scene.profile, at: turn.now)
    let rest = throttledFor(pending.kind, scene, turn.now)
    let wait = max(shortage?.wait ?? .zero, rest)
    guard wait > .zero else { return nil }
    let why = shortage.flatMap { $0.wait >= rest ? scene.usedUp($0.rule) : nil }
    let error = ErrorObject(
      .rateLimited, why ?? scene.leftAlone, retryable: true,
      retryAfterS: Int(wait.wholeSecondsRoundedUp))
    let isPost = if case .visible = pending.kind { true } else { false }
    return scene.delivery(scene.waitingState, reason: error)
      + leaveAlone(scene, isPost: isPost, until: turn.now + wait)
  }

  /// A post that may not go out yet keeps its place in the queue, and those behind it wait with it:
  /// it takes one look when the time has come, however many there are. Anything else sleeps.
  mutating func leaveAlone(_ scene: Scene, isPost: Bool, until instant: Instant) -> [Write] {
    guard isPost, scene.flow.lane != .settle else { return [scene.sleep(until: instant)] }
    change(scene.account.id) { $0.holdPosts(until: instant) }
    return scene.flow.lane == .prepare ? [scene.flow { $0.lane = .due }] : []
  }

  /// How long the network wants to be left alone with posts of the account. Reading and preparing
  /// have limits of their own.
  private func throttledFor(_ kind: CallKind, _ scene: Scene, _ now: Instant) -> Duration {
    guard kind.callClass == .visible || kind.callClass == .edit else { return .zero }
    return gate.closed(scene.account.name, at: now)
  }

  private mutating func holdVisible(
    part: Int, key: String, _ scene: Scene, _ turn: inout Turn
  ) throws -> [Write]? {
    guard let delivery = scene.delivery else { return nil }
    let dueTime = witness.dueTime(turn.clocks)
    if dueTime < delivery.due {
      let wake = turn.now + (delivery.due - dueTime)
      return scene.delivery(.armed) + [
        scene.flow {
          $0.lane = .due
          $0.notBefore = wake
        }
      ]
    }
    if let (cause, wait) = machineTrouble(turn.clocks) {
      return setAside(scene, cause, until: turn.now + wait, turn)
    }
    if let late = lateness(scene, &turn) { return late }
    if part == 0, let next = catchUp(delivery, scene, turn) {
      change(scene.account.id) { $0.holdMissed(until: next) }
      let isMarked = scene.flow.lane == .catchUp
      return scene.delivery(.armed) + (isMarked ? [] : [scene.flow { $0.lane = .catchUp }])
    }
    if try turn.ledger.keysInDoubt(account: scene.account.id).contains(key) {
      return [scene.sleep(until: turn.now + .seconds(15))]
    }
    return nil
  }

  /// What keeps this machine from changing anything in public, and when to look again: other
  /// hosts soon know the time, a disk takes a person.
  private func machineTrouble(_ clocks: Clocks) -> (BlockCause, wait: Duration)? {
    if witness.isInDoubt(at: clocks.uptime) { return (.clock, .seconds(60)) }
    return isDiskLow ? (.disk, settings.blockedRecheck) : nil
  }

  /// A delivery in doubt, or with a part out, keeps its state while it waits.
  func setAside(
    _ scene: Scene, _ cause: BlockCause, until: Instant, reason: ErrorObject? = nil, _ turn: Turn
  ) -> [Write] {
    guard scene.situation.isInDoubt || scene.hasPartsOut || scene.delivery == nil else {
      return block(scene, cause, until: until, reason: reason, turn)
    }
    return [scene.sleep(until: until)]
  }

  /// When the account's next missed post may go out; `nil` for now.
  private func catchUp(_ delivery: DeliveryRow, _ scene: Scene, _ turn: Turn) -> Instant? {
    guard scene.flow.tries == 0, !scene.isOnPersonsWord,
      turn.now - delivery.due > settings.missedAfter,
      let last = index(scene.account.id).flatMap({ heads[$0].lastCatchUp })
    else { return nil }
    let passed = turn.clocks.uptime - last
    return passed >= settings.catchUpSpacing ? nil : turn.now + (settings.catchUpSpacing - passed)
  }

  /// Commits the call and hands it to the shell.
  private mutating func launch(
    _ pending: PendingCall, _ scene: Scene, _ turn: inout Turn
  ) throws -> [Write] {
    guard let index = index(scene.account.id) else { return [] }
    let host = host(ofURL: pending.call.url) ?? heads[index].host
    let intent = intent(for: pending, scene, host: host, turn.clocks)
    if let changed = changedCall(intent, scene) { return ask(.brokenJournal, changed, scene, turn) }
    let order = SendOrder(
      flow: scene.flow.id, run: scene.flow.run, step: pending.step, account: scene.account.id,
      call: pending.call, isRepeatable: intent.kind == .harmless)
    let call = Underway(
      order: order, intent: intent, kind: pending.kind, costs: costs(pending, scene),
      server: heads[index].server, host: host)
    begin(call, of: scene.flow.id)
    change(scene.account.id) { $0.begin(scene.flow.id, pending.kind) }
    turn.effects.append(.send(order))
    countFirstTry(scene, intent, turn.clocks)
    let paid = gate.pay(
      costs(pending, scene), of: scene.account, scene.profile, at: turn.now)
    let charged = charge(pending.call.costs, scene.account, turn.now)
    return paid.map(Write.bucket) + quotaNotices(scene) + charged
      + launchWrites(intent, pending.kind, scene, turn)
  }

  /// A visible call that is sent again must be the same call, to the byte.
  private func changedCall(_ intent: Intent, _ scene: Scene) -> ErrorObject? {
    guard intent.kind == .visible,
      let earlier = scene.situation.journal.first(where: { $0.step == intent.step }),
      earlier.callHash != intent.callHash
    else { return nil }
    return ErrorObject(
      .internalError, "its call \(intent.step) is not the one that was sent before",
      hint: "did the account's server or the program change in between?")
  }

  private mutating func launchWrites(
    _ intent: Intent, _ kind: CallKind, _ scene: Scene, _ turn: Turn
  ) -> [Write] {
    let started = scene.started
    switch kind {
    case .visible(let part, _):
      if part == 0, let delivery = scene.delivery,
        turn.now - delivery.due > settings.missedAfter
      {
        change(scene.account.id) { $0.lastCatchUp = turn.clocks.uptime }
      }
      return [.intend(intent)] + started + scene.delivery(.publishing)
        + [scene.audit("call.visible", scene.label)]
    case .secret: return [.intend(intent)] + started
    case .edit:
      return [.intend(intent)] + started
        + [scene.audit("call.\(scene.flow.kind.word)", scene.label)]
    case .question: return started + scene.delivery(.doubtful, reason: scene.delivery?.reason)
    case .confirmation:
      return started + scene.delivery(.confirming, reason: scene.delivery?.reason)
    case .harmless:
      let mayPrepare = !scene.situation.isInDoubt && !scene.hasPartsOut
      return started
        + (mayPrepare ? scene.delivery(.preparing, reason: scene.delivery?.reason) : [])
    }
  }

  func intent(
    for pending: PendingCall, _ scene: Scene, host: String, _ clocks: Clocks
  ) -> Intent {
    var (part, key) = (0, "")
    if case .visible(let visiblePart, let matchKey) = pending.kind {
      (part, key) = (visiblePart, matchKey)
    }
    let earlier = scene.situation.journal.first { $0.step == pending.step }
    return Intent(
      flow: scene.flow.id, delivery: scene.delivery?.id, account: scene.account.id,
      run: scene.flow.run, step: pending.step, attempt: (earlier?.attempt ?? 0) + 1,
      kind: pending.kind.callClass, part: part, matchKey: key, call: pending.call,
      callHash: hashing.sha256(pending.call.canonicalBytes), at: clocks.wall,
      platformDate: time(at: host, clocks))
  }

  private func costs(_ pending: PendingCall, _ scene: Scene) -> [Call.Cost] {
    if case .visible(let part, _) = pending.kind, part == 0 {
      return pending.call.costs + RateGate.ownCosts
    }
    return pending.call.costs
  }

  private mutating func countFirstTry(_ scene: Scene, _ intent: Intent, _ clocks: Clocks) {
    guard intent.attempt == 1 else { return }
    var budget = budgets[scene.profile.name] ?? RetryBudget(at: clocks.uptime)
    budget.countFirstTry(at: clocks.uptime)
    budgets[scene.profile.name] = budget
  }
}

extension Scene {
  fileprivate func usedUp(_ rule: LimitRule) -> String {
    let whose = rule.isOwn ? "its limits allow" : "\(profile.title) takes"
    return "\(account.name) has used up what \(whose): \(rule.text)"
  }

  fileprivate var leftAlone: String {
    "\(profile.title) turned \(account.name) away (429) and is left alone for now"
  }
}
