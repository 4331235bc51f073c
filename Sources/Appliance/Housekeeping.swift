import CLinux
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
  /// What is due at the start begins to go out first.
  private static let firstRound = Duration.milliseconds(500)
  /// Series are extended this often.
  private static let extendEvery = Duration.seconds(6 * 3600)

  /// Media that nothing needs go once a day, and first when the start is over.
  private static let sweepEvery = Duration.seconds(86_400)
  private static let firstSweep = Duration.seconds(600)

  let running: Running
  let manager: ServiceManager
  private var lastExtension = SystemClocks.read().uptime
  private var nextSweep = SystemClocks.read().uptime + Housekeeping.firstSweep

  init(_ running: Running, _ manager: ServiceManager) {
    self.running = running
    self.manager = manager
  }

  /// Runs until cancelled. A round that fails, as on a full disk, is tried again.
  mutating func run() async throws {
    try await Task.sleep(for: Housekeeping.firstRound)
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
    await sweepMedia()
    await tryMediaPlace()
    running.notifier.poke()
    let waiting = try await running.engine.perform { context in
      try context.store.counts(today: context.now..<context.now).states["scheduled"] ?? 0
    }
    manager.status("ready; \(waiting) deliveries scheduled")
    // What only this round needed, or work of people since the one before.
    belfry_give_memory_back()
  }

  /// Whether networks get what they will be sent to fetch, before a post is due.
  private func tryMediaPlace() async {
    let fetching = running.ports.recipes.filter { $0 is any FetchingRecipe }.map(\.profile.name)
    let accounts = running.present.snapshot?.accounts ?? []
    guard accounts.contains(where: { $0.enabled && fetching.contains($0.platform) }),
      let standing = await running.media.tryPlace()
    else { return }
    running.logBook.write(standing.trouble == nil ? .info : .warning, standing.message)
  }

  /// A bucket that does not answer today is cleaned up tomorrow.
  private mutating func sweepMedia() async {
    let now = SystemClocks.read().uptime
    guard now >= nextSweep else { return }
    nextSweep = now + Housekeeping.sweepEvery
    do throws(ErrorObject) {
      let sweep = try await running.media.sweepDaily()
      guard !sweep.items.isEmpty else { return }
      running.logBook.write(
        .info, "media were cleaned up",
        ["things": "\(sweep.items.count)", "bytes": "\(sweep.bytes)"])
    } catch {
      running.logBook.write(.warning, "media were not cleaned up: \(error.message)")
    }
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
