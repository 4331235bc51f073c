import Domain

/// Holds calls back from an account or a host that keeps failing.
struct Circuit: Hashable, Sendable {
  /// In a row, or half of the last twenty.
  private static let failuresInARow = 5
  private static let windowSize = 20
  private static let firstPause = Duration.seconds(60)
  private static let longestPause = Duration.seconds(1800)

  enum State: Hashable, Sendable {
    case closed
    /// Nothing is sent before this time.
    case open(until: Uptime)
    /// One harmless question may go out; its outcome decides.
    case halfOpen
  }

  /// The latest outcomes, oldest first; `true` for an answer.
  private var recent: [Bool] = []
  private var pause = Circuit.firstPause
  private var openUntil: Uptime?

  init() {}

  func state(at now: Uptime) -> State {
    guard let openUntil else { return .closed }
    return now < openUntil ? .open(until: openUntil) : .halfOpen
  }

  /// An answer that shows that the other side works, whatever it says.
  mutating func succeed() {
    guard openUntil == nil else {
      self = Circuit()
      return
    }
    note(true)
  }

  /// No answer, or one that says that the other side is broken.
  mutating func fail(at now: Uptime) {
    note(false)
    switch state(at: now) {
    case .open: return
    case .halfOpen:
      pause = min(Circuit.longestPause, pause * 2)
      openUntil = now + pause
    case .closed:
      if isBad { openUntil = now + pause }
    }
  }

  private var isBad: Bool {
    let lastOnes = recent.suffix(Circuit.failuresInARow)
    if lastOnes.count == Circuit.failuresInARow && !lastOnes.contains(true) { return true }
    return recent.count == Circuit.windowSize
      && recent.count(where: { !$0 }) * 2 >= Circuit.windowSize
  }

  private mutating func note(_ answered: Bool) {
    recent.append(answered)
    if recent.count > Circuit.windowSize { recent.removeFirst() }
  }
}
