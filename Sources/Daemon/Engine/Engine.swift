package import Domain
import HTTP
package import Scheduler
package import Store
import Synchronization

/// The one thread that owns the store and the core. It drains its mailbox, makes one commit a turn,
/// and only then lets the effects and the answers go.
package final class Engine: Sendable {
  /// Letters of one turn: enough to share a commit, few enough to stay short.
  private static let lettersPerTurnMax = 512

  private let mailbox: Mailbox
  private let bell: Bell
  private let thread: OwnThread

  /// Starts the thread. `open` runs on it first, because the store belongs to the thread that
  /// opens it.
  ///
  /// - Parameters:
  ///   - seed: 32 fresh random bytes for each turn.
  ///   - perform: carries out the effects of a committed turn, with the sealed secrets that its
  ///     calls need; called on the engine's thread and must not block.
  ///   - recorded: called after each turn that added to the audit log, with the number of its
  ///     latest line; on the engine's thread, and must not block.
  ///   - ended: called once, on the engine's thread, with the reason why it ended; `nil` when it
  ///     was told to stop.
  package init(
    hashing: any Hashing, seed: @escaping @Sendable () -> [UInt8],
    open: @escaping @Sendable () throws -> (Store, Core),
    perform: @escaping @Sendable ([Effect], [SecretKey: SealedSecret]) -> Void,
    recorded: @escaping @Sendable (Int64) -> Void = { _ in },
    ended: @escaping @Sendable ((any Error)?) -> Void
  ) {
    let bell = Bell()
    let mailbox = Mailbox(bell: bell)
    self.bell = bell
    self.mailbox = mailbox
    let thread = OwnThread(name: "belfry-core") {
      let end = Engine.live {
        let (store, core) = try open()
        var loop = TurnLoop(
          store: store, core: core, mailbox: mailbox, hashing: hashing, seed: seed,
          perform: perform, recorded: recorded)
        try loop.run(bell: bell)
        try store.close()
      }
      mailbox.close(end ?? EngineStopped())
      ended(end)
    }
    guard let thread else { preconditionFailure("the system has no thread for the core") }
    self.thread = thread
  }

  /// Runs `body` to its end. When this returns, the store is gone and its lock is free, so that
  /// whoever is told of the end may open it anew.
  private static func live(_ body: () throws -> Void) -> (any Error)? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }

  /// Tells the core that something happened.
  package func post(_ event: Event) { mailbox.post(.event(event)) }

  /// Runs `body` inside the next turn and hands over its result once the turn is committed.
  ///
  /// - Throws: what `body` throws; its changes are then not made. After the engine's end, the
  ///   reason of that.
  package func perform<Result: Sendable>(
    _ body: @escaping @Sendable (Context) throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      let job = Mailbox.Job(
        run: { context in
          do {
            let result = try context.store.part { try body(context) }
            context.afterCommit.append { continuation.resume(returning: result) }
          } catch {
            context.afterCommit.append { continuation.resume(throwing: error) }
          }
        },
        refuse: { continuation.resume(throwing: $0) })
      mailbox.post(.task(job))
    }
  }

  /// Ends the loop after the letters that are there; the store is closed.
  package func stop() { mailbox.post(.stop) }

  /// Waits for the thread's end.
  package func join() { thread.join() }

  /// Runs turns until told to stop.
  private struct TurnLoop {
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
        let letters = mailbox.take(Engine.lettersPerTurnMax)
        isStopping = letters.contains { if case .stop = $0 { true } else { false } }
        do {
          try turn(letters)
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

    private mutating func turn(_ letters: [Mailbox.Letter]) throws {
      let clocks = SystemClocks.read()
      let entropy = Entropy(seed: seed(), hashing: hashing)
      var afterCommit: [@Sendable () -> Void] = []
      // Should the turn fail, the process ends, so the core may be changed in place.
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
        case .stop: break
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
}
