import CLinux
import Glibc
import Synchronization

/// A TCP relay in front of one server: it sees every request and answer, and cuts where it is told.
final class Relay: Sendable {
  let site: String
  let port: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  private struct State {
    var target: UInt16 = 0
    var rule: (@Sendable (Exchange) -> Tamper?)?
    var exchanges = 0
    var sizes: [Sizes] = []
    var keepsSizes = false
  }

  /// How long an exchange was that nobody touched.
  struct Sizes: Sendable {
    var number: Int
    var line: String
    var request = 0
    var answer = 0
  }

  init(site: String) throws {
    self.site = site
    listener = belfry_stream_socket(AF_INET)
    guard listener >= 0, belfry_tcp_join(listener, "127.0.0.1", 0, 0) == 0,
      listen(listener, SOMAXCONN) == 0
    else { throw Trouble("the relay cannot listen: error \(errno)") }
    port = UInt16(belfry_bound_port(listener))
  }

  deinit { close(listener) }

  /// Starts passing connections on.
  func start(to target: UInt16) {
    state.withLock { $0.target = target }
    _ = Thread { [weak self, listener] in
      while true {
        var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        poll(&waiting, 1, -1)
        let client = Child.spawning.withLock { _ in
          let client = accept(listener, nil, nil)
          if client >= 0 { _ = fcntl(client, F_SETFD, FD_CLOEXEC) }
          return client
        }
        guard client >= 0, let self else { return }
        _ = Thread { RelayConnection(client: client, relay: self).run() }
      }
    }
  }

  /// Takes no more connections.
  func stop() { belfry_end_connection(listener) }

  /// - Parameter rule: asked for each exchange when its first bytes have come.
  func use(_ rule: (@Sendable (Exchange) -> Tamper?)?) { state.withLock { $0.rule = rule } }

  /// Notes the sizes of the exchanges that end while `work` runs.
  func sizes(during work: () throws -> Void) rethrows -> [Sizes] {
    state.withLock { ($0.keepsSizes, $0.sizes) = (true, []) }
    try work()
    return state.withLock { state in
      state.keepsSizes = false
      // An exchange is noted at its end, which may come after the next one's.
      return state.sizes.sorted { $0.number < $1.number }
    }
  }

  var target: UInt16 { state.withLock { $0.target } }

  /// A request begins.
  func begin(_ line: String) -> (sizes: Sizes, tamper: Tamper?) {
    let (exchange, rule) = state.withLock { state in
      state.exchanges += 1
      return (Exchange(site: site, number: state.exchanges, line: line), state.rule)
    }
    return (Sizes(number: exchange.number, line: line), rule?(exchange))
  }

  /// An exchange has ended.
  func note(_ sizes: Sizes) {
    state.withLock { if $0.keepsSizes { $0.sizes.append(sizes) } }
  }
}
