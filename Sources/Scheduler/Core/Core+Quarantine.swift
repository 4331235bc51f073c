import Domain

/// A store that was put back from a copy: what was due since then may be out, so the network is
/// asked, and only a positive answer counts. Nothing visible is sent meanwhile.
extension Core {
  /// Whether the delivery may have been published without the store's knowledge.
  func mayHaveBeenSent(_ scene: Scene) -> Bool { mayHaveBeenSent(scene.situation) }

  private func mayHaveBeenSent(_ situation: Situation) -> Bool {
    guard let quarantine, let delivery = situation.delivery, quarantine.covers(delivery) else {
      return false
    }
    return !isAnswered(situation)
  }

  /// A person said in this quarantine that the delivery is not out. A call that only prepares it
  /// could begin a new run, which knows nothing of that, so that none is made before the end.
  func isAnswered(_ situation: Situation) -> Bool {
    guard let quarantine else { return false }
    // An answer from before the copy says nothing about what was sent after it.
    return situation.journal.contains {
      $0.state == .absent(.person) && $0.number > quarantine.latestCall
    }
  }

  /// Why a command must wait: what may be out is neither moved out of the quarantine's reach nor
  /// taken back before anybody was asked about it.
  func quarantineForbids(_ command: Command, _ situation: Situation) -> ErrorObject? {
    switch command {
    case .reschedule, .cancel, .reject, .retry: break
    default: return nil
    }
    guard mayHaveBeenSent(situation), situation.delivery?.state != .attention else { return nil }
    return ErrorObject(
      .conflict, "it may have been published since the copy was made; the network is asked first",
      retryable: true, retryAfterS: 60, hint: "belfry quarantine")
  }

  /// The writes for a visible call in quarantine; `nil` when there is none in force.
  ///
  /// A call that may have been sent is put into the journal as one whose outcome is unknown, so
  /// that the recipe's own question about it is asked.
  mutating func holdInQuarantine(
    _ pending: PendingCall, _ scene: Scene, _ turn: Turn
  ) -> [Write]? {
    guard let quarantine, case .visible = pending.kind, let index = index(scene.account.id) else {
      return nil
    }
    guard mayHaveBeenSent(scene) else {
      return setAside(scene, .quarantine, until: turn.now + settings.blockedRecheck, turn)
    }
    var intent = intent(
      for: pending, scene, host: host(ofURL: pending.call.url) ?? heads[index].host,
      turn.clocks)
    intent.platformDate = quarantine.since
    let reason = "it was not sent now; it may have been since \(quarantine.since.rfc3339)"
    return [.intend(intent)] + scene.delivery(.publishing) + [
      .settle(
        Settlement(
          intent: intent, state: .unknown(reason), meaning: .unknown, at: turn.now,
          took: .zero))
    ] + scene.delivery(.doubtful) + [
      scene.flow {
        $0.lane = .settle
        $0.notBefore = turn.now
      }, scene.audit("delivery.assumed", scene.label),
    ]
  }

  /// In quarantine a verdict that would end the doubt without having found the post is a person's.
  func inQuarantine(_ verdict: Verdict, _ scene: Scene) -> Verdict {
    guard let quarantine, mayHaveBeenSent(scene) else { return verdict }
    let number = scene.delivery?.id.number ?? 0
    switch verdict {
    case .absent, .absentForGood, .refuse, .restart, .ask:
      return .ask(
        .restored,
        ErrorObject(
          .outcomeUnknown,
          "it may have been published after \(quarantine.since.rfc3339), when the copy was made "
            + "from which the store was restored; the network does not show it",
          hint: "belfry quarantine assume-sent, or look, then: "
            + "belfry resolve \(number) --published URL | --resend | --drop"))
    default: return verdict
    }
  }

  /// A quarantine began or ended; what waited for its end is ready.
  mutating func adopt(_ quarantine: Quarantine?, _ turn: inout Turn) throws {
    self.quarantine = quarantine
    if quarantine == nil { try release(.quarantine, &turn) }
  }

  /// Deliveries of all accounts that are blocked for `cause` look again at once.
  mutating func release(_ cause: BlockCause, _ turn: inout Turn) throws {
    let writes = heads.map { Write.release($0.id, causes: [cause], at: turn.now) }
    try carryOut(writes, turn)
    lookEverywhere()
  }
}
