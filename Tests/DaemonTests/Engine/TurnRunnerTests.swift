import Crypto
import Domain
import FoundationEssentials
import Scheduler
import Store
import Testing

@testable import Daemon

@Suite("The engine's turns")
struct TurnRunnerTests {
  private static let noon = Clocks(
    wall: Instant(milliseconds: 1_900_000_000_000), uptime: Uptime(milliseconds: 1000))

  private struct Refused: Error {}

  private func withRunner(_ body: (inout TurnRunner) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/belfry-turns-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try Store.open(
      StoreOptions(directory: folder + "/state", at: TurnRunnerTests.noon.wall, build: "test"),
      hashing: SHA256())
    let core = Core(
      recipes: [], buckets: [], settings: CoreSettings(), hashing: SHA256())
    var runner = TurnRunner(store: store, core: core, hashing: SHA256())
    try body(&runner)
    try store.close()
  }

  private func turn(_ letters: [Letter], _ runner: inout TurnRunner) throws {
    let ending = try runner.turn(
      letters, clocks: TurnRunnerTests.noon, seed: [UInt8](repeating: 1, count: 32),
      release: { _, _ in })
    guard case .committed = ending else { throw Refused() }
  }

  /// Writes a line into the audit log and then fails, or not.
  private func task(_ name: String, fails: Bool = false) -> Letter {
    .task(
      Letter.Job(
        run: { context in
          try? context.store.part {
            let line = AuditEntry(actor: "test", action: name, subject: "test")
            _ = try context.store.carryOut([.audit(line)], at: context.now)
            if fails { throw Refused() }
          }
        }, refuse: { _ in }))
  }

  @Test("a task that fails half-way leaves nothing, and the others of its turn are done once")
  func failing() throws {
    try withRunner { runner in
      try turn([task("before"), task("failing", fails: true), task("after")], &runner)
      let lines = try runner.store.events(after: 0, limit: 10).filter { $0.subject == "test" }
      #expect(lines.map(\.action) == ["before", "after"])
    }
  }

  @Test("turns are brief for a while after somebody asked for something")
  func brief() throws {
    try withRunner { runner in
      try turn([.event(.wake)], &runner)
      #expect(!runner.isBrief)
      try turn([task("asked")], &runner)
      for _ in 0..<15 { try turn([], &runner) }
      #expect(runner.isBrief)
      try turn([], &runner)
      #expect(!runner.isBrief)
    }
  }
}
