import Domain
import HTTP
import Synchronization

/// Asks the daemon all the time how it is, and notes how long the answers take.
final class Pulse: Sendable {
  static let answer = "an answer on the control socket meanwhile"

  private let state = Mutex((isOver: false, seconds: [Double]()))
  private let thread: Mutex<Thread?> = Mutex(nil)

  init(_ household: Household) {
    let client = UnixClient(path: household.socket, seconds: 10)
    let beat = Thread { [self] in
      while !state.withLock({ $0.isOver }) {
        let begun = Moment.now
        let isAnswered = (try? client.send(.get, "/v1/health")) != nil
        let seconds = isAnswered ? Moment.now.seconds(since: begun) : 10
        state.withLock { $0.seconds.append(seconds) }
        pause(milliseconds: 25)
      }
    }
    thread.withLock { $0 = beat }
  }

  func end(_ tally: inout Tally) {
    state.withLock { $0.isOver = true }
    thread.withLock { $0 }?.join()
    for seconds in state.withLock({ $0.seconds }) { tally.note(Pulse.answer, seconds: seconds) }
  }
}
