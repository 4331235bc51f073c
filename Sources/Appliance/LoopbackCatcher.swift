import Domain
import HTTP
import Synchronization
import Terminal

/// Listens on a loopback port for the browser that a network sends back after a sign-in
/// (RFC 8252 §7.3).
final class LoopbackCatcher: RedirectCatcher {
  private struct State {
    var server: Server?
    /// The segments of the address at which the browser arrives.
    var path = ["callback"]
    var caught: String?
    var waiter: CheckedContinuation<String?, Never>?
  }

  private let state = Mutex(State())

  func start(at address: String?) async -> String? {
    await stop()
    let place = address.map { $0.split(separator: "/").dropFirst() } ?? ["127.0.0.1:0", "callback"]
    guard let wanted = place.first?.split(separator: ":").last.flatMap({ UInt16($0) }),
      let server = try? Server(
        .tcp(port: wanted), handler: { [weak self] in self?.answer($0) ?? Response(status: 404) }),
      let port = server.port
    else { return nil }
    state.withLock {
      $0.server = server
      $0.path = place.dropFirst().map(String.init)
    }
    return address ?? "http://127.0.0.1:\(port)/callback"
  }

  func caught() async -> String? {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { state -> String? in
        if state.caught == nil { state.waiter = continuation }
        return state.caught
      }
      if let ready { continuation.resume(returning: ready) }
    }
  }

  func stop() async {
    let (server, waiter) = state.withLock { state in
      defer { state = State() }
      return (state.server, state.waiter)
    }
    waiter?.resume(returning: nil)
    await server?.stop()
  }

  private func answer(_ request: Request) -> Response {
    guard request.path == state.withLock(\.path) else { return Response(status: 404) }
    let query = request.query.map { item in
      PercentEncoding.form(item.name) + "=" + PercentEncoding.form(item.value)
    }.joined(separator: "&")
    let waiter = state.withLock { state in
      state.caught = "/callback?" + query
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: "/callback?" + query)
    return .text("Signed in. You can close this page and go back to the terminal.\n")
  }
}
