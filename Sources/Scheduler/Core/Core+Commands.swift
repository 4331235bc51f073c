import Domain

/// People's words, carried out in the turn.
extension Core {
  mutating func carryOut(
    _ command: Command, _ flow: FlowID, actor: String, answer: AnswerID, _ turn: inout Turn
  ) throws {
    guard let situation = try turn.ledger.situation(of: flow) else {
      let missing = ErrorObject(.notFound, "there is no such delivery")
      return turn.effects.append(.answer(answer, missing))
    }
    guard underway[flow]?.value.intent.kind != .visible else {
      let busy = ErrorObject(
        .conflict, "it is being published right now", retryable: true, retryAfterS: 5)
      return turn.effects.append(.answer(answer, busy))
    }
    if let forbidden = quarantineForbids(command, situation) {
      return turn.effects.append(.answer(answer, forbidden))
    }
    doubts[flow] = nil
    change(situation.flow.account) { $0.lookAgain() }
    var writes: [Write]
    do throws(ErrorObject) {
      let account = account(situation.flow.account)
      writes = try CommandDecision(
        situation: situation, now: turn.now, actor: actor, recipe: account.flatMap(recipe(for:))
      ).writes(for: command)
    } catch {
      return turn.effects.append(.answer(answer, error))
    }
    // Somebody wants it sent now, whatever the network asked for.
    if case .retry = command, let account = self.account(situation.flow.account)?.declared.name {
      let rest = gate.closed(account, at: turn.now)
      if let row = gate.open(account, at: turn.now) {
        writes.append(.bucket(row))
        // That is for this post; the others go on waiting.
        change(situation.flow.account) { $0.holdPosts(until: turn.now + rest) }
      }
    }
    do {
      try carryOut(writes, turn)
      turn.effects.append(.answer(answer, nil))
    } catch let error as any LedgerRefusal where error.isRuleOfSchema {
      let refusal = ErrorObject(.conflict, "the store refuses it: \(error)")
      turn.effects.append(.answer(answer, refusal))
    }
  }
}
