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
    listener = try Listening.socket()
    port = UInt16(belfry_bound_port(listener))
  }

  /// Starts passing connections on.
  func start(to target: UInt16) {
    state.withLock { $0.target = target }
    Listening.start(on: listener) { [weak self] client in
      guard let self else { return false }
      _ = Thread { RelayConnection(client: client, relay: self).run() }
      return true
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
