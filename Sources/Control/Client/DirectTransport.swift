import Domain
package import HTTP

/// Calls a server in the same process, without a socket: for commands that run the core themselves
/// while no daemon does, and for tests.
package struct DirectTransport: ControlTransport {
  private let server: ControlServer
  private let peer: Request.Peer

  /// - Parameter peer: who the server takes the caller for.
  package init(server: ControlServer, peer: Request.Peer) {
    self.server = server
    self.peer = peer
  }

  package func send(_ call: ControlCall) async throws(Unreachable) -> ControlAnswer {
    let response = await server.respond(to: request(call))
    let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
      switch response.body {
      case .bytes(let bytes):
        continuation.yield(bytes)
        continuation.finish()
      case .stream(let chunks):
        let pump = Task {
          for await chunk in chunks { continuation.yield(chunk) }
          continuation.finish()
        }
        continuation.onTermination = { _ in pump.cancel() }
      case .file, .slice, .cut, .dropped:
        preconditionFailure("the control server sends bytes and streams only")
      }
    }
    return ControlAnswer(status: response.status, body: body)
  }

  private func request(_ call: ControlCall) -> Request {
    let parts = call.target.split(separator: "?", maxSplits: 1)
    let path = parts[0].split(separator: "/").map { PercentEncoding.decodeForm($0) ?? String($0) }
    let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return Request.QueryItem(
        PercentEncoding.decodeForm(pair[0]) ?? "",
        pair.count > 1 ? PercentEncoding.decodeForm(pair[1]) ?? "" : "")
    }
    let headers = call.headers.map { Field($0.name.lowercased(), $0.value) }
    return Request(
      method: call.method, path: path, query: query, headers: headers, body: call.body, peer: peer)
  }
}
