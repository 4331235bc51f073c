import Domain
import Glibc

/// Notes beside the spool's files, each saying which file a key stands for; they outlive restarts.
struct SpoolNotes: Sendable {
  private static let bytesMax: Int64 = 4096

  private let spool: Spool
  private let folder: String

  /// - Parameter name: of their folder, below the spool's.
  init(_ name: String, in spool: Spool) {
    self.spool = spool
    folder = "\(spool.directory)/\(name)"
  }

  /// The file of a key; `nil` when none was noted, or the spool lacks it by now.
  func file(_ key: String) -> MediaFile? {
    guard let noted = noted(key), spool.hold(noted.hash) != nil else { return nil }
    return noted
  }

  /// Notes a file that is on disk already; a note that is half written is never read.
  func note(_ file: MediaFile, as key: String) throws(MediaProblem) {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw SpoolNotes.problem }
    let fresh = "\(folder)/.\(key)"
    guard let bytes = try? JSON.encode(file) else { throw .unreadable("it cannot be noted") }
    let output = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw SpoolNotes.problem }
    let isWritten = write(output, bytes, bytes.count) == bytes.count && fsync(output) == 0
    close(output)
    guard isWritten, rename(fresh, "\(folder)/\(key)") == 0 else { throw SpoolNotes.problem }
  }

  /// Removes notes on files that the clean-up took away.
  func tidy() {
    for name in FolderNames.list(folder) {
      if let file = noted(name), spool.contains(file.hash) { continue }
      unlink("\(folder)/\(name)")
    }
  }

  private func noted(_ key: String) -> MediaFile? {
    guard let file = try? OpenFile("\(folder)/\(key)"), file.length < SpoolNotes.bytesMax else {
      return nil
    }
    let bytes = OpenFile.read(file.descriptor, at: 0, count: Int(file.length))
    return try? JSON.decode(MediaFile.self, from: bytes)
  }

  private static var problem: MediaProblem { .unreadable(String(cString: strerror(errno))) }
}
