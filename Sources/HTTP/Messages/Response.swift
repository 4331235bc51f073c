/// What a handler answers with.
package struct Response: Sendable {
  package var status: Int
  package var headers: [Field]
  package var body: Body

  package init(status: Int, headers: [Field] = [], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// How the body reaches the client.
  package enum Body: Sendable {
    case bytes([UInt8])
    /// Chunks that are sent as they come; the stream's end is the body's end, and a client that
    /// goes away cancels it.
    case stream(AsyncStream<[UInt8]>)
    /// A file, streamed from the disk.
    case file(path: String)
    /// `length` bytes of a file from `offset`, streamed from the disk; a file that is shorter is
    /// not there.
    case slice(path: String, offset: Int64, length: Int64)
    /// Sends the first `bytes` of what was promised and then cuts the connection: a fault that the
    /// sandbox plays.
    case cut(promised: [UInt8], sent: Int)
    /// Closes the connection without an answer: another of the sandbox's faults.
    case dropped
  }

  /// A text body with its type.
  package static func text(
    _ text: String, type: String = "text/plain; charset=utf-8", status: Int = 200
  )
    -> Response
  {
    Response(
      status: status, headers: [Field("Content-Type", type)], body: .bytes(Array(text.utf8)))
  }
}
