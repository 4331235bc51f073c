import Domain

/// Turns verdicts into writes.
extension Core {
  mutating func writes(
    for verdict: Verdict, _ scene: Scene, _ turn: inout Turn
  ) throws -> [Write] {
    if scene.flow.kind == .revoke { return try revoke(verdict, scene, &turn) }
    return try usualWrites(for: verdict, scene, &turn)
  }

  /// What a verdict means for every kind of flow but a sign-out.
  mutating func usualWrites(
    for verdict: Verdict, _ scene: Scene, _ turn: inout Turn
  ) throws -> [Write] {
    switch verdict {
    case .send(let pending): return try dispatch(pending, scene, &turn)
    case .sleep(let until):
      if scene.flow.kind == .refresh {
        renewalFailed(scene.account.id, wait: until - turn.now, turn)
      }
      return [scene.sleep(until: until)]
    case .retry(let error): return retry(error, scene, &turn)
    case .throttle(let floor, let error): return throttle(floor, error, scene, &turn)
    case .refresh(_, let isTurnedDown): return refresh(scene, isTurnedDown: isTurnedDown, turn)
    case .signIn(let error): return signInNeeded(error, scene, &turn)
    case .restart(let reason): return restart(reason, scene, &turn)
    case .readAgain(let reading): return readAgain(after: reading, scene, turn)
    case .absent(let step): return absent(step, scene, &turn)
    case .absentForGood(let step, let question, let error):
      return proof(ofAbsence: step, scene) + ask(question, error, scene, turn)
    case .turnedDown(let step, let error):
      return proof(ofAbsence: step, scene) + refuse(error, scene, turn)
    case .startOver(let step, let error, let wait):
      return startOver(step, error, after: wait, scene, turn)
    case .ask(let question, let error):
      return end(scene, error, &turn) ?? ask(question, error, scene, turn)
    case .refuse(let error): return end(scene, error, &turn) ?? refuse(error, scene, turn)
    case .prompt(let request):
      turn.effects.append(.prompt(scene.flow.id, account: scene.account.id, request))
      return [scene.sleep(until: .never)]
    case .published: return published(scene, turn)
    case .granted(let grant): return granted(grant, scene, &turn)
    case .probed(let facts): return probed(facts, scene, turn)
    case .done: return changed(scene, turn)
    }
  }

  private mutating func retry(
    _ error: ErrorObject, _ scene: Scene, _ turn: inout Turn
  ) -> [Write] {
    let platform = scene.account.declared.platform
    var budget = budgets[platform] ?? RetryBudget(at: turn.clocks.uptime)
    let extra = budget.takeRetry(at: turn.clocks.uptime)
    budgets[platform] = budget
    let tries = scene.flow.tries + 1
    let wait = Backoff.wait(afterTries: tries, fraction: turn.entropy.fraction())
    if scene.flow.kind == .refresh { renewalFailed(scene.account.id, wait: wait + extra, turn) }
    let next = scene.flow {
      $0.tries = tries
      $0.notBefore = turn.now + wait + extra
    }
    return scene.delivery(scene.waitingState, reason: error) + [next]
  }

  private mutating func throttle(
    _ floor: Duration?, _ error: ErrorObject, _ scene: Scene, _ turn: inout Turn
  ) -> [Write] {
    let wait = Backoff.wait(
      throttledFor: floor, tries: scene.flow.tries, fraction: turn.entropy.fraction())
    if scene.flow.kind == .refresh { renewalFailed(scene.account.id, wait: wait, turn) }
    var error = error
    error.retryAfterS = Int(wait.wholeSecondsRoundedUp)
    let until = turn.now + wait
    let writes = scene.delivery(scene.waitingState, reason: error)
    guard floor != nil, let latest = scene.situation.journal.last?.callClass,
      latest == .visible || latest == .edit
    else { return writes + [scene.sleep(until: until)] }
    let closed = Write.bucket(gate.close(scene.account.name, for: wait, at: turn.now))
    return writes + leaveAlone(scene, isPost: latest == .visible, until: until) + [closed]
  }

  private mutating func restart(
    _ reason: String, _ scene: Scene, _ turn: inout Turn
  ) -> [Write] {
    let wait = Backoff.wait(
      afterTries: scene.flow.tries + 1, fraction: turn.entropy.fraction())
    let next = scene.flow {
      $0.run += 1
      $0.tries += 1
      $0.startedAt = nil
      $0.entropy = []
      $0.notBefore = turn.now + wait
    }
    let error = ErrorObject(.platformTrouble, reason, retryable: true)
    return scene.delivery(.scheduled, reason: error) + [next]
  }

  private mutating func readAgain(
    after reading: Verdict.Reading, _ scene: Scene, _ turn: Turn
  ) -> [Write] {
    let wait: Duration
    switch reading {
    case .open(let left):
      wait = min(Backoff.wait(beforeReading: scene.flow.reading), max(left, .seconds(1)))
    case .negative:
      wait = scene.profile.pace.betweenReadings
      doubts[scene.flow.id]?.lastNegative = turn.clocks.uptime
    }
    let next = scene.flow {
      $0.lane = .settle
      $0.reading += 1
      $0.negatives += reading == .negative ? 1 : 0
      $0.notBefore = turn.now + wait
    }
    let state: DeliveryState = scene.delivery?.state == .confirming ? .confirming : .doubtful
    return scene.delivery(state, reason: scene.delivery?.reason) + [next]
  }

  private mutating func absent(
    _ step: String, _ scene: Scene, _ turn: inout Turn
  ) -> [Write] {
    let wait = Backoff.wait(
      afterTries: scene.flow.tries + 1, fraction: turn.entropy.fraction())
    let next = scene.flow {
      $0.lane = .due
      $0.reading += 1
      $0.negatives = 0
      $0.tries += 1
      // What was read must not be old when the call goes out again.
      $0.notBefore = turn.now + min(wait, .seconds(30))
    }
    change(scene.account.id) { $0.lookAgain() }
    return proof(ofAbsence: step, scene) + scene.delivery(.armed) + [next]
  }

  /// A new run after what the network took came to nothing there.
  private mutating func startOver(
    _ step: String, _ error: ErrorObject, after floor: Duration?, _ scene: Scene, _ turn: Turn
  ) -> [Write] {
    let next = scene.flow {
      $0.run += 1
      $0.tries += 1
      $0.negatives = 0
      $0.startedAt = nil
      $0.entropy = []
      $0.lane = .due
      $0.notBefore = turn.now + (floor ?? Backoff.wait(beforeReading: $0.tries))
    }
    return proof(ofAbsence: step, scene) + scene.delivery(.armed, reason: error) + [next]
  }

  /// What the readings proved, written down.
  private mutating func proof(ofAbsence step: String, _ scene: Scene) -> [Write] {
    doubts[scene.flow.id] = nil
    return [scene.situation.resolution(of: step, .absent(.read))].compactMap(\.self)
      + [scene.audit("delivery.absent", scene.label)]
  }

  private func refuse(_ error: ErrorObject, _ scene: Scene, _ turn: Turn) -> [Write] {
    guard let delivery = scene.delivery else { return [scene.flow { $0.isDone = true }] }
    return [
      .delivery(delivery.id, DeliveryChange(.refused, reason: error, settledAt: turn.now)),
      scene.flow { $0.isDone = true },
      scene.audit("delivery.refused", scene.label),
      .notice(
        Notice(
          .refused, title: "\(delivery.uid) → \(scene.account.name) was refused",
          body: error.message)),
    ]
  }

  private mutating func published(_ scene: Scene, _ turn: Turn) -> [Write] {
    guard let delivery = scene.delivery, let last = scene.situation.published.last else {
      return [.finished(scene.flow.id)]
    }
    doubts[scene.flow.id] = nil
    return [
      .delivery(
        delivery.id,
        DeliveryChange(.published, evidence: last.evidence, settledAt: turn.now)),
      .finished(scene.flow.id),
      scene.audit("delivery.published", scene.label),
    ]
  }
}
