@testable import HTTP

/// Runs blocking code on a thread of its own, so that it does not take one of the few threads on
/// which handlers run.
func onThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    let thread = OwnThread(name: "test") {
      continuation.resume(with: Result { try body() })
    }
    precondition(thread != nil, "no thread")
  }
}
