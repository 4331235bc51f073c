import Domain
import Scheduler
import Store

/// Runs turns until told to stop.
struct TurnLoop {
  /// Letters of one turn: enough to share a commit, few enough to stay short.
  private static let lettersPerTurnMax = 512

  let store: Store
  var core: Core
  let mailbox: Mailbox
  let hashing: any Hashing
  let seed: @Sendable () -> [UInt8]
  let perform: @Sendable ([Effect], [SecretKey: SealedSecret]) -> Void
  let recorded: @Sendable (Int64) -> Void
  /// The audit log's latest line that `recorded` was told of.
  private var latestEvent: Int64 = -1

  init(
    store: Store, core: Core, mailbox: Mailbox, hashing: any Hashing,
    seed: @escaping @Sendable () -> [UInt8],
    perform: @escaping @Sendable ([Effect], [SecretKey: SealedSecret]) -> Void,
    recorded: @escaping @Sendable (Int64) -> Void
  ) {
    self.store = store
    self.core = core
    self.mailbox = mailbox
    self.hashing = hashing
    self.seed = seed
    self.perform = perform
    self.recorded = recorded
  }

  mutating func run(bell: Bell) throws {
    let alarm = Alarm(bell: bell)
    var isStopping = false
    while !isStopping {
      let letters = mailbox.take(TurnLoop.lettersPerTurnMax)
      isStopping = letters.contains { if case .stop = $0 { true } else { false } }
      do {
        try turn(letters)
      } catch {
        Mailbox.refuse(letters, error)
        throw error
      }
      for case .between(let errand) in letters { errand.run(store) }
      guard !isStopping, mailbox.isEmpty, !core.wantsAnotherTurn else { continue }
      if alarm.sleep(until: core.nextWake) == .clockStep {
        mailbox.post(.event(.clockStep))
      }
    }
  }

  private mutating func turn(_ letters: [Mailbox.Letter]) throws {
    let clocks = SystemClocks.read()
    let entropy = Entropy(seed: seed(), hashing: hashing)
    var afterCommit: [@Sendable () -> Void] = []
    // Should the turn fail, the process ends, so the core may be changed in place.
    let isWhole = letters.first?.isWhole ?? false
    let (effects, secrets, latest): ([Effect], [SecretKey: SealedSecret], Int64)
    do {
      (effects, secrets, latest) = try store.turn(isWhole: isWhole) { store in
        let events = try run(letters, store, clocks, &afterCommit)
        let effects = try core.turn(events, clocks: clocks, entropy: entropy, ledger: store)
        return (effects, try secretsNeeded(by: effects, store), try store.latestEvent())
      }
    } catch is TurnUndone {
      for action in afterCommit { action() }
      return
    }
    perform(effects, secrets)
    if latest != latestEvent {
      latestEvent = latest
      recorded(latest)
    }
    for action in afterCommit { action() }
  }

  /// Runs the tasks; answers the events, theirs included, in the order of the letters.
  private func run(
    _ letters: [Mailbox.Letter], _ store: Store, _ clocks: Clocks,
    _ afterCommit: inout [@Sendable () -> Void]
  ) throws -> [Event] {
    var events: [Event] = []
    for letter in letters {
      switch letter {
      case .event(let event): events.append(event)
      case .task(let job), .whole(let job):
        let context = Context(store: store, clocks: clocks, core: core)
        job.run(context)
        events += context.events
        afterCommit += context.afterCommit
        if context.mustUndo { throw TurnUndone() }
      case .between, .stop: break
      }
    }
    return events
  }

  /// The sealed values of the vault that the calls name.
  private func secretsNeeded(
    by effects: [Effect], _ store: Store
  ) throws -> [SecretKey: SealedSecret] {
    var keys: [SecretKey] = []
    for case .send(let order) in effects { keys += order.call.secretKeys }
    return try store.secrets(keys.filter(\.isInVault))
  }
}

/// The work of a turn of its own failed, and nothing of the turn was done.
private struct TurnUndone: Error {}
