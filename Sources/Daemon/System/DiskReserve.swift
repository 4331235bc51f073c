import Domain
import Glibc

/// A file of nothing that is given up when the disk is full, so that the outcomes of calls under
/// way can still be written down.
package struct DiskReserve: Sendable {
  /// Room for the outcomes of every call that can be under way, many times over.
  package static let bytes: Int64 = 16 << 20

  private let path: String

  /// - Parameter folder: the folder of the database.
  package init(folder: String) {
    path = folder + "/belfry.reserve"
  }

  package var exists: Bool { access(path, F_OK) == 0 }

  /// Takes the room, really and not only by name.
  ///
  /// - Returns: whether the reserve is there now.
  func layOut() -> Bool {
    if exists { return true }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard posix_fallocate(descriptor, 0, off_t(DiskReserve.bytes)) == 0 else {
      drop()
      return false
    }
    return true
  }

  /// Gives the room back.
  ///
  /// - Returns: whether there was any to give.
  @discardableResult
  func drop() -> Bool { unlink(path) == 0 }
}
