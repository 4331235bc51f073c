import CMicroHTTPD
import Glibc
import Synchronization

/// An HTTP/1.1 server on a Unix or a TCP socket.
///
/// It parses, bounds and times out; what a request means is the handler's business.
///
/// `HEAD` reaches the handler as `GET`, and the server leaves the body out. A handler that never
/// returns holds its connection; one whose client goes away runs on, but its stream is cancelled.
package final class Server: Sendable {
  /// Where a server listens.
  package enum Endpoint: Sendable {
    /// A socket file. `mode` holds before the first connection is possible. A socket that nobody
    /// answers on is replaced; anything else in the way is an error.
    case unix(path: String, mode: UInt16)
    /// An address in numbers, or `localhost`; port 0 takes any free one.
    case tcp(host: String = "127.0.0.1", port: UInt16)
  }

  /// Bounds on what clients may take.
  package struct Limits: Sendable {
    /// Longest body of a request, in bytes.
    ///
    /// A longer one is answered with 413. The default, 1 MiB, is far above any post.
    package var bodyBytes = 1 << 20
    /// Memory for a request's first line and headers.
    ///
    /// More is answered with 414 or 431. Proxies and browsers stay below the default, 32 KiB.
    package var headBytes = 32 << 10
    /// Connections at once; more wait in the system's queue.
    package var connections = 64
    /// TCP connections at once from one address; 0 means no limit of its own.
    ///
    /// A reverse proxy is one address, so the default leaves this to it.
    package var connectionsPerAddress = 0
    /// Connections at once of one user of the machine, on a Unix socket; 0 means no limit.
    ///
    /// More are closed at once.
    package var connectionsPerUser = 0
    /// How long a connection may be silent, take to deliver a whole request, or wait for the next.
    package var idleSeconds = 60
    /// How long a new connection may take to deliver its first request's head: a client of ours
    /// sends it at once, and slow drips must not hold connections.
    package var firstRequestSeconds = 5
    /// How long `stop` waits for answers under way.
    package var drainSeconds = 5

    package init() {}
  }

  /// The TCP port, also when any was asked for; `nil` on a Unix socket.
  package let port: UInt16?
  private let core: ServerCore
  private let running: Mutex<RunningDaemon?>

  /// Starts listening and answering.
  ///
  /// - Parameters:
  ///   - plan: says of each request with a body, once its head is known, where the body goes;
  ///     called on the server's own thread, and must not wait.
  ///   - handler: called for each request, several at a time, on Swift's shared pool.
  /// - Throws: `ServerError` when the place is taken or the system refuses.
  package init(
    _ endpoint: Endpoint, limits: Limits = .init(),
    plan: @escaping @Sendable (Request) -> BodyPlan = { _ in .memory },
    handler: @escaping @Sendable (Request) async -> Response
  ) throws(ServerError) {
    let socket = try ListeningSocket.open(endpoint)
    guard let watch = ConnectionWatch() else { throw .notStarted }
    port = socket.port
    core = ServerCore(limits: limits, watch: watch, plan: plan, handler: handler)
    guard let daemon = RunningDaemon(core: core, socket: socket) else {
      watch.stop()
      throw .notStarted
    }
    running = Mutex(daemon)
  }

  deinit {
    halt()
  }

  /// Stops accepting, removes the socket file, waits up to `drainSeconds` for answers under way,
  /// then cuts what is left.
  ///
  /// Streams have no end of their own and are ended at once.
  package func stop() async {
    running.withLock { $0?.refuseConnections() }
    let deadline = Duration.seconds(core.limits.drainSeconds)
    let core = core
    let timer = Task {
      try await Task.sleep(for: deadline)
      core.stopWaiting()
    }
    await core.drain()
    timer.cancel()
    halt()
  }

  private func halt() {
    guard let daemon = running.withLock({ $0.take() }) else { return }
    core.abandonAll()
    daemon.stop()
    core.watch.stop()
  }
}

/// The library's daemon with the socket that it listens on.
private struct RunningDaemon: ~Copyable {
  // Used by `stop` and `refuseConnections` only, which the server's lock serialises.
  private nonisolated(unsafe) let daemon: OpaquePointer
  private let socket: ListeningSocket

  /// `core` must outlive the daemon: the library's callbacks hold it without counting.
  init?(core: ServerCore, socket: consuming ListeningSocket) {
    let limits = core.limits
    let settings = belfry_mhd_settings(
      listening_socket: socket.descriptor, connections: UInt32(limits.connections),
      connections_per_address: UInt32(limits.connectionsPerAddress),
      idle_seconds: UInt32(limits.idleSeconds), head_bytes: limits.headBytes)
    let context = Unmanaged.passUnretained(core).toOpaque()
    guard
      let daemon = belfry_mhd_start(
        settings, requestBegan, requestContinues, requestEnded, connectionChanged, context)
    else { return nil }
    self.daemon = daemon
    self.socket = socket
  }

  func refuseConnections() {
    MHD_quiesce_daemon(daemon)
    socket.refuseConnections()
  }

  /// Ends the library's thread.
  ///
  /// Every suspended connection must have been resumed before.
  consuming func stop() {
    // Quiescing first keeps the library from closing the socket, which is ours.
    MHD_quiesce_daemon(daemon)
    MHD_stop_daemon(daemon)
  }
}
