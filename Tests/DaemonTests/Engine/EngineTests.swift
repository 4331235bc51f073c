import Config
import Crypto
import Domain
import FoundationEssentials
import HTTP
import Scheduler
import Store
import Synchronization
import Testing

@testable import Daemon

/// An engine that counts its turns.
private final class CountedEngine: Sendable {
  let engine: Engine
  private let turns: Turns
  private let folder: String

  private final class Turns: Sendable {
    let count = Mutex(0)
  }

  init() {
    let (turns, folder) = (
      Turns(), FileManager.default.temporaryDirectory.path + "/belfry-engine-\(UUID())"
    )
    self.turns = turns
    self.folder = folder
    engine = Engine(
      hashing: SHA256(),
      // Drawn once a turn.
      seed: {
        turns.count.withLock { $0 += 1 }
        return [UInt8](repeating: 1, count: 32)
      },
      open: {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
        let store = try Store.open(
          StoreOptions(directory: folder + "/state", at: SystemClocks.wall(), build: "test"),
          hashing: SHA256())
        return (store, Core(recipes: [], buckets: [], settings: CoreSettings(), hashing: SHA256()))
      }, perform: { _, _ in }, ended: { _ in })
  }

  /// How many turns it takes to hear of so many events that come at once, and of the question.
  func turns(for events: Int) async throws -> Int {
    let before = try await engine.between { [engine, turns] _ in
      for _ in 0..<events { engine.post(.wake) }
      return turns.count.withLock(\.self)
    }
    let after = try await engine.between { [turns] _ in turns.count.withLock(\.self) }
    return after - before
  }

  func end() {
    engine.stop()
    engine.join()
    try? FileManager.default.removeItem(atPath: folder)
  }
}

@Suite("How long turns are")
struct EngineTests {
  @Test("a turn takes in what has come, and little of it while people ask")
  func asking() async throws {
    let counted = CountedEngine()
    #expect(try await counted.turns(for: 60) < 8)
    try await counted.engine.perform { _ in }
    #expect(try await counted.turns(for: 60) >= 8)
    counted.end()
  }

  @Test("nobody waits for the look at notices: turns stay as they are")
  func notices() async throws {
    let counted = CountedEngine()
    let notifier = Notifier(
      engine: counted.engine,
      transport: try CurlTransport(.init(userAgent: "Tests"), wallClock: SystemClocks.wall),
      references: SecretReferences(credentials: nil, environment: { _ in nil }),
      logBook: LogBook { _ in })
    try await notifier.deliverWaiting(to: .webhook(url: "http://127.0.0.1:1/", secret: nil))
    #expect(try await counted.turns(for: 60) < 8)
    counted.end()
  }
}
