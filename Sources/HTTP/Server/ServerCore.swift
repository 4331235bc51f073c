import Synchronization

/// What the library's callbacks and the handlers' tasks share.
final class ServerCore: Sendable {
  let limits: Server.Limits
  let watch: ConnectionWatch
  let handler: @Sendable (Request) async -> Response
  let plan: @Sendable (Request) -> BodyPlan
  private let state = Mutex(State())

  private struct State {
    var live: [ObjectIdentifier: Exchange] = [:]
    var phase = Phase.serving
    var waiting: [CheckedContinuation<Void, Never>] = []
    /// `drain` waits no more.
    var isImpatient = false

    mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
      defer { waiting = [] }
      return waiting
    }
  }

  private enum Phase {
    case serving
    /// Answers under way are finished; new requests are refused.
    case draining
    /// Nothing is answered any more.
    case halted
  }

  init(
    limits: Server.Limits, watch: ConnectionWatch,
    plan: @escaping @Sendable (Request) -> BodyPlan,
    handler: @escaping @Sendable (Request) async -> Response
  ) {
    self.limits = limits
    self.watch = watch
    self.plan = plan
    self.handler = handler
  }

  /// Whether new requests are refused.
  var isStopping: Bool { state.withLock { $0.phase != .serving } }

  /// A request's first line has come.
  func begin(_ exchange: Exchange) {
    let isHalted = state.withLock { state in
      state.live[ObjectIdentifier(exchange)] = exchange
      return state.phase == .halted
    }
    if isHalted { exchange.abandon() }
  }

  /// An exchange is over, whatever its end.
  func end(_ exchange: Exchange) {
    let waiting = state.withLock { state in
      state.live[ObjectIdentifier(exchange)] = nil
      return state.live.isEmpty ? state.takeWaiting() : []
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Refuses new requests, ends streams and returns when no exchange is left or `stopWaiting` was
  /// called.
  func drain() async {
    let live = state.withLock { state in
      if state.phase == .serving { state.phase = .draining }
      return Array(state.live.values)
    }
    for exchange in live { exchange.endStream() }
    await withCheckedContinuation { continuation in
      let isIdle = state.withLock { state in
        if state.live.isEmpty || state.phase == .halted || state.isImpatient { return true }
        state.waiting.append(continuation)
        return false
      }
      if isIdle { continuation.resume() }
    }
  }

  /// Lets `drain` return although answers are still under way, also when it has not begun yet.
  func stopWaiting() {
    let waiting = state.withLock { state in
      state.isImpatient = true
      return state.takeWaiting()
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Cancels every handler and resumes every suspended connection, so that the library can stop.
  func abandonAll() {
    let (live, waiting) = state.withLock { state in
      state.phase = .halted
      return (Array(state.live.values), state.takeWaiting())
    }
    for exchange in live { exchange.abandon() }
    for continuation in waiting { continuation.resume() }
  }
}
