import Synchronization

/// Values by name, and those who wait for them.
///
/// A value stays until it is cleared, so that it does not matter whether it comes before or after
/// somebody waits for it.
final class Board<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Waiter {
    var key: Key
    var resume: CheckedContinuation<Value?, Never>
  }

  private struct State {
    var values: [Key: Value] = [:]
    var waiters: [UInt64: Waiter] = [:]
    var next: UInt64 = 0
  }

  private let state = Mutex(State())

  func post(_ value: Value, for key: Key) {
    let woken = state.withLock { state -> [Waiter] in
      state.values[key] = value
      let ids = state.waiters.filter { $0.value.key == key }.map(\.key)
      return ids.compactMap { state.waiters.removeValue(forKey: $0) }
    }
    for waiter in woken { waiter.resume.resume(returning: value) }
  }

  func value(for key: Key) -> Value? { state.withLock { $0.values[key] } }

  @discardableResult
  func clear(_ key: Key) -> Value? { state.withLock { $0.values.removeValue(forKey: key) } }

  /// Waits for a value of that name; `nil` when the task is cancelled first.
  func wait(for key: Key) async -> Value? {
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let known = state.withLock { state -> Value? in
          if let value = state.values[key] { return value }
          state.waiters[id] = Waiter(key: key, resume: continuation)
          return nil
        }
        if let known { return continuation.resume(returning: known) }
        // The handler may have run before there was anything to cancel.
        if Task.isCancelled { giveUp(id) }
      }
    } onCancel: {
      giveUp(id)
    }
  }

  /// As `wait(for:)`, for at most that long.
  func wait(for key: Key, seconds: Int) async -> Value? {
    if let known = value(for: key) { return known }
    return await within(seconds) { await self.wait(for: key) }
  }

  private func giveUp(_ id: UInt64) {
    state.withLock { $0.waiters.removeValue(forKey: id) }?.resume.resume(returning: nil)
  }
}

/// Runs `body` for at most so many seconds.
///
/// - Parameter body: must end soon when its task is cancelled.
/// - Returns: `nil` when time was up or the task was cancelled.
func within<Value: Sendable>(
  _ seconds: Int, _ body: @escaping @Sendable () async -> Value?
) async -> Value? {
  guard seconds > 0 else { return nil }
  return await withTaskGroup(of: Value?.self) { group in
    group.addTask { await body() }
    group.addTask {
      try? await Task.sleep(for: .seconds(seconds))
      return nil
    }
    defer { group.cancelAll() }
    return await group.next() ?? nil
  }
}
