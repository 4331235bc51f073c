import CSQLite
import Glibc

/// The folder and the files of the store, and the lock that admits one process.
package enum StoreFiles {
  /// The database's name in its folder.
  package static let databaseName = "belfry.db"
  /// The lock's name in its folder; the database itself is never opened by any other handle.
  package static let lockName = "belfry.lock"
  /// The name of the file that remembers how far the database had come.
  package static let highWaterName = "belfry.high-water"

  /// The kernel's name for its current run; empty when `/proc` is not there.
  package static func kernelBootID() -> String {
    let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return "" }
    return String(decoding: buffer[0..<count].filter { $0 > 0x20 }, as: UTF8.self)
  }

  /// Makes the folder when it is missing, and checks that nobody else can look into it and that it
  /// is on a local file system.
  static func prepareDirectory(_ path: String) throws(StoreError) {
    let attempted = "preparing the folder \(path)"
    if mkdir(path, 0o700) != 0, errno != EEXIST {
      throw StoreError(.unusable, attempted, systemMessage())
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw StoreError(.unusable, attempted, systemMessage())
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw StoreError(.unusable, attempted, "it is not a folder")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw StoreError(.unusable, attempted, "others can look into it; run: chmod 700 \(path)")
    }
    try refuseNetworkFileSystem(path, attempted)
  }

  /// Makes an empty database file of mode 0600 when there is none, and refuses one that others can
  /// read.
  static func prepareDatabase(_ path: String) throws(StoreError) {
    let attempted = "preparing \(path)"
    // Closing a descriptor of the database would drop SQLite's locks; this one is closed before
    // SQLite opens the file.
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw StoreError(.unusable, attempted, systemMessage()) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw StoreError(.unusable, attempted, systemMessage())
    }
    guard status.st_mode & 0o077 == 0 else {
      throw StoreError(.unusable, attempted, "others can read it; run: chmod 600 \(path)")
    }
  }

  static func systemMessage() -> String { String(cString: strerror(errno)) }

  /// File systems whose locks cannot be trusted, by the magic number of statfs(2).
  private static let networkFileSystems: [Int64: String] = [
    0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB2", 0x0102_1997: "9P",
    0x00C3_6400: "Ceph", 0x5346_414F: "AFS", 0x7375_7245: "Coda", 0x0BD0_0BD0: "Lustre",
    0x7461_636F: "OCFS2", 0x0116_1970: "GFS2", 0x786F_4256: "VirtualBox shared folder",
  ]

  private static func refuseNetworkFileSystem(
    _ path: String, _ attempted: String
  ) throws(StoreError) {
    let magic = belfry_file_system(path)
    guard magic >= 0 else { throw StoreError(.unusable, attempted, systemMessage()) }
    if let name = networkFileSystems[magic] {
      throw StoreError(
        .unusable, attempted, "it is on a network file system (\(name)); use a local disk")
    }
  }
}

/// The lock that admits one process at a time; the kernel gives it back when the process dies.
struct StoreLock: ~Copyable {
  private let descriptor: Int32

  /// - Throws: `locked` when another process holds it.
  init(path: String) throws(StoreError) {
    let attempted = "locking \(path)"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(.unusable, attempted, StoreFiles.systemMessage())
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      let holder = StoreLock.holder(descriptor)
      close(descriptor)
      throw reason == EWOULDBLOCK
        ? StoreError(
          .locked, attempted, "another belfry has the store open\(holder); stop it first")
        : StoreError(.unusable, attempted, String(cString: strerror(reason)))
    }
    let text = Array("\(getpid())\n".utf8)
    _ = ftruncate(descriptor, 0)
    _ = pwrite(descriptor, text, text.count, 0)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func holder(_ descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    guard count > 0 else { return "" }
    let digits = buffer[0..<count].prefix { (0x30...0x39).contains($0) }
    return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
  }
}
