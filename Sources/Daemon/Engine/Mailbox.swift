import Scheduler
import Synchronization

/// What other threads hand to the engine, in order.
final class Mailbox: Sendable {
  /// One thing to do in the next turn.
  enum Letter: Sendable {
    case event(Event)
    /// Work on the store or the core, inside the turn's transaction.
    case task(@Sendable (Context) -> Void)
    case stop
  }

  private let letters = Mutex<[Letter]>([])
  private let bell: Bell

  init(bell: Bell) { self.bell = bell }

  func post(_ letter: Letter) {
    let wasEmpty = letters.withLock { letters in
      defer { letters.append(letter) }
      return letters.isEmpty
    }
    if wasEmpty { bell.ring() }
  }

  /// Takes what is there, at most `limit` letters.
  func take(_ limit: Int) -> [Letter] {
    letters.withLock { letters in
      let taken = Array(letters.prefix(limit))
      letters.removeFirst(taken.count)
      return taken
    }
  }

  var isEmpty: Bool { letters.withLock(\.isEmpty) }
}
