import Domain

/// Reasons for which a delivery does not even run its recipe.
extension Core {
  /// The writes that set the flow aside, or `nil` when it may run.
  mutating func standstill(
    _ situation: Situation, _ account: AccountRow, _ turn: inout Turn
  ) -> [Write]? {
    guard let delivery = situation.delivery, let profile = recipe(for: account)?.profile else {
      return nil
    }
    let scene = Scene(situation: situation, account: account, profile: profile)
    if situation.flow.kind.isOfWhatIsOut {
      // A half of it may be done: the rest follows when somebody has signed in.
      let waits = account.state == .signIn || account.state == .notConnected
      return waits ? [scene.sleep(until: turn.now + settings.blockedRecheck)] : nil
    }
    if !delivery.state.isOnItsWay {
      return [scene.flow { $0.notBefore = .never }]
    }
    if isAnswered(situation) {
      return setAside(scene, .quarantine, until: turn.now + settings.blockedRecheck, turn)
    }
    guard !situation.isInDoubt, !scene.hasPartsOut else {
      return account.state == .ok ? nil : [scene.sleep(until: turn.now + settings.blockedRecheck)]
    }
    // What may have been sent is asked about first, however late it is.
    if !mayHaveBeenSent(scene), let late = lateness(scene, &turn) { return late }
    return cause(account, profile, turn.now).map { block(scene, $0, turn) }
  }

  private func cause(
    _ account: AccountRow, _ profile: PlatformProfile, _ now: Instant
  ) -> BlockCause? {
    switch account.state {
    case .ok:
      profile.endedVersion(for: account.declared.settings, at: now) == nil ? nil : .apiVersion
    case .notConnected: .notConnected
    case .signIn: .signIn
    case .disabled: .accountDisabled
    }
  }

  /// A blocked delivery looks again after a while, and at the end of its grace at the latest.
  ///
  /// - Parameter reason: why, where it is not what the delivery says already.
  func block(
    _ scene: Scene, _ cause: BlockCause, until: Instant? = nil, reason: ErrorObject? = nil,
    _ turn: Turn
  ) -> [Write] {
    guard let delivery = scene.delivery else { return [] }
    let recheck = until ?? turn.now + settings.blockedRecheck
    let endOfGrace = delivery.due + delivery.grace + .milliseconds(1)
    let wake = turn.now < endOfGrace ? min(recheck, endOfGrace) : recheck
    return scene.delivery(.blocked, cause: cause, reason: reason ?? delivery.reason)
      + [scene.sleep(until: wake)]
  }

  /// What happens to a post that could not go out within its grace, or before the next occurrence
  /// of its series was due; `nil` when it may go on.
  ///
  /// A clock that is ahead makes every post look late, so another one is asked first.
  mutating func lateness(_ scene: Scene, _ turn: inout Turn) -> [Write]? {
    guard let delivery = scene.delivery, !scene.hasPartsOut, !scene.isOnPersonsWord else {
      return nil
    }
    let dueTime = witness.dueTime(turn.clocks)
    let isMissed = scene.situation.successorDue.map { $0 <= dueTime } ?? false
    guard isMissed || dueTime > delivery.due + delivery.grace else { return nil }
    if needsWitness(scene, turn.clocks) { return ask(scene.account, for: scene.flow.id, &turn) }
    if isMissed {
      return expire(
        delivery,
        ErrorObject(
          .expired, "it was missed, and the next one of its series is due already",
          hint: "belfry retry \(delivery.id.number) sends it now"), scene, turn)
    }
    let error = ErrorObject(
      .expired, "it could not go out within its grace",
      hint: "belfry retry \(delivery.id.number) sends it now")
    switch delivery.latePolicy {
    case .publish: return nil
    case .skip: return expire(delivery, error, scene, turn)
    case .ask: return ask(.late, error, scene, turn)
    }
  }

  private func expire(
    _ delivery: DeliveryRow, _ error: ErrorObject, _ scene: Scene, _ turn: Turn
  ) -> [Write] {
    [
      .delivery(delivery.id, DeliveryChange(.expired, reason: error, settledAt: turn.now)),
      scene.flow { $0.isDone = true },
      scene.audit("delivery.expired", scene.label),
      .notice(
        Notice(.expired, title: "\(delivery.uid) → \(scene.account.name)", body: error.message)),
    ]
  }

  /// Hands the delivery to a person.
  func ask(
    _ question: Question, _ error: ErrorObject, _ scene: Scene, _ turn: Turn
  ) -> [Write] {
    guard let delivery = scene.delivery else { return [scene.flow { $0.isDone = true }] }
    return [
      .delivery(
        delivery.id,
        DeliveryChange(.attention, question: question, reason: error, settledAt: turn.now)),
      scene.flow { $0.notBefore = .never },
      scene.audit("delivery.attention", scene.label),
      .notice(
        Notice(
          .attention, title: "\(delivery.uid) → \(scene.account.name) needs you",
          body: [error.message, error.hint].compactMap(\.self).joined(separator: "\n"))),
    ]
  }
}

extension DeliveryState {
  /// Neither over nor held back by people: it goes out by itself.
  var isOnItsWay: Bool { !isSettled && self != .draft && self != .awaitingApproval }
}
