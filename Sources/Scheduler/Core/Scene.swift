import Domain

/// The rows that a decision is about.
struct Scene {
  var situation: Situation
  var account: AccountRow
  var profile: PlatformProfile

  var flow: FlowRow { situation.flow }
  /// The delivery that the flow publishes; flows that change what is out leave its state alone.
  var delivery: DeliveryRow? { flow.kind == .publish ? situation.delivery : nil }
  var hasPartsOut: Bool { !situation.published.isEmpty }

  /// A person said that a call made nothing and shall be sent again, whatever the time is.
  var isOnPersonsWord: Bool {
    situation.journal.contains { $0.state == .absent(.person) }
  }

  /// The flow's queue columns with some of them changed.
  func flow(_ change: (inout FlowRow) -> Void) -> Write {
    var row = situation.flow
    change(&row)
    return .flow(row)
  }

  /// What the first call of a run writes about the flow; the others find it written.
  var started: [Write] {
    guard situation.journal.isEmpty, let instant = flow.startedAt else { return [] }
    return [.started(flow.id, at: instant, entropy: flow.entropy)]
  }

  /// The flow sleeps until then.
  func sleep(until instant: Instant) -> Write {
    flow { $0.notBefore = instant }
  }

  /// The delivery enters `state`, unless it is there already for the same reason.
  func delivery(
    _ state: DeliveryState, cause: BlockCause? = nil, reason: ErrorObject? = nil
  ) -> [Write] {
    guard let delivery else { return [] }
    guard delivery.state != state || delivery.cause != cause || delivery.reason != reason else {
      return []
    }
    return [.delivery(delivery.id, DeliveryChange(state, cause: cause, reason: reason))]
  }

  /// The state in which a delivery waits for its next try.
  var waitingState: DeliveryState {
    switch delivery?.state {
    case .publishing, .armed: .armed
    case .confirming: .confirming
    case .doubtful: .doubtful
    case .preparing: .preparing
    default: .scheduled
    }
  }

  func audit(_ action: String, _ detail: JSON = .null, actor: String = "system:core") -> Write {
    let subject =
      situation.delivery.map { "delivery:\($0.id.number)" } ?? "account:\(account.name)"
    return .audit(AuditEntry(actor: actor, action: action, subject: subject, detail: detail))
  }

  /// What identifies the delivery in audit lines and notices.
  var label: JSON {
    var members: [String: JSON] = ["account": .string(account.name.text)]
    if let delivery = situation.delivery { members["post"] = .string(delivery.uid.text) }
    return .object(members)
  }
}
