package import Domain

/// A platform's server that fetches media from addresses which its clients name. The model says
/// what it wants to read; the shell around it reads, because a model has no network.
package protocol FetchingModel: PlatformModel {
  /// The addresses that were not read yet, oldest first.
  var wanted: [String] { get }

  /// What came of an address.
  ///
  /// - Parameter bytes: `nil` when nothing could be read there.
  mutating func fetched(_ address: String, _ bytes: [UInt8]?, at now: Instant)
}

/// Fetches what its server fetches, and nothing for one that takes files from its clients only.
extension Faulty: FetchingModel {
  package var wanted: [String] { (model as? any FetchingModel)?.wanted ?? [] }

  package mutating func fetched(_ address: String, _ bytes: [UInt8]?, at now: Instant) {
    keep(.fetched(address, bytes, at: now))
    bring(address, bytes, at: now)
  }

  mutating func bring(_ address: String, _ bytes: [UInt8]?, at now: Instant) {
    guard var server = model as? any FetchingModel else { return }
    server.fetched(address, bytes, at: now)
    if let server = server as? Model { model = server }
  }
}
