import Synchronization

/// What other threads hand to the engine, in order.
final class Mailbox: Sendable {
  private struct State {
    var letters: [Letter] = []
    /// The reader waits for the bell.
    var isReaderAsleep = false
    /// Why nobody reads them any more.
    var end: (any Error)?
  }

  private let state = Mutex(State())
  private let bell: Bell

  init(bell: Bell) { self.bell = bell }

  func post(_ letter: Letter) {
    let (wasAsleep, end) = state.withLock { state in
      defer {
        state.isReaderAsleep = false
        if state.end == nil { state.letters.append(letter) }
      }
      return (state.isReaderAsleep, state.end)
    }
    if let end {
      Mailbox.refuse([letter], end)
    } else if wasAsleep {
      bell.ring()
    }
  }

  /// What only happened and shares a turn with tasks: it is a short turn, because somebody waits.
  static let besideTasksMax = 8

  /// Takes what is there, at most `limit` letters; large work comes alone. Where more is there,
  /// somebody waits for the answer to a task, and comes before what only happened.
  ///
  /// - Parameter isBrief: the turn shall be short although no task is here yet.
  func take(_ limit: Int, isBrief: Bool = false) -> [Letter] {
    state.withLock { state in
      state.isReaderAsleep = false
      var limit = limit
      if state.letters.count > min(limit, Mailbox.besideTasksMax),
        !state.letters.contains(where: \.isWhole)
      {
        let tasks = state.letters.filter(\.isTask)
        if !tasks.isEmpty { state.letters = tasks + state.letters.filter { !$0.isTask } }
        if isBrief || !tasks.isEmpty { limit = min(limit, tasks.count + Mailbox.besideTasksMax) }
      }
      let whole = state.letters.prefix(limit).firstIndex(where: \.isWhole)
      let taken = Array(state.letters.prefix(whole.map { max($0, 1) } ?? limit))
      state.letters.removeFirst(taken.count)
      return taken
    }
  }

  /// Whether there is nothing to read. If so, the next letter rings the bell, and the reader may
  /// sleep until then; a bell that rang for somebody awake would cost an empty turn.
  func rest() -> Bool {
    state.withLock { state in
      state.isReaderAsleep = state.letters.isEmpty
      return state.isReaderAsleep
    }
  }

  /// Nobody reads any more: what is here and what comes is refused.
  func close(_ error: any Error) {
    let rest = state.withLock { state in
      state.end = error
      defer { state.letters = [] }
      return state.letters
    }
    Mailbox.refuse(rest, error)
  }

  /// Tells the jobs and errands among the letters that they will not be done.
  static func refuse(_ letters: [Letter], _ error: any Error) {
    for letter in letters {
      switch letter {
      case .task(let job), .whole(let job): job.refuse(error)
      case .between(let errand): errand.refuse(error)
      case .event, .stop: break
      }
    }
  }
}

/// The engine was told to stop.
struct EngineStopped: Error, CustomStringConvertible {
  let description = "the daemon is stopping"
}
