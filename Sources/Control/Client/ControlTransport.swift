package import HTTP

/// Carries a request to the daemon and brings the answer back.
package protocol ControlTransport: Sendable {
  /// - Throws: when the daemon cannot be reached or the connection breaks.
  func send(_ request: ControlCall) async throws(Unreachable) -> ControlAnswer
}

/// A request on its way to the daemon.
package struct ControlCall: Hashable, Sendable {
  package var method: String
  /// Path and query, percent-encoded.
  package var target: String
  package var headers: [Field]
  package var body: [UInt8]

  package init(method: String, target: String, headers: [Field] = [], body: [UInt8] = []) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
  }
}

/// What came back.
package struct ControlAnswer: Sendable {
  package var status: Int
  /// The body, as it arrives.
  ///
  /// It ends with an `Unreachable` when the connection breaks.
  package var body: AsyncThrowingStream<[UInt8], any Error>

  package init(status: Int, body: AsyncThrowingStream<[UInt8], any Error>) {
    self.status = status
    self.body = body
  }
}
