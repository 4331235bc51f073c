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
  private var lastExtension = SystemClocks.read().uptime

  init(_ running: Running, _ manager: ServiceManager) {
    self.running = running
    self.manager = manager
  }

  /// Runs until cancelled. A round that fails, as on a full disk, is tried again.
  mutating func run() async throws {
    while !Task.isCancelled {
      do {
        try await round()
      } catch {
        running.logBook.write(.warning, "housekeeping: \(error)")
      }
      try await Task.sleep(for: Housekeeping.every)
    }
  }

  private mutating func round() async throws {
    try await extendSeries()
    try await running.engine.perform { [vault = running.vault] context in
      for row in vault.rows { try context.store.update(DataKeyRow(row)) }
    }
    try await running.engine.between { $0.syncHighWater() }
    try await Retention(engine: running.engine, stateFolder: running.folders.state).round()
    running.notifier.poke()
    let waiting = try await running.engine.perform { context in
      try context.store.counts(today: context.now..<context.now).states["scheduled"] ?? 0
    }
    manager.status("ready; \(waiting) deliveries scheduled")
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
}
