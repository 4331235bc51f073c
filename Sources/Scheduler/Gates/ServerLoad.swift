import Domain

/// How many calls are under way at each server. A network with one server for everybody is one
/// server; of Mastodon's and Bluesky's each counts by itself, so that a slow one holds up its own
/// accounts only.
struct ServerLoad: Sendable {
  /// A server by number, so that looking for room compares no text.
  struct Index: Hashable, Sendable {
    fileprivate var offset: Int
  }

  /// Two networks may share a host, as they do in the sandbox.
  private struct Server: Hashable {
    var platform: PlatformName
    var host: String
  }

  private let callsMax: Int
  private var indexes: [Server: Index] = [:]
  private var calls: [Int] = []

  /// - Parameter callsMax: what one server takes at the same time.
  init(callsMax: Int) {
    self.callsMax = callsMax
  }

  mutating func index(_ platform: PlatformName, host: String) -> Index {
    let server = Server(platform: platform, host: host)
    if let known = indexes[server] { return known }
    let index = Index(offset: calls.count)
    indexes[server] = index
    calls.append(0)
    return index
  }

  func isFull(_ index: Index) -> Bool { calls[index.offset] >= callsMax }

  mutating func begin(_ index: Index) { calls[index.offset] += 1 }

  mutating func end(_ index: Index) { calls[index.offset] -= 1 }
}
