import Control
import Domain
import Scheduler
import Store

extension Operator {
  /// Deliveries that one turn settles.
  private static let assumedPerTurn = 200
  /// Deliveries that a view names.
  private static let namedMax = 100
  /// Seconds until the core's answer is given up: it comes with the same turn.
  private static let assumeSeconds = 30

  func quarantine() async throws(ErrorObject) -> QuarantineView {
    try await inTurn { try Operator.quarantine($0, naming: Operator.namedMax) }
  }

  static func quarantine(_ context: Context, naming limit: Int) throws -> QuarantineView {
    guard let quarantine = try context.store.quarantine() else {
      return QuarantineView(isInForce: false)
    }
    let counts = try context.store.quarantineCounts()
    let waiting = try context.store.queue(DeliveryFilter(states: [.attention]), limit: limit)
    return QuarantineView(
      isInForce: true, since: quarantine.since.rfc3339, until: quarantine.until.rfc3339,
      reason: quarantine.reason, unasked: counts.unasked, unanswered: counts.unanswered,
      deliveries: waiting.items.filter { item in
        item.question.flatMap(Question.init)?.isOfQuarantine ?? false
      })
  }

  /// Takes all that is open for published, a slice a turn, and ends the quarantine.
  func assumeSent(_ caller: Caller) async throws(ErrorObject) -> QuarantineView {
    try await requireQuarantine()
    var isOpen = true
    while isOpen {
      let numbers = (0..<Operator.assumedPerTurn).map { _ in answers.open() }
      let used = try await inTurn { context in
        let flows = try context.store.quarantineFlows(limit: Operator.assumedPerTurn)
        context.events += zip(flows, numbers).map { flow, number in
          .command(.assumeSent, flow: flow, actor: caller.actor, answer: number)
        }
        return flows.count
      }
      for number in numbers.prefix(used) {
        let ending = await answers.wait(for: number, seconds: Operator.assumeSeconds)
        if case .refused(let error) = ending { throw error }
      }
      isOpen = used > 0
    }
    return try await endQuarantine(caller)
  }

  /// Ends the quarantine, if every delivery of it is settled.
  func endQuarantine(_ caller: Caller) async throws(ErrorObject) -> QuarantineView {
    try await requireQuarantine()
    let open = try await inTurn { context -> Int in
      let counts = try context.store.quarantineCounts()
      guard counts.unasked + counts.unanswered == 0 else {
        return counts.unasked + counts.unanswered
      }
      try context.store.endQuarantine(at: context.now, actor: caller.actor)
      context.events.append(.quarantine(nil))
      return 0
    }
    guard open == 0 else {
      throw ErrorObject(
        .conflict, "\(open) deliveries may have been published and are still open",
        hint: "belfry quarantine shows them; belfry quarantine assume-sent takes all of them "
          + "for published")
    }
    return try await quarantine()
  }

  private func requireQuarantine() async throws(ErrorObject) {
    guard try await inTurn({ try $0.store.quarantine() }) != nil else {
      throw ErrorObject(.conflict, "there is no quarantine")
    }
  }
}
