import Crypto
import Domain
import Store
import Testing

@testable import Simulation

@Suite("How the store's log reaches the disk")
struct LogTests {
  @Test("the pages of a commit take few calls, and are whole after a power loss")
  func gathered() throws {
    let household = try Household()
    let folder = household.newFolder()
    defer { Household.remove(folder) }
    let disk = household.newDisk(seed: 1)
    let files = SimulatedFileSystem(disk)
    let options = StoreOptions(
      directory: folder, at: Simulation.beginning, build: "test", kernelBoot: "kernel-0",
      fileSystem: files.name)
    var store: Store? = try Store.open(options, hashing: SHA256())
    let before = disk.visibleFiles["belfry.db-wal"]?.count ?? 0
    var writes = 0
    disk.onOperation = { operation, file, _ in
      if operation == .write, file.hasSuffix("-wal") { writes += 1 }
    }
    let notices = (1...100).map {
      Write.notice(
        Notice(.disk, title: "number \($0)", body: String(repeating: "x", count: 4000)))
    }
    _ = try store?.turn { try $0.carryOut(notices, at: Simulation.beginning) }
    let pages = ((disk.visibleFiles["belfry.db-wal"]?.count ?? 0) - before) / 4096
    #expect(pages > 100)
    #expect(writes <= pages / 15 + 2)
    disk.onOperation = nil
    store = nil
    disk.restart(after: .powerLoss)
    store = try Store.open(options, hashing: SHA256())
    #expect(try store?.undeliveredNotices(limit: 200).count == 100)
  }
}
