package import Domain
package import Scheduler
import Synchronization

/// Connects the engine's effects with those who carry them out. The engine exists before them, so
/// they are plugged in later; until then the core has nothing to do.
package final class Switchboard: Sendable {
  private struct Lines {
    var sender: Sender?
    var desk: Operator?
    var notifier: Notifier?
    var end: Result<Void, any Error>?
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let lines = Mutex(Lines())

  package init() {}

  package func connect(sender: Sender, desk: Operator, notifier: Notifier) {
    lines.withLock { lines in
      lines.sender = sender
      lines.desk = desk
      lines.notifier = notifier
    }
  }

  /// Carries out the effects of a committed turn; called on the engine's thread.
  package func perform(_ effects: [Effect], _ sealed: [SecretKey: SealedSecret]) {
    let (sender, desk) = lines.withLock { ($0.sender, $0.desk) }
    for effect in effects {
      switch effect {
      case .send(let order): sender?.send(order, sealed: sealed)
      case .ping(let host, let url): sender?.ping(host: host, url: url)
      case .prompt, .signedIn, .signedOut, .answer: _ = desk?.take(effect)
      }
    }
  }

  /// The audit log grew up to this line: whoever waits for something looks.
  package func recorded(upTo line: Int64) {
    let (desk, notifier) = lines.withLock { ($0.desk, $0.notifier) }
    desk?.recorded(upTo: line)
    notifier?.poke()
  }

  /// The engine's thread is over; `nil` when it was told to stop.
  package func engineEnded(_ error: (any Error)?) {
    let waiters = lines.withLock { lines in
      lines.end = error.map { .failure($0) } ?? .success(())
      defer { lines.waiters = [] }
      return lines.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits for the end of the engine.
  ///
  /// - Throws: why it ended, when nobody told it to.
  package func end() async throws {
    await withCheckedContinuation { continuation in
      let isOver = lines.withLock { lines in
        if lines.end == nil { lines.waiters.append(continuation) }
        return lines.end != nil
      }
      if isOver { continuation.resume() }
    }
    try lines.withLock { $0.end }?.get()
  }
}
