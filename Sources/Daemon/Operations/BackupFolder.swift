import Domain
import Glibc
import Store

/// A folder in which every backup has the time of its making as its name.
struct BackupFolder {
  private static let prefix = "belfry-"
  private static let suffix = ".db"

  private let path: String

  init(_ path: String) {
    self.path = path
  }

  /// The name for a backup of now, such as `belfry-20261101T083000Z.db`.
  func file(at now: Instant) -> String {
    let text = now.rfc3339
    let stamp = text.prefix { $0 != "." && $0 != "Z" }.filter { $0 != "-" && $0 != ":" }
    return "\(path)/\(BackupFolder.prefix)\(stamp)Z\(BackupFolder.suffix)"
  }

  /// Removes the oldest backups until `count` are left; answers which.
  func prune(to count: Int) -> [String] {
    let all = StoreFiles.names(in: path).filter(BackupFolder.isBackup)
    let old = all.prefix(max(0, all.count - count)).map { "\(path)/\($0)" }
    return old.filter { unlink($0) == 0 }
  }

  /// Whether the path is a folder.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Names that `file` makes, and no others: the folder may hold what is not ours.
  private static func isBackup(_ name: String) -> Bool {
    guard name.hasPrefix(prefix), name.hasSuffix("Z" + suffix) else { return false }
    let stamp = name.dropFirst(prefix.count).dropLast(suffix.count + 1)
    return stamp.count == 15 && stamp.allSatisfy { $0 == "T" || ("0"..."9").contains($0) }
  }
}
