import CSQLite
import Glibc

/// SQLite's handle of its log: the header that SQLite knows, what was written and not yet handed
/// on, and behind it the handle of the file system below.
///
/// What is gathered is handed on before anything else happens to the file, so that a sync, a read
/// or a question for the size sees all of it. Where that fails, the failure is the one of the
/// write, and what was gathered is dropped: it belongs to a commit that has failed.
struct LogFile {
  private var header: sqlite3_file
  private let bytes: UnsafeMutableRawPointer
  private var count = 0
  /// Where in the file the gathered bytes begin.
  private var offset: Int64 = 0
  private let below: UnsafeMutablePointer<sqlite3_file>
  private let registration: UnsafeMutablePointer<Registration>

  /// Some thirty pages; the system's own file system takes at most 128 KiB at a time.
  private static let capacity = 64 * 1024

  /// Bytes in front of the handle of the file system below, which begins where any type may.
  static let size = (MemoryLayout<LogFile>.size + 15) / 16 * 16

  static func below(
    _ file: UnsafeMutablePointer<sqlite3_file>
  ) -> UnsafeMutablePointer<sqlite3_file> {
    (UnsafeMutableRawPointer(file) + size).assumingMemoryBound(to: sqlite3_file.self)
  }

  /// Makes the handle, whose part below is open.
  static func begin(
    in file: UnsafeMutablePointer<sqlite3_file>, of registration: UnsafeMutablePointer<Registration>
  ) {
    registration.pointee.openLogs += 1
    UnsafeMutableRawPointer(file).initializeMemory(
      as: LogFile.self,
      to: LogFile(
        header: sqlite3_file(pMethods: methods),
        bytes: .allocate(byteCount: capacity, alignment: 16), below: below(file),
        registration: registration))
  }

  private var calls: sqlite3_io_methods { below.pointee.pMethods.pointee }

  private mutating func write(
    _ new: UnsafeRawPointer, _ newCount: Int, at start: Int64
  ) -> Int32 {
    if count > 0, start != offset + Int64(count) || count + newCount > LogFile.capacity {
      let code = handOn()
      guard code == SQLITE_OK else { return code }
    }
    guard newCount <= LogFile.capacity else {
      return calls.xWrite(below, new, Int32(newCount), start)
    }
    if count == 0 { offset = start }
    memcpy(bytes + count, new, newCount)
    count += newCount
    return SQLITE_OK
  }

  private mutating func handOn() -> Int32 {
    guard count > 0 else { return SQLITE_OK }
    defer { count = 0 }
    return calls.xWrite(below, bytes, Int32(count), offset)
  }

  /// Does something to the file below, once it has everything.
  private mutating func after(
    _ action: (UnsafeMutablePointer<sqlite3_file>, sqlite3_io_methods) -> Int32
  ) -> Int32 {
    let code = handOn()
    return code == SQLITE_OK ? action(below, calls) : code
  }

  private mutating func close() -> Int32 {
    let written = handOn()
    let closed = calls.xClose(below)
    bytes.deallocate()
    registration.pointee.openLogs -= 1
    return written == SQLITE_OK ? closed : written
  }

  /// Written once before its first use, then only read, by SQLite. Version 1 has all that a log
  /// needs: shared memory and mapped pages belong to the database's own file.
  nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_io_methods> = {
    var table = sqlite3_io_methods()
    table.iVersion = 1
    table.xClose = { log($0).pointee.close() }
    table.xRead = { file, target, count, offset in
      log(file).pointee.after { $1.xRead($0, target, count, offset) }
    }
    table.xWrite = { file, bytes, count, offset in
      guard let bytes else { return SQLITE_MISUSE }
      return log(file).pointee.write(bytes, Int(count), at: offset)
    }
    table.xTruncate = { file, size in log(file).pointee.after { $1.xTruncate($0, size) } }
    table.xSync = { file, flags in log(file).pointee.after { $1.xSync($0, flags) } }
    table.xFileSize = { file, size in log(file).pointee.after { $1.xFileSize($0, size) } }
    table.xLock = { file, level in log(file).pointee.after { $1.xLock($0, level) } }
    table.xUnlock = { file, level in log(file).pointee.after { $1.xUnlock($0, level) } }
    table.xCheckReservedLock = { file, answer in
      log(file).pointee.after { $1.xCheckReservedLock($0, answer) }
    }
    table.xFileControl = { file, operation, argument in
      log(file).pointee.after { $1.xFileControl($0, operation, argument) }
    }
    table.xSectorSize = { file in
      let below = log(file).pointee.below
      return below.pointee.pMethods.pointee.xSectorSize(below)
    }
    table.xDeviceCharacteristics = { file in
      let below = log(file).pointee.below
      return below.pointee.pMethods.pointee.xDeviceCharacteristics(below)
    }
    let pointer = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    pointer.initialize(to: table)
    return UnsafePointer(pointer)
  }()

  private static func log(
    _ file: UnsafeMutablePointer<sqlite3_file>?
  ) -> UnsafeMutablePointer<LogFile> {
    guard let file else { preconditionFailure("SQLite named no file") }
    return UnsafeMutableRawPointer(file).assumingMemoryBound(to: LogFile.self)
  }
}
