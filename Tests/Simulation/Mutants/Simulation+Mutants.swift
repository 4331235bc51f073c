import Daemon
import Domain
import Glibc
import HTTP
import PlatformModels
import Scheduler
import Store

/// The mutants that lie elsewhere than between the core and the store.
extension Simulation {
  // MARK: - The process

  /// Lets what was in doubt at the start go out again, as queues with leases do.
  func returnLeases(to store: Store) throws {
    for delivery in deliveries(in: [.doubtful]) {
      guard let id = try store.publishFlow(of: delivery.id)?.id,
        let situation = try store.situation(of: id)
      else { continue }
      let open = situation.journal.filter { entry in
        guard case .unknown = entry.state else { return false }
        return entry.callClass == .visible
      }
      var flow = situation.flow
      flow.lane = .due
      flow.notBefore = clocks.wall
      let resolved = open.map { entry in
        Write.resolve(
          StepResolution(
            flow: id, run: flow.run, step: entry.step, attempt: entry.attempt,
            state: .absent(.read)))
      }
      try store.turn { store in
        _ = try store.carryOut(
          resolved + [.delivery(delivery.id, DeliveryChange(.armed)), .flow(flow)],
          at: clocks.wall)
      }
    }
  }

  /// The commit was still to come when the process died: nothing of the turn is on the disk.
  func loseTurn() {
    guard let imageBeforeTurn else { return }
    disk.restore(imageBeforeTurn)
    unlink("\(folder)/belfry.high-water")
  }

  // MARK: - The network

  /// What a shell that knows better makes of an outcome.
  func falsified(_ outcome: Outcome) -> Outcome {
    switch (mutant, outcome) {
    case (.retriesAfterLostAnswer, .unknown(let reason)): return .notSent(reason)
    case (.retriesAfter5xx, .answered(let answer)) where answer.status >= 500:
      return .notSent("the server had an error")
    case (.trustsWallClock, .answered(var answer)):
      answer.headers.removeAll { $0.name == "date" }
      return .answered(answer)
    default: return outcome
    }
  }
}
