import Domain
import Synchronization
import Testing

@testable import Daemon

@Suite("Followers of the audit log")
struct EventReaderTests {
  /// A log that grows by a line each time that somebody reads it.
  private final class GrowingLog: Sendable {
    let latest = Mutex<Int64>(0)
    let readings = Mutex(0)

    init(_ latest: Int64) { self.latest.withLock { $0 = latest } }

    func read(after line: Int64, limit: Int) -> [EventView] {
      readings.withLock { $0 += 1 }
      let end = latest.withLock { latest in
        latest += 1
        return latest
      }
      guard line < end else { return [] }
      return (line + 1...min(end, line + Int64(limit))).map(GrowingLog.event)
    }

    static func event(_ line: Int64) -> EventView {
      EventView(
        seq: line, at: "2030-01-01T00:00:00Z", action: "test", subject: "test", detail: .null)
    }
  }

  @Test(
    "look back to where they joined, and no further, although the log goes on growing",
    arguments: [(0, 3), (3, 3), (499, 1), (500, 0)] as [(Int64, Int)])
  func looking(after line: Int64, readings: Int) async throws {
    let log = GrowingLog(500)
    let (live, continuation) = AsyncStream<EventView>.makeStream()
    let reader = EventReader(after: line, upTo: 500, live: live) { line, limit in
      log.read(after: line, limit: limit)
    }
    // What is written after it joined is told live.
    for line in 501...700 { continuation.yield(GrowingLog.event(Int64(line))) }
    continuation.finish()
    var told: [Int64] = []
    while let event = await reader.next() { told.append(event.seq) }
    #expect(told == Array(line + 1...700))
    #expect(log.readings.withLock { $0 } == readings)
  }
}
