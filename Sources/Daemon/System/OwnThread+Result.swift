import Domain
import HTTP

extension OwnThread {
  /// What `body` returns, run on a thread of its own: work for minutes would hold up the threads
  /// that all tasks share.
  ///
  /// - Throws: `unavailable` when the system has no thread to give.
  static func result<Value: Sendable>(
    on name: String, _ body: @escaping @Sendable () -> Value
  ) async throws(ErrorObject) -> Value {
    let value = await withCheckedContinuation {
      (continuation: CheckedContinuation<Value?, Never>) in
      let thread = OwnThread(name: name) { continuation.resume(returning: body()) }
      if thread == nil { continuation.resume(returning: nil) }
    }
    guard let value else {
      throw ErrorObject(.unavailable, "the system has no thread for it", retryable: true)
    }
    return value
  }
}
