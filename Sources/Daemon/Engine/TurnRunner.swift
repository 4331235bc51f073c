package import Domain
package import Scheduler
package import Store

/// Runs single turns: the letters' work, the core's decisions, one commit, and only then the
/// effects. It waits for nothing and knows no clock, thread or socket, so that the simulation runs
/// what the daemon runs.
package struct TurnRunner {
  package let store: Store
  package private(set) var core: Core
  private let ledger: any Ledger
  private let hashing: any Hashing
  /// Outcomes that a full disk kept from being written down.
  private var held: [Event] = []
  /// Turns that are still to be short, because whoever asked may ask again.
  private var briefTurns = 0
  /// After a task, some fifty milliseconds.
  private static let briefTurnsMax = 16

  /// - Parameter ledger: what the core decides on and writes through; the store itself unless
  ///   something is put before it.
  package init(store: Store, core: Core, hashing: any Hashing, ledger: (any Ledger)? = nil) {
    self.store = store
    self.core = core
    self.ledger = ledger ?? store
    self.hashing = hashing
  }

  /// People ask: turns shall be short, so that nobody waits for the calls of posts.
  package var isBrief: Bool { briefTurns > 0 }

  /// How a turn ended.
  package enum Ending {
    case committed(Committed)
    /// Nothing of it is on the disk, which is full. What it should have written down is held until
    /// there is news of the disk; its tasks are not.
    case full(StoreError)
    /// The work of a turn of its own failed, and nothing of the turn was done.
    case undone(tell: [@Sendable () -> Void])
  }

  /// What a committed turn leaves to be done.
  package struct Committed {
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
  ) throws -> Ending {
    let isNewsOfDisk = letters.contains {
      if case .event(let event) = $0 { event.isNewsOfDisk } else { false }
    }
    briefTurns =
      letters.contains(where: \.isTask) ? TurnRunner.briefTurnsMax : max(0, briefTurns - 1)
    let before = core
    do {
      let late: [Letter] = isNewsOfDisk ? held.map { .event($0) } : []
      let committed = try commit(late + letters, from: before, clocks, seed, release)
      if isNewsOfDisk { held = [] }
      return .committed(committed)
    } catch let undone as TurnUndone {
      return .undone(tell: undone.tell)
    } catch let error as StoreError where error.kind == .full {
      core = before
      core.noteDiskFull()
      for case .event(let event) in letters where !event.isNewsOfDisk { held.append(event) }
      return .full(error)
    }
  }

  /// Tries it without savepoints around what the tasks and the core write: their copies of pages
  /// cost more than the writes. Should a task fail that has changed something, or a rule of the
  /// schema be broken, which takes a defect, the whole turn is taken back and done again with them.
  private mutating func commit(
    _ letters: [Letter], from before: Core, _ clocks: Clocks, _ seed: [UInt8],
    _ release: ([Effect], [SecretKey: SealedSecret]) -> Void
  ) throws -> Committed {
    do {
      return try commit(letters, isCareful: false, clocks, seed, release)
    } catch is NeedsSavepoints {
      core = before
      return try commit(letters, isCareful: true, clocks, seed, release)
    }
  }

  private mutating func commit(
    _ letters: [Letter], isCareful: Bool, _ clocks: Clocks, _ seed: [UInt8],
    _ release: ([Effect], [SecretKey: SealedSecret]) -> Void
  ) throws -> Committed {
    let entropy = Entropy(seed: seed, hashing: hashing)
    var afterCommit: [@Sendable () -> Void] = []
    let (effects, secrets, latest) = try store.turn(isWhole: !isCareful) { store in
      let events = try run(letters, clocks, &afterCommit)
      try store.requireNoRemains()
      let effects = try store.withSavepoints(isCareful) {
        try core.turn(
          events, clocks: clocks, entropy: entropy, ledger: ledger,
          isBrief: isBrief)
      }
      return (effects, try secretsNeeded(by: effects), try store.latestEvent())
    }
    release(effects, secrets)
    return Committed(latestEvent: latest, afterCommit: afterCommit)
  }

  /// Runs the tasks; answers the events, theirs included, in the order of the letters.
  private func run(
    _ letters: [Letter], _ clocks: Clocks, _ afterCommit: inout [@Sendable () -> Void]
  ) throws(TurnUndone) -> [Event] {
    var events: [Event] = []
    for letter in letters {
      switch letter {
      case .event(let event): events.append(event)
      case .task(let job), .whole(let job):
        let context = Context(store: store, clocks: clocks, core: core)
        job.run(context)
        events += context.events
        afterCommit += context.afterCommit
        if context.mustUndo { throw TurnUndone(tell: afterCommit) }
      case .between, .stop: break
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

/// The core was not asked yet when this is thrown, so that it is as it was.
private struct TurnUndone: Error {
  var tell: [@Sendable () -> Void]
}

extension Event {
  /// Whether it is worth to try again what a full disk stopped.
  fileprivate var isNewsOfDisk: Bool { if case .disk = self { true } else { false } }
}
