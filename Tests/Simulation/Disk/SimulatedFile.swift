/// A file on the simulated disk: what the process sees, what is on the platter, and what is on its
/// way from one to the other.
final class SimulatedFile {
  /// A change that was made and not synced.
  enum Change {
    case write(offset: Int, bytes: [UInt8])
    case truncate(Int)

    /// A disk takes each page of a long write by itself, in any order.
    var pages: [Change] {
      guard case .write(let offset, let bytes) = self else { return [self] }
      var pages: [Change] = []
      var start = 0
      while start < bytes.count {
        let end = min(bytes.count, start + 4096 - (offset + start) % 4096)
        pages.append(.write(offset: offset + start, bytes: Array(bytes[start..<end])))
        start = end
      }
      return pages
    }
  }

  let name: String
  /// What reading shows: the page cache.
  private(set) var cached: [UInt8] = []
  /// What a power loss leaves for certain.
  private(set) var durable: [UInt8] = []
  private(set) var pending: [Change] = []
  /// The name is in its folder, for the process.
  var exists = true
  /// The name is in its folder, on the platter.
  var existsDurably = false

  init(_ name: String) {
    self.name = name
    cached.reserveCapacity(SimulatedFile.usualBytes)
    durable.reserveCapacity(SimulatedFile.usualBytes)
  }

  /// Room for the log of most processes, which then grows without being moved.
  private static let usualBytes = 1 << 19

  init(copy other: SimulatedFile) {
    name = other.name
    cached = other.cached
    durable = other.durable
    pending = other.pending
    exists = other.exists
    existsDurably = other.existsDurably
  }

  func change(_ change: Change) {
    SimulatedFile.apply(change, to: &cached)
    pending += change.pages
  }

  func sync() {
    for change in pending { SimulatedFile.apply(change, to: &durable) }
    pending = []
    existsDurably = true
  }

  /// Written anew and synced, whatever was lost before.
  func rewrite() {
    durable = cached
    pending = []
    existsDurably = exists
  }

  /// A sync that failed: the system forgot which pages were dirty, so that a later sync will not
  /// write them, while the process goes on seeing them. Some of them are on the platter.
  func failSync(keeps: (Change) -> Change?) {
    for change in pending {
      if let kept = keeps(change) { SimulatedFile.apply(kept, to: &durable) }
    }
    pending = []
  }

  /// The machine went down: `keeps` says what of each unsynced change reached the platter.
  func losePower(keeps: (Change) -> Change?) {
    failSync(keeps: keeps)
    cached = durable
  }

  /// An empty file under the same name.
  func recreate() {
    change(.truncate(0))
    exists = true
  }

  private static func apply(_ change: Change, to bytes: inout [UInt8]) {
    switch change {
    case .truncate(let size):
      if size < bytes.count {
        bytes.removeLast(bytes.count - size)
      } else if size > bytes.count {
        bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
      }
    case .write(let offset, let new):
      if offset == bytes.count {
        bytes.append(contentsOf: new)
        return
      }
      if offset + new.count > bytes.count {
        bytes.append(contentsOf: repeatElement(0, count: offset + new.count - bytes.count))
      }
      bytes.withUnsafeMutableBytes { target in
        new.withUnsafeBytes { source in
          UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + new.count])
            .copyMemory(from: source)
        }
      }
    }
  }
}
