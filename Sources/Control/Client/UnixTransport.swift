import Domain
import Glibc
import HTTP
import Synchronization

/// Carries requests over the daemon's Unix socket.
///
/// Each exchange blocks a thread of its own while it lasts.
package struct UnixTransport: ControlTransport {
  private let socket: String
  private let client: UnixClient

  /// Prepares the transport; nothing is opened yet.
  ///
  /// - Parameters:
  ///   - socket: the path of the control socket.
  ///   - seconds: how long one exchange may take; above the longest `wait_s` by default.
  package init(socket: String, seconds: Int = 330) {
    self.socket = socket
    client = UnixClient(path: socket, seconds: seconds)
  }

  package func send(_ call: ControlCall) async throws(Unreachable) -> ControlAnswer {
    guard let method = Call.Method(rawValue: call.method) else {
      preconditionFailure("no operation uses \(call.method)")
    }
    let isStream = call.headers.contains { $0.value == "application/x-ndjson" }
    let outcome = await withCheckedContinuation { continuation in
      let start = Start(continuation)
      BlockingThread.start {
        if isStream {
          follow(call, start)
        } else {
          exchange(method, call, start)
        }
      }
    }
    return try outcome.get()
  }

  private func exchange(_ method: Call.Method, _ call: ControlCall, _ start: Start) {
    do throws(UnixClientError) {
      let reply = try client.send(method, call.target, headers: call.headers, body: call.body)
      start.report(.success(UnixTransport.answer(reply)))
    } catch {
      start.report(.failure(unreachable(error)))
    }
  }

  /// The client tells the status with the first line or at the end, whichever comes first.
  private func follow(_ call: ControlCall, _ start: Start) {
    let (lines, feed) = AsyncThrowingStream<[UInt8], any Error>.makeStream()
    do throws(UnixClientError) {
      let reply = try client.lines(of: call.target, headers: call.headers) { line in
        start.report(.success(ControlAnswer(status: 200, body: lines)))
        if case .terminated = feed.yield(Array(line.utf8) + [0x0A]) { return false }
        return true
      }
      start.report(.success(UnixTransport.answer(reply)))
      feed.finish()
    } catch {
      start.report(.failure(unreachable(error)))
      feed.finish(throwing: unreachable(error))
    }
  }

  private static func answer(_ reply: UnixClient.Reply) -> ControlAnswer {
    let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
      continuation.yield(reply.body)
      continuation.finish()
    }
    return ControlAnswer(status: reply.status, body: body)
  }

  /// Resumes the caller once, with whatever is known first.
  private final class Start: Sendable {
    typealias Waiting = CheckedContinuation<Result<ControlAnswer, Unreachable>, Never>
    private let waiting: Mutex<Waiting?>

    init(_ waiting: Waiting) {
      self.waiting = Mutex(waiting)
    }

    func report(_ result: Result<ControlAnswer, Unreachable>) {
      waiting.withLock { $0.take() }?.resume(returning: result)
    }
  }

  private func unreachable(_ error: UnixClientError) -> Unreachable {
    switch error {
    case .broken(let reason): Unreachable(socket: socket, cause: .lost(reason))
    case .notReachable: Unreachable(socket: socket, cause: obstacle())
    }
  }

  /// Looks why nobody can be reached.
  private func obstacle() -> Unreachable.Cause {
    if access(socket, R_OK | W_OK) == 0 { return .refused }
    return errno == EACCES || errno == EPERM ? .noPermission : .noSocket
  }
}
