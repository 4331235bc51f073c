import Domain

@testable import HTTP

/// A transport with a fixed wall clock.
func makeTransport(
  _ change: (inout CurlTransport.Settings) -> Void = { _ in }
) throws -> CurlTransport {
  var settings = CurlTransport.Settings(userAgent: "belfry-test")
  change(&settings)
  return try CurlTransport(settings) { Instant(milliseconds: 1_000_000) }
}

extension Server {
  /// The address of a server on loopback.
  var url: String { "http://127.0.0.1:\(port ?? 0)" }
}

extension TransferResult {
  /// The answer, if there is one.
  var answer: Answer? {
    guard case .answered(let answer) = outcome else { return nil }
    return answer
  }

  /// Why nothing was sent, if so.
  var notSent: String? {
    guard case .notSent(let reason) = outcome else { return nil }
    return reason
  }

  /// Why the outcome is unknown, if so.
  var unknown: String? {
    guard case .unknown(let reason) = outcome else { return nil }
    return reason
  }
}
