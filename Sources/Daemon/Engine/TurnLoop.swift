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
  let diskFull: @Sendable () -> Bool
  /// The audit log's latest line that `recorded` was told of.
  private var latestEvent: Int64 = -1
  /// Outcomes that a full disk kept from being written down.
  private var held: [Event] = []

  init(
    store: Store, core: Core, mailbox: Mailbox, hashing: any Hashing,
    seed: @escaping @Sendable () -> [UInt8],
    perform: @escaping @Sendable ([Effect], [SecretKey: SealedSecret]) -> Void,
    recorded: @escaping @Sendable (Int64) -> Void, diskFull: @escaping @Sendable () -> Bool
  ) {
    self.store = store
    self.core = core
    self.mailbox = mailbox
    self.hashing = hashing
    self.seed = seed
    self.perform = perform
    self.recorded = recorded
    self.diskFull = diskFull
  }

  mutating func run(bell: Bell) throws {
    let alarm = Alarm(bell: bell)
    var isStopping = false
    while !isStopping {
      let letters = mailbox.take(TurnLoop.lettersPerTurnMax)
      isStopping = letters.contains { if case .stop = $0 { true } else { false } }
      do {
        try turnOrHold(letters)
      } catch {
        Mailbox.refuse(letters, error)
        throw error
      }
      guard !isStopping, mailbox.isEmpty, !core.wantsAnotherTurn else { continue }
      if alarm.sleep(until: core.nextWake) == .clockStep {
        mailbox.post(.event(.clockStep))
      }
    }
  }

  /// A turn; one that a full disk stops is as if it had not been, but for what it should have
  /// written down.
  private mutating func turnOrHold(_ letters: [Mailbox.Letter]) throws {
    let isNewsOfDisk = letters.contains {
      if case .event(let event) = $0 { event.isNewsOfDisk } else { false }
    }
    let before = core
    do {
      try turn((isNewsOfDisk ? held.map { .event($0) } : []) + letters)
      if isNewsOfDisk { held = [] }
      for case .between(let errand) in letters { errand.run(store) }
    } catch let error as StoreError where error.kind == .full {
      core = before
      core.noteDiskFull()
      Mailbox.refuse(letters, error)
      for case .event(let event) in letters where !event.isNewsOfDisk { held.append(event) }
      // The reserve makes room for the outcomes, but for nothing else.
      if diskFull() { mailbox.post(.event(.disk(isLow: true))) }
    }
  }

  private mutating func turn(_ letters: [Mailbox.Letter]) throws {
    let clocks = SystemClocks.read()
    let entropy = Entropy(seed: seed(), hashing: hashing)
    var afterCommit: [@Sendable () -> Void] = []
    let (effects, secrets, latest) = try store.turn { store in
      let events = run(letters, store, clocks, &afterCommit)
      let effects = try core.turn(events, clocks: clocks, entropy: entropy, ledger: store)
      return (effects, try secretsNeeded(by: effects, store), try store.latestEvent())
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

extension Event {
  /// Whether it is worth to try again what a full disk stopped.
  fileprivate var isNewsOfDisk: Bool { if case .disk = self { true } else { false } }
}
