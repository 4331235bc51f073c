import CSQLite
import Glibc
import Synchronization

/// A file system for SQLite (a VFS) that hands everything to another one, except that it gathers
/// what is written to the log.
///
/// SQLite writes each page of its log in two calls, 24 bytes and then the page, which lie side by
/// side. Gathered, the hundred pages of a commit take a handful of calls in place of two hundred.
final class LogFileSystem {
  /// What to call it when a database is opened.
  let name: String
  private let registration: UnsafeMutablePointer<Registration>
  private let cName: UnsafeMutablePointer<CChar>

  private static let count = Atomic<Int>(0)

  /// - Parameter below: the name of the file system that does the work; `nil` is the system's own.
  /// - Throws: `unusable` when there is none of that name.
  init(over below: String?) throws(StoreError) {
    guard let parent = sqlite3_vfs_find(below) else {
      throw StoreError(.unusable, "finding the file system \(below ?? "of the system")", "none")
    }
    name = "belfry-\(LogFileSystem.count.wrappingAdd(1, ordering: .relaxed).newValue)"
    cName = strdup(name)
    // The other functions of the table are those of the file system below. They find what is
    // theirs, because the table bears their data.
    var table = parent.pointee
    table.pNext = nil
    table.zName = UnsafePointer(cName)
    table.szOsFile = Int32(LogFile.size) + parent.pointee.szOsFile
    table.xOpen = openFile
    registration = .allocate(capacity: 1)
    registration.initialize(to: Registration(table: table, parent: parent))
    let code = sqlite3_vfs_register(registration.pointer(to: \.table), 0)
    precondition(code == SQLITE_OK, "SQLite does not take a file system: \(code)")
  }

  deinit {
    precondition(registration.pointee.openLogs == 0, "a log outlives its file system")
    sqlite3_vfs_unregister(registration.pointer(to: \.table))
    registration.deinitialize(count: 1)
    registration.deallocate()
    free(cName)
  }
}

/// What SQLite is handed as our file system: its table, and behind it what is ours.
struct Registration {
  var table: sqlite3_vfs
  let parent: UnsafeMutablePointer<sqlite3_vfs>
  var openLogs = 0
}

private func openFile(
  _ files: UnsafeMutablePointer<sqlite3_vfs>?, _ path: UnsafePointer<CChar>?,
  _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
  _ answer: UnsafeMutablePointer<Int32>?
) -> Int32 {
  guard let files, let file else { return SQLITE_MISUSE }
  let registration = UnsafeMutableRawPointer(files).assumingMemoryBound(to: Registration.self)
  let parent = registration.pointee.parent
  guard flags & SQLITE_OPEN_WAL != 0 else {
    return parent.pointee.xOpen(parent, path, file, flags, answer)
  }
  file.pointee.pMethods = nil
  let code = parent.pointee.xOpen(parent, path, LogFile.below(file), flags, answer)
  if code == SQLITE_OK { LogFile.begin(in: file, of: registration) }
  return code
}
