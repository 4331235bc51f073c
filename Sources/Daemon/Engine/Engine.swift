package import Domain
import HTTP
package import Scheduler
package import Store
import Synchronization

/// The one thread that owns the store and the core. It drains its mailbox, makes one commit a turn,
/// and only then lets the effects and the answers go.
package final class Engine: Sendable {
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
  ///   - diskFull: called when the disk is full, on the engine's thread; makes what room it can,
  ///     and answers whether there was any to make.
  ///   - ended: called once, on the engine's thread, with the reason why it ended; `nil` when it
  ///     was told to stop.
  package init(
    hashing: any Hashing, seed: @escaping @Sendable () -> [UInt8],
    open: @escaping @Sendable () throws -> (Store, Core),
    perform: @escaping @Sendable ([Effect], [SecretKey: SealedSecret]) -> Void,
    recorded: @escaping @Sendable (Int64) -> Void = { _ in },
    diskFull: @escaping @Sendable () -> Bool = { false },
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
          runner: TurnRunner(store: store, core: core, hashing: hashing), mailbox: mailbox,
          seed: seed, perform: perform, recorded: recorded, diskFull: diskFull)
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
      let job = Letter.Job(
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

  /// As `perform`, but in a turn of its own: for one large change.
  ///
  /// - Throws: what `body` throws; the whole turn is then taken back.
  package func performWhole<Result: Sendable>(
    _ body: @escaping @Sendable (Context) throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      let job = Letter.Job(
        run: { context in
          do {
            let result = try body(context)
            context.afterCommit.append { continuation.resume(returning: result) }
          } catch {
            context.mustUndo = true
            context.afterCommit.append { continuation.resume(throwing: error) }
          }
        },
        refuse: { continuation.resume(throwing: $0) })
      mailbox.post(.whole(job))
    }
  }

  /// Forgets what is staged, unless it is in force, a slice a turn. Should the process end before,
  /// the next start does it.
  package func dropIfOpen(_ staging: StagingID) async {
    let slice = Engine.postsPerTurn
    do {
      while try await perform({ context in
        try context.store.stagings().contains(staging)
          && context.store.drop(staging, postsMax: slice, at: context.now)
      }) {}
    } catch {
      // Whatever keeps the store from this keeps it from everything, and is said there.
    }
  }

  /// New posts of one turn: some ten milliseconds.
  package static let postsPerTurn = 100

  /// Runs `body` on the engine's thread between two turns, outside any transaction. It must be as
  /// short as a turn.
  ///
  /// - Throws: what `body` throws; after the engine's end, the reason of that.
  package func between<Result: Sendable>(
    _ body: @escaping @Sendable (Store) throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      let errand = Letter.Errand(
        run: { store in continuation.resume(with: Swift.Result { try body(store) }) },
        refuse: { continuation.resume(throwing: $0) })
      mailbox.post(.between(errand))
    }
  }

  /// Ends the loop after the letters that are there; the store is closed.
  package func stop() { mailbox.post(.stop) }

  /// Waits for the thread's end.
  package func join() { thread.join() }
}
