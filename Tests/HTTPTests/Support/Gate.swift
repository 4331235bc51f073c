import Synchronization

/// An event that happens once, with a value that others wait for.
final class Gate<Value: Sendable>: Sendable {
  private struct State {
    var value: Value?
    var waiting: [CheckedContinuation<Value, Never>] = []
  }

  private let state = Mutex(State())

  func open(_ value: Value) {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      if state.value == nil { state.value = value }
      return state.waiting
    }
    for continuation in waiting { continuation.resume(returning: value) }
  }

  func wait() async -> Value {
    await withCheckedContinuation { continuation in
      let value: Value? = state.withLock { state in
        if state.value == nil { state.waiting.append(continuation) }
        return state.value
      }
      if let value { continuation.resume(returning: value) }
    }
  }
}

extension Gate where Value == Void {
  func open() { open(()) }
}
