import CSQLite

/// An open database file. It is closed when its connection and all of its statements are gone.
final class Database {
  let handle: OpaquePointer
  /// SQLite uses it until the file is closed.
  private let files: LogFileSystem

  /// Opens an existing file of mode 0600.
  ///
  /// - Parameter fileSystem: SQLite's name of a file system; `nil` is the system's own.
  /// - Throws: `StoreError` when SQLite cannot open it.
  init(path: String, fileSystem: String?) throws(StoreError) {
    Settings.withoutStatistics
    let files = try LogFileSystem(over: fileSystem)
    var handle: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = sqlite3_open_v2(path, &handle, flags, files.name)
    guard code == SQLITE_OK, let handle else {
      let message = String(cString: sqlite3_errstr(code))
      sqlite3_close_v2(handle)
      throw StoreError(
        .unusable, code: code & 0xFF, extendedCode: code, "opening \(path)", message)
    }
    self.handle = handle
    self.files = files
  }

  deinit { sqlite3_close_v2(handle) }
}
