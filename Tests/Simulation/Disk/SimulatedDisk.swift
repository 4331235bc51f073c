import CSQLite
import PlatformModels

/// A disk in memory on which SQLite runs, and which fails as real ones do. Writes that were not
/// synced are kept apart: when the process is killed all of them survive; when the power goes, each
/// of them is kept, dropped or torn by itself, as the disk's randomness says.
///
/// Modelled on SQLite's own `test6.c`. Used from one thread.
package final class SimulatedDisk {
  /// How the process ended.
  package enum Outage: String, CaseIterable, Sendable {
    /// `kill -9`: what was written is there.
    case kill
    /// The machine went down: what was synced is there; of the rest, anything.
    case powerLoss
  }

  /// A call that changes the disk and can therefore be the last one.
  package enum Operation: String, Sendable {
    case create, write, truncate, sync, delete
  }

  private static let wholeReserve = 16 << 20
  /// The size below which a write is not torn.
  private static let sector = 512

  /// Changing calls so far.
  package private(set) var operations = 0
  /// The process dies during the changing call with this number.
  package var diesAt: Int?
  /// SQLite's error code for the changing call with this number.
  package var errors: [Int: Int32] = [:]
  /// No file can grow, but for what the reserve leaves.
  private var isFull = false
  /// What a daemon keeps free for bad days, in bytes.
  private var reserve = SimulatedDisk.wholeReserve
  private var room = 0
  /// Syncs of files with this ending are not done, and nobody is told.
  var ignoredSyncs: String?
  /// Calls that failed so far, for whatever reason.
  package private(set) var failures = 0
  /// Nothing that is called reaches the disk any more.
  package private(set) var isDead = false
  /// Told of each changing call, before it is made.
  package var onOperation: ((Operation, _ file: String, _ number: Int) -> Void)?

  /// Grows with every restart: what an earlier process had open is closed to it.
  private(set) var life = 0

  private var files: [String: SimulatedFile] = [:]
  private var random: SplitMix64

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// The same disk with other luck ahead of it.
  package init(copy other: SimulatedDisk, seed: UInt64) {
    random = SplitMix64(seed: seed)
    files = other.files.mapValues { SimulatedFile(copy: $0) }
    operations = 0
  }

  /// The disk becomes full, or has room again.
  package func fill(_ isFull: Bool) {
    self.isFull = isFull
    room = 0
    if !isFull { reserve = SimulatedDisk.wholeReserve }
  }

  /// Gives up the reserve.
  ///
  /// - Returns: whether there was any.
  package func useReserve() -> Bool {
    defer { (room, reserve) = (room + reserve, 0) }
    return reserve > 0
  }

  /// Every file as it is now.
  var image: [String: SimulatedFile] { files.mapValues(SimulatedFile.init(copy:)) }

  /// Puts back what `image` was; what is open stays with the files that were there until now.
  func restore(_ image: [String: SimulatedFile]) {
    files = image.mapValues(SimulatedFile.init(copy:))
  }

  /// One whole file is all that there is.
  func put(_ bytes: [UInt8], as name: String) {
    let file = SimulatedFile(name)
    file.change(.write(offset: 0, bytes: bytes))
    files = [name: file]
  }

  /// All that is seen is on the platter.
  package func syncEverything() {
    for name in files.keys.sorted() { files[name]?.rewrite() }
  }

  /// The process ends now, between two calls.
  package func die() { isDead = true }

  /// The disk as the next process finds it.
  package func restart(after outage: Outage) {
    isDead = false
    life += 1
    diesAt = nil
    errors = [:]
    guard outage == .powerLoss else { return }
    for name in files.keys.sorted() {
      guard let file = files[name] else { continue }
      losePower(file)
      if !file.exists { files[name] = nil }
    }
  }

  /// Whether some file of that ending has writes that a power loss could take.
  package func hasUnsynced(_ suffix: String) -> Bool {
    files.contains { $0.key.hasSuffix(suffix) && $0.value.exists && !$0.value.pending.isEmpty }
  }

  /// What is on the platter for certain, by file name: the worst that a power loss can leave.
  package var durableFiles: [String: [UInt8]] {
    files.filter { $0.value.existsDurably }.mapValues(\.durable)
  }

  /// What the process sees, by file name.
  package var visibleFiles: [String: [UInt8]] {
    files.filter { $0.value.exists }.mapValues(\.cached)
  }

  private func losePower(_ file: SimulatedFile) {
    file.losePower(keeps: survivor)
    if file.exists != file.existsDurably { file.exists = random.next() & 1 == 0 }
    file.existsDurably = file.exists
  }

  /// What of an unsynced change reaches the platter.
  private func survivor(of change: SimulatedFile.Change) -> SimulatedFile.Change? {
    switch random.next() % 3 {
    case 0: return change
    case 1: return nil
    default: return torn(change)
    }
  }

  /// A write of which only a run of whole sectors arrived.
  private func torn(_ change: SimulatedFile.Change) -> SimulatedFile.Change? {
    guard case .write(let offset, let bytes) = change, bytes.count > SimulatedDisk.sector else {
      return random.next() & 1 == 0 ? change : nil
    }
    let sectors = UInt64((bytes.count + SimulatedDisk.sector - 1) / SimulatedDisk.sector)
    let cuts = [Int(random.next() % (sectors + 1)), Int(random.next() % (sectors + 1))].sorted()
    let range = cuts.map { min($0 * SimulatedDisk.sector, bytes.count) }
    guard range[0] < range[1] else { return nil }
    return .write(offset: offset + range[0], bytes: Array(bytes[range[0]..<range[1]]))
  }
}

// MARK: - What SQLite calls

extension SimulatedDisk {
  /// Counts a changing call; an error code instead of `SQLITE_OK` when it fails.
  private func begin(_ operation: Operation, _ name: String, failure: Int32) -> Int32 {
    guard !isDead else { return failure }
    operations += 1
    onOperation?(operation, name, operations)
    if operations == diesAt {
      isDead = true
      failures += 1
      return failure
    }
    guard let code = errors.removeValue(forKey: operations) else { return SQLITE_OK }
    failures += 1
    return code
  }

  func exists(_ name: String) -> Bool { files[name]?.exists ?? false }

  /// - Returns: `nil` when there is no such file, or the disk is gone.
  func open(_ name: String, creates: Bool) -> SimulatedFile? {
    guard !isDead else { return nil }
    if let file = files[name], file.exists { return file }
    guard creates, begin(.create, name, failure: SQLITE_CANTOPEN) == SQLITE_OK else { return nil }
    let file = files[name] ?? SimulatedFile(name)
    file.recreate()
    files[name] = file
    return file
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int, to file: SimulatedFile) -> Int32 {
    let wasDead = isDead
    let code = begin(.write, file.name, failure: DiskError.write)
    let change = SimulatedFile.Change.write(offset: offset, bytes: Array(bytes))
    guard code == SQLITE_OK else {
      // The call in which the process died may have got anywhere.
      if isDead, !wasDead { change.pages.compactMap(survivor).forEach(file.change) }
      return code
    }
    let growth = max(0, offset + bytes.count - file.cached.count)
    if isFull, growth > 0 {
      guard growth <= room else {
        failures += 1
        return SQLITE_FULL
      }
      room -= growth
    }
    file.change(change)
    return SQLITE_OK
  }

  func truncate(_ file: SimulatedFile, to size: Int) -> Int32 {
    let code = begin(.truncate, file.name, failure: DiskError.truncate)
    if code == SQLITE_OK { file.change(.truncate(size)) }
    return code
  }

  func sync(_ file: SimulatedFile) -> Int32 {
    let wasDead = isDead
    let code = begin(.sync, file.name, failure: DiskError.sync)
    if let ignoredSyncs, file.name.hasSuffix(ignoredSyncs) { return code }
    if code == SQLITE_OK {
      // With the first sync of a new file its folder is synced, too, as SQLite does on Unix.
      if !file.existsDurably { syncFolder() }
      file.sync()
    } else if !isDead, !wasDead {
      file.failSync(keeps: survivor)
    }
    return code
  }

  func delete(_ name: String, syncsFolder: Bool) -> Int32 {
    let code = begin(.delete, name, failure: DiskError.delete)
    guard code == SQLITE_OK, let file = files[name] else { return code }
    file.exists = false
    if syncsFolder { syncFolder() }
    return SQLITE_OK
  }

  private func syncFolder() {
    files = files.filter(\.value.exists)
    for file in files.values { file.existsDurably = true }
  }
}
