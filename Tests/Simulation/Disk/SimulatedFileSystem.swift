import CSQLite
import Glibc
import Synchronization

/// A disk as a file system that SQLite knows by name (a VFS), for as long as this value lives.
/// Version 1 of the method table is enough: with exclusive locking SQLite needs no shared memory.
package final class SimulatedFileSystem {
  /// What to call it when a database is opened.
  package let name: String
  private let vfs: UnsafeMutablePointer<sqlite3_vfs>
  private let vfsName: UnsafeMutablePointer<CChar>
  private let disk: Unmanaged<SimulatedDisk>

  private static let count = Atomic<Int>(0)

  package init(_ disk: SimulatedDisk) {
    let number = SimulatedFileSystem.count.wrappingAdd(1, ordering: .relaxed).newValue
    name = "simulated-\(number)"
    self.disk = .passRetained(disk)
    vfsName = strdup(name)
    vfs = .allocate(capacity: 1)
    var table = sqlite3_vfs()
    table.iVersion = 1
    table.szOsFile = Int32(MemoryLayout<OpenFile>.size)
    table.mxPathname = 512
    table.zName = UnsafePointer(vfsName)
    table.pAppData = self.disk.toOpaque()
    table.xOpen = openFile
    table.xDelete = { vfs, path, syncsFolder in
      simulatedDisk(vfs).delete(text(path), syncsFolder: syncsFolder != 0)
    }
    table.xAccess = { vfs, path, _, answer in
      answer?.pointee = simulatedDisk(vfs).exists(text(path)) ? 1 : 0
      return SQLITE_OK
    }
    table.xFullPathname = { _, path, count, target in
      guard let path, let target, strlen(path) < Int(count) else { return SQLITE_CANTOPEN }
      strcpy(target, path)
      return SQLITE_OK
    }
    table.xRandomness = { _, count, target in
      if let target { memset(target, 7, Int(count)) }
      return count
    }
    table.xSleep = { _, microseconds in microseconds }
    table.xCurrentTime = { _, days in
      days?.pointee = 2_461_041.5
      return SQLITE_OK
    }
    table.xGetLastError = { _, _, _ in 0 }
    vfs.initialize(to: table)
    let code = sqlite3_vfs_register(vfs, 0)
    precondition(code == SQLITE_OK, "SQLite does not take a file system: \(code)")
  }

  deinit {
    sqlite3_vfs_unregister(vfs)
    vfs.deinitialize(count: 1)
    vfs.deallocate()
    free(vfsName)
    disk.release()
  }
}

/// SQLite's handle of an open file: its header, then what is ours.
private struct OpenFile {
  var header: sqlite3_file
  var disk: Unmanaged<SimulatedDisk>
  var file: Unmanaged<SimulatedFile>
  /// The disk's life in which it was opened.
  var life: Int

  /// The disk and the file; `nil` for what a dead process had open.
  var parts: (disk: SimulatedDisk, file: SimulatedFile)? {
    let disk = disk.takeUnretainedValue()
    return disk.life == life ? (disk, file.takeUnretainedValue()) : nil
  }
}

private func simulatedDisk(_ vfs: UnsafeMutablePointer<sqlite3_vfs>?) -> SimulatedDisk {
  guard let data = vfs?.pointee.pAppData else { preconditionFailure("SQLite named no disk") }
  return Unmanaged<SimulatedDisk>.fromOpaque(data).takeUnretainedValue()
}

/// The disk knows files by their names alone, because each run's store has a folder of its own and
/// begins with the same made file.
private func text(_ path: UnsafePointer<CChar>?) -> String {
  let whole = path.map { String(cString: $0) } ?? ""
  return whole.split(separator: "/").last.map(String.init) ?? ""
}

private func handle(
  _ file: UnsafeMutablePointer<sqlite3_file>?
) -> UnsafeMutablePointer<OpenFile> {
  guard let file else { preconditionFailure("SQLite named no file") }
  return UnsafeMutableRawPointer(file).assumingMemoryBound(to: OpenFile.self)
}

private func openFile(
  _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ path: UnsafePointer<CChar>?,
  _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
  _ answer: UnsafeMutablePointer<Int32>?
) -> Int32 {
  let disk = simulatedDisk(vfs)
  file?.pointee.pMethods = nil
  // The store makes an empty database before SQLite opens it.
  let creates = flags & (SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB) != 0
  guard let opened = disk.open(text(path), creates: creates) else { return SQLITE_CANTOPEN }
  UnsafeMutableRawPointer(handle(file)).initializeMemory(
    as: OpenFile.self,
    to: OpenFile(
      header: sqlite3_file(pMethods: fileMethods), disk: .passUnretained(disk),
      file: .passRetained(opened), life: disk.life))
  answer?.pointee = flags
  return SQLITE_OK
}

/// Written once before its first use, then only read, by SQLite.
nonisolated(unsafe) private let fileMethods: UnsafePointer<sqlite3_io_methods> = {
  var table = sqlite3_io_methods()
  table.iVersion = 1
  table.xClose = { file in
    handle(file).pointee.file.release()
    return SQLITE_OK
  }
  table.xRead = readFile
  table.xWrite = { file, bytes, count, offset in
    guard let (disk, file) = handle(file).pointee.parts else { return DiskError.write }
    return disk.write(
      UnsafeRawBufferPointer(start: bytes, count: Int(count)), at: Int(offset), to: file)
  }
  table.xTruncate = { file, size in
    guard let (disk, file) = handle(file).pointee.parts else { return DiskError.truncate }
    return disk.truncate(file, to: Int(size))
  }
  table.xSync = { file, _ in
    guard let (disk, file) = handle(file).pointee.parts else { return DiskError.sync }
    return disk.sync(file)
  }
  table.xFileSize = { file, size in
    size?.pointee = Int64(handle(file).pointee.file.takeUnretainedValue().cached.count)
    return SQLITE_OK
  }
  table.xLock = { _, _ in SQLITE_OK }
  table.xUnlock = { _, _ in SQLITE_OK }
  table.xCheckReservedLock = { _, answer in
    answer?.pointee = 0
    return SQLITE_OK
  }
  table.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
  table.xSectorSize = { _ in 4096 }
  // As SQLite assumes of the disks of today: a write harms nothing beside it.
  table.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
  let pointer = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
  pointer.initialize(to: table)
  return UnsafePointer(pointer)
}()

private func readFile(
  _ file: UnsafeMutablePointer<sqlite3_file>?, _ target: UnsafeMutableRawPointer?,
  _ count: Int32, _ offset: Int64
) -> Int32 {
  guard let (disk, file) = handle(file).pointee.parts, !disk.isDead, let target else {
    return DiskError.read
  }
  return file.cached.withUnsafeBytes { bytes in
    let (start, wanted) = (min(Int(offset), bytes.count), Int(count))
    let there = min(wanted, bytes.count - start)
    if there > 0, let base = bytes.baseAddress { memcpy(target, base + start, there) }
    guard there < wanted else { return SQLITE_OK }
    memset(target + there, 0, wanted - there)
    return DiskError.shortRead
  }
}
