import Domain
import Glibc
package import Scheduler
import Synchronization

/// Watches the room on the disk of the store: too little, and nothing new is accepted or sent,
/// because its result could not be written down.
package final class DiskWatch: Sendable {
  /// How the disk changed.
  package enum Change: Hashable, Sendable {
    case low(freeBytes: Int64)
    case roomy(freeBytes: Int64)
  }

  /// How long until the next look.
  package static let every = Duration.seconds(5)

  private let folder: String
  private let needed: Int64
  private let reserve: DiskReserve
  private let isLow = Mutex(false)
  private let free: @Sendable (String) -> Int64?

  /// - Parameters:
  ///   - folder: the folder of the database.
  ///   - needed: bytes that must be free beside the reserve.
  ///   - free: the bytes that may still be written to the disk of a folder.
  package init(
    folder: String, needed: Int64,
    free: @escaping @Sendable (String) -> Int64? = DiskWatch.freeBytes
  ) {
    self.folder = folder
    self.needed = needed
    self.free = free
    reserve = DiskReserve(folder: folder)
  }

  /// Looks, and tells the core while there is too little room or when that is over.
  package func check(tell: (Event) -> Void) -> Change? {
    let free = free(folder) ?? 0
    let mustReserve = reserve.exists ? 0 : DiskReserve.bytes
    let isLow = free < needed + mustReserve || !reserve.layOut()
    let wasLow = self.isLow.withLock { known in
      defer { known = isLow }
      return known
    }
    // Told again each time: what a full disk held back is tried again then.
    if isLow || wasLow { tell(.disk(isLow: isLow)) }
    guard isLow != wasLow else { return nil }
    return isLow ? .low(freeBytes: free) : .roomy(freeBytes: free)
  }

  /// SQLite met the end of the disk: gives up the reserve.
  ///
  /// - Returns: whether that made room.
  package func full() -> Bool {
    isLow.withLock { $0 = true }
    return reserve.drop()
  }

  /// Bytes that an ordinary user may still write to the disk of `folder`; `nil` when nobody can
  /// say.
  package static func freeBytes(in folder: String) -> Int64? {
    var facts = statvfs()
    guard statvfs(folder, &facts) == 0 else { return nil }
    return Int64(clamping: UInt64(facts.f_bavail) * UInt64(facts.f_frsize))
  }
}
