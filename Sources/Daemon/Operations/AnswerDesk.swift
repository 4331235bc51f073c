package import Domain
package import Scheduler
import Synchronization

/// Brings the core's answers to commands to those who gave them.
package final class AnswerDesk: Sendable {
  /// How a command ended.
  package enum Ending: Hashable, Sendable {
    case done
    /// Why it was not carried out.
    case refused(ErrorObject)
  }

  private let last = Mutex<UInt64>(0)
  private let board = Board<AnswerID, Ending>()

  package init() {}

  /// A number that no other command has.
  package func open() -> AnswerID {
    last.withLock { last in
      last += 1
      return AnswerID(last)
    }
  }

  /// Hands over the core's answer; `nil` for done.
  package func deliver(_ answer: AnswerID, _ error: ErrorObject?) {
    board.post(error.map(Ending.refused) ?? .done, for: answer)
  }

  /// Hands over the answer that the effect is, if it is one.
  package func take(_ effect: Effect) -> Bool {
    guard case .answer(let answer, let error) = effect else { return false }
    deliver(answer, error)
    return true
  }

  /// Waits for an answer, for at most that many seconds; it can be had once.
  ///
  /// - Returns: `nil` when there was none in that time.
  package func wait(for answer: AnswerID, seconds: Int) async -> Ending? {
    defer { board.clear(answer) }
    return await board.wait(for: answer, seconds: seconds)
  }
}
