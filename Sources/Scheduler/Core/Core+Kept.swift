package import Domain

/// Rows of posts whose visible call is under way, kept from the turn that sent it for the one that
/// reads its answer.
extension Core {
  /// Keeps the rows of a flow whose run has just sent its call, as the store has them then.
  ///
  /// Only of plain cases: a series looks at other posts, and a run that settled something before
  /// has changed more than a delivery's state.
  mutating func keep(_ situation: Situation, after run: RecipeRun) {
    guard let call = underway[situation.flow.id]?.value, call.intent.kind == .visible,
      run.published.isEmpty, run.resolutions.isEmpty,
      var delivery = situation.delivery, delivery.uid.origin != .series
    else { return }
    delivery.state = .publishing
    (delivery.cause, delivery.question, delivery.reason) = (nil, nil, nil)
    var kept = situation
    kept.delivery = delivery
    self.kept[delivery.id] = Shared(kept)
  }

  /// The rows that the answer to `call` is judged by.
  mutating func situation(of call: Underway, _ turn: Turn) throws -> Situation? {
    if let id = call.intent.delivery, let kept = kept.removeValue(forKey: id)?.value,
      kept.flow.id == call.order.flow
    {
      return kept
    }
    return try turn.ledger.situation(of: call.order.flow)
  }

  /// What the answer to the call under way will be judged by without another look at the ledger,
  /// but for that call's own entry; `nil` when the ledger will be asked. It must be what the ledger
  /// says.
  package func keptRows(of flow: FlowID, by ledger: any Ledger) -> Situation? {
    guard ledger.changeCount == keptAt, let call = underway[flow]?.value,
      var rows = call.intent.delivery.flatMap({ kept[$0]?.value }), rows.flow.id == flow
    else { return nil }
    rows.journal.removeAll { $0.step == call.intent.step }
    return rows
  }

  /// Hands writes to the ledger, and forgets the rows that they change.
  @discardableResult
  mutating func carryOut(_ writes: [Write], _ turn: Turn) throws -> Written {
    for write in writes { forgetRows(changedBy: write) }
    return try turn.ledger.carryOut(writes, at: turn.now)
  }

  /// A run's beginning and end are written together with the call or the state of its delivery.
  private mutating func forgetRows(changedBy write: Write) {
    switch write {
    case .intend(let intent): forgetRows(of: intent.delivery)
    case .settle(let settlement): forgetRows(of: settlement.intent.delivery)
    case .flow(let flow): forgetRows(of: flow.delivery)
    case .startFlow(let flow): forgetRows(of: flow.delivery)
    case .delivery(let id, _), .published(let id, _), .located(let id, _, _),
      .deleted(let id, _), .edited(let id, _):
      forgetRows(of: id)
    case .resolve, .release, .capWaits: kept = [:]
    case .started, .finished, .account, .token, .secrets, .forget, .bucket, .spending, .notice,
      .audit:
      break
    }
  }

  private mutating func forgetRows(of delivery: DeliveryID?) {
    if let delivery { kept[delivery] = nil }
  }
}
