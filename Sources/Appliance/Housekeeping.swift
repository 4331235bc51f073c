import Config
import Control
import Crypto
import Daemon
import Domain
import Glibc
import Scheduler
import Store

/// What is done once a minute: nothing of it is urgent.
struct Housekeeping {
  private static let every = Duration.seconds(60)
  /// Series are extended this often.
  private static let extendEvery = Duration.seconds(6 * 3600)

  let running: Running
  let manager: ServiceManager
  let freeDiskBytes: Int64
  private var lastExtension = SystemClocks.read().uptime
  private var wasDiskLow = false

  init(_ running: Running, _ manager: ServiceManager, freeDiskBytes: Int64) {
    self.running = running
    self.manager = manager
    self.freeDiskBytes = freeDiskBytes
  }

  /// Runs until cancelled.
  mutating func run() async throws {
    while !Task.isCancelled {
      try await round()
      try await Task.sleep(for: Housekeeping.every)
    }
  }

  private mutating func round() async throws {
    checkDisk()
    try await extendSeries()
    try await running.engine.perform { [vault = running.vault] context in
      for row in vault.rows { try context.store.update(DataKeyRow(row)) }
    }
    running.notifier.poke()
    let waiting = try await running.engine.perform { context in
      try context.store.counts(today: context.now..<context.now).states["scheduled"] ?? 0
    }
    manager.status("ready; \(waiting) deliveries scheduled")
  }

  private mutating func checkDisk() {
    let free = System.freeBytes(at: running.folders.state)
    let isLow = free < freeDiskBytes
    guard isLow != wasDiskLow else { return }
    wasDiskLow = isLow
    running.engine.post(.disk(isLow: isLow))
    running.logBook.write(
      isLow ? .error : .info, isLow ? "the disk is nearly full" : "the disk has room again",
      ["free_bytes": "\(free)"])
  }

  /// The passing of time adds occurrences to series.
  private mutating func extendSeries() async throws {
    let now = SystemClocks.read()
    guard now.uptime - lastExtension >= Housekeeping.extendEvery else { return }
    lastExtension = now.uptime
    try await running.reloader.extendSeries()
  }
}

/// Facts of the machine.
enum System {
  static var userID: uid_t { getuid() }

  /// Bytes that an ordinary user may still write to the file system of `path`; 0 when it cannot be
  /// asked.
  static func freeBytes(at path: String) -> Int64 {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return 0 }
    return Int64(status.f_bavail) * Int64(status.f_frsize)
  }
}
