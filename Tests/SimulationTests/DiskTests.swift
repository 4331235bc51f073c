import Domain
import Testing

@testable import Simulation

@Suite("A disk that fails")
struct DiskTests {
  private static let page = [UInt8](repeating: 1, count: 4096)

  private func write(
    _ bytes: [UInt8], at offset: Int, to file: SimulatedFile, _ disk: SimulatedDisk
  )
    -> Int32
  {
    bytes.withUnsafeBytes { disk.write($0, at: offset, to: file) }
  }

  @Test("a kill keeps what was written, synced or not")
  func kill() throws {
    let disk = SimulatedDisk(seed: 1)
    let file = try #require(disk.open("a", creates: true))
    #expect(write(Self.page, at: 0, to: file, disk) == 0)
    disk.restart(after: .kill)
    #expect(disk.open("a", creates: false)?.cached == Self.page)
  }

  @Test("a power loss keeps what was synced, and anything of the rest")
  func powerLoss() throws {
    var sizes: Set<Int> = []
    for seed in 1...64 as ClosedRange<UInt64> {
      let disk = SimulatedDisk(seed: seed)
      let file = try #require(disk.open("a", creates: true))
      _ = write(Self.page, at: 0, to: file, disk)
      #expect(disk.sync(file) == 0)
      _ = write(Self.page.map { $0 + 1 }, at: 0, to: file, disk)
      _ = write(Self.page, at: 4096, to: file, disk)
      disk.restart(after: .powerLoss)
      let left = try #require(disk.open("a", creates: false)).cached
      #expect(left.count >= 4096)
      #expect(left.prefix(4096).allSatisfy { $0 == 1 || $0 == 2 })
      sizes.insert(left.count)
    }
    #expect(sizes.contains(4096) && sizes.contains(8192))
    #expect(sizes.count > 3, "no write was torn: \(sizes)")
  }

  @Test("a power loss takes any page of a long write, and leaves any other")
  func longWrite() throws {
    var kept: Set<[Bool]> = []
    for seed in 1...64 as ClosedRange<UInt64> {
      let disk = SimulatedDisk(seed: seed)
      let file = try #require(disk.open("a", creates: true))
      _ = write([UInt8](repeating: 0, count: 8192), at: 0, to: file, disk)
      #expect(disk.sync(file) == 0)
      _ = write([UInt8](repeating: 1, count: 8192), at: 0, to: file, disk)
      disk.restart(after: .powerLoss)
      let left = try #require(disk.open("a", creates: false)).cached
      kept.insert([left[0] == 1, left[8191] == 1])
    }
    #expect(kept.count == 4)
  }

  @Test("after a failed sync the process still sees what the platter may have lost")
  func failedSync() throws {
    var losses = 0
    for seed in 1...32 as ClosedRange<UInt64> {
      let disk = SimulatedDisk(seed: seed)
      let file = try #require(disk.open("a", creates: true))
      #expect(disk.sync(file) == 0)
      _ = write(Self.page, at: 0, to: file, disk)
      disk.errors = [disk.operations + 1: 1034]
      #expect(disk.sync(file) == 1034)
      #expect(disk.sync(file) == 0)
      #expect(file.cached == Self.page)
      disk.restart(after: .powerLoss)
      if disk.open("a", creates: false)?.cached != Self.page { losses += 1 }
    }
    #expect(losses > 0 && losses < 32)
  }

  @Test("nothing reaches a disk after the process died")
  func dead() throws {
    let disk = SimulatedDisk(seed: 1)
    let file = try #require(disk.open("a", creates: true))
    disk.diesAt = disk.operations + 2
    #expect(write(Self.page, at: 0, to: file, disk) == 0)
    #expect(disk.sync(file) != 0)
    #expect(write(Self.page, at: 4096, to: file, disk) != 0)
    #expect(file.cached.count == 4096)
  }
}
