package import Domain
package import Scheduler
package import Store

/// Runs single turns: the letters' work, the core's decisions, one commit, and only then the
/// effects. It waits for nothing and knows no clock, thread or socket, so that the simulation runs
/// what the daemon runs.
package struct TurnRunner {
  package let store: Store
  package private(set) var core: Core
  private let hashing: any Hashing

  package init(store: Store, core: Core, hashing: any Hashing) {
    self.store = store
    self.core = core
    self.hashing = hashing
  }

  /// What a committed turn leaves to be done.
  package struct End {
    /// The audit log's latest line.
    package var latestEvent: Int64
    /// What the tasks want to be done once the turn is committed.
    package var afterCommit: [@Sendable () -> Void]
  }

  /// - Parameters:
  ///   - seed: 32 fresh random bytes.
  ///   - release: lets the effects go, with the sealed secrets that their calls need; called after
  ///     the commit.
  /// - Throws: when the store cannot be used any more; the process must end then, because the core
  ///   may have been changed in part.
  package mutating func turn(
    _ letters: [Letter], clocks: Clocks, seed: [UInt8],
    release: ([Effect], [SecretKey: SealedSecret]) -> Void
  ) throws -> End {
    let entropy = Entropy(seed: seed, hashing: hashing)
    var afterCommit: [@Sendable () -> Void] = []
    let (effects, secrets, latest) = try store.turn { store in
      let events = run(letters, clocks, &afterCommit)
      let effects = try core.turn(events, clocks: clocks, entropy: entropy, ledger: store)
      return (effects, try secretsNeeded(by: effects), try store.latestEvent())
    }
    release(effects, secrets)
    return End(latestEvent: latest, afterCommit: afterCommit)
  }

  /// Runs the tasks; answers the events, theirs included, in the order of the letters.
  private func run(
    _ letters: [Letter], _ clocks: Clocks, _ afterCommit: inout [@Sendable () -> Void]
  ) -> [Event] {
    var events: [Event] = []
    for letter in letters {
      switch letter {
      case .event(let event): events.append(event)
      case .task(let job):
        let context = Context(store: store, clocks: clocks, core: core)
        job.run(context)
        events += context.events
        afterCommit += context.afterCommit
      case .stop: break
      }
    }
    return events
  }

  /// The sealed values of the vault that the calls name.
  private func secretsNeeded(by effects: [Effect]) throws -> [SecretKey: SealedSecret] {
    var keys: [SecretKey] = []
    for case .send(let order) in effects { keys += order.call.secretKeys }
    return try store.secrets(keys.filter(\.isInVault))
  }
}
