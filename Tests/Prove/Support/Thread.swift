import Dispatch
import HTTP
import Synchronization

/// A thread that somebody waits for.
final class Thread: Sendable {
  private let thread: OwnThread

  init(_ body: @escaping @Sendable () -> Void) {
    guard let started = OwnThread(name: "prove", body: body) else {
      preconditionFailure("the system has no thread left")
    }
    thread = started
  }

  func join() { thread.join() }
}

/// Waits on this thread for something asynchronous.
func blocking<Value: Sendable>(
  _ work: @escaping @Sendable () async throws -> Value
) throws -> Value {
  let slot = Slot<Value>()
  Task {
    do {
      slot.put(.success(try await work()))
    } catch {
      slot.put(.failure(error))
    }
  }
  return try slot.take()
}

/// Hands one result from one thread to another.
private final class Slot<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let isFull = DispatchSemaphore(value: 0)

  func put(_ value: Result<Value, any Error>) {
    result.withLock { $0 = value }
    isFull.signal()
  }

  func take() throws -> Value {
    isFull.wait()
    guard let result = result.withLock({ $0 }) else {
      preconditionFailure("a signal without a result")
    }
    return try result.get()
  }
}
