import Domain

/// What the end of a call means.
extension Core {
  mutating func settle(_ report: CallReport, _ turn: inout Turn) throws {
    guard let call = endCall(of: report.flow) else { return }
    change(call.order.account) { $0.end(report.flow) }
    if isStarved { lookEverywhere() }
    guard let account = account(call.order.account) else { return }
    let learnt = learn(from: report, call, account, turn.clocks)
    if report.obstacle == nil, !call.order.call.publicFiles.isEmpty { try mediaWorks(&turn) }
    guard var situation = try situation(of: call, turn),
      situation.flow.run == call.order.run
    else {
      // The delivery was changed or cancelled while a harmless call of its old run was under way.
      return try write(learnt, for: report.flow, &turn)
    }
    situation.record(report.outcome, of: call.intent)
    let run = try runRecipe(situation, account, mode: .settle, turn)
    var writes = learnt
    if !report.sealed.isEmpty { writes.append(.secrets(report.sealed, account.id)) }
    writes.append(
      .settle(
        Settlement(
          intent: call.intent, state: JournalEntry.State(report.outcome),
          meaning: run.meaning(of: call, outcome: report.outcome), at: turn.now,
          took: report.took)))
    // What passes is tried again like everything else; what a person must mend is waited for.
    if let obstacle = report.obstacle, !obstacle.retryable,
      let profile = recipe(for: account)?.profile
    {
      let scene = Scene(situation: situation, account: account, profile: profile)
      return try write(writes + holdForMedia(obstacle, scene, turn), for: report.flow, &turn)
    }
    try apply(run, to: situation, account, after: writes, &turn)
  }

  /// Circuits, clocks and limits; answers the limits' rows.
  private mutating func learn(
    from report: CallReport, _ call: Underway, _ account: AccountRow, _ clocks: Clocks
  ) -> [Write] {
    guard call.order.call.reach == .platform else { return [] }
    guard case .answered(let answer) = report.outcome else {
      if report.obstacle == nil {
        note(host: call.host, answered: false, date: nil, clocks)
        change(account.id) { $0.circuit.fail(at: clocks.uptime) }
      }
      guard case .notSent = report.outcome, let profile = recipe(for: account)?.profile else {
        return []
      }
      change(account.id) { $0.letGo(at: .never) }
      return gate.refund(call.costs, of: account, profile, at: clocks.wall).map(Write.bucket)
        + takeBack(call.costs, account, clocks.wall)
    }
    let works = answer.status < 500
    note(host: call.host, answered: works, date: answer.platformDate, clocks)
    change(account.id) { head in
      if works { head.circuit.succeed() } else { head.circuit.fail(at: clocks.uptime) }
      if answer.isSuccess { head.heardAt = clocks.uptime }
    }
    guard let recipe = recipe(for: account) else { return [] }
    let readings = recipe.limits(in: answer)
    return gate.learn(readings, of: account, recipe.profile, at: clocks.wall).map(Write.bucket)
  }
}

extension Situation {
  /// Puts the outcome into the journal as it will be stored.
  mutating func record(_ outcome: Outcome, of intent: Intent) {
    let earlier = journal.first { $0.step == intent.step }
    let entry = JournalEntry(
      step: intent.step, attempt: intent.attempt, callClass: intent.kind, part: intent.part,
      callHash: intent.callHash, at: intent.at,
      platformDate: earlier.map(\.platformDate) ?? intent.platformDate,
      state: JournalEntry.State(outcome))
    journal.removeAll { $0.step == intent.step }
    journal.append(entry)
  }
}

extension JournalEntry.State {
  init(_ outcome: Outcome) {
    switch outcome {
    case .answered(let answer): self = .answered(answer)
    case .notSent(let reason): self = .notSent(reason)
    case .unknown(let reason): self = .unknown(reason)
    }
  }
}

extension RecipeRun {
  /// What the outcome of `call` proves, judged by the run that saw it.
  func meaning(of call: Underway, outcome: Outcome) -> StepMeaning {
    switch outcome {
    case .notSent: return .notSent
    case .unknown: return .unknown
    case .answered:
      guard case .visible(let part, _) = call.kind else { return .done }
      if published.contains(where: { $0.part == part && $0.evidence == .answer }) { return .done }
      if case .paused(.refused(let step, _)) = ending, step == call.order.step { return .refused }
      return .unknown
    }
  }
}
