import Glibc
import Synchronization
import Testing

@testable import Appliance

@Suite("Threads for tasks")
struct WorkerPoolTests {
  /// Sleeping is what is tested.
  private let clock = ContinuousClock()

  @Test("a task runs while all other threads but one are blocked")
  func besideBlocked() async {
    let pool = WorkerPool(threadsMax: 2)
    let gate = Semaphore()
    let blocked = Task(executorPreference: pool) { gate.wait() }
    await Task(executorPreference: pool) { gate.signal() }.value
    await blocked.value
  }

  @Test("a thousand tasks on two threads all run, and a task may wait for others")
  func many() async {
    let pool = WorkerPool(threadsMax: 2)
    let sum = await Task(executorPreference: pool) {
      await withTaskGroup(of: Int.self) { group in
        for number in 1...1000 { group.addTask { number } }
        var sum = 0
        for await number in group { sum += number }
        return sum
      }
    }.value
    #expect(sum == 500_500)
  }

  @Test("sleepers wake in the order of their times, and none too early")
  func sleepers() async throws {
    let (pool, clock) = (WorkerPool(threadsMax: 2), clock)
    let woken = Woken()
    let start = clock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for milliseconds in [60, 0, 20, 40, -5] {
        group.addTask(executorPreference: pool) {
          try await clock.sleep(for: .milliseconds(milliseconds))
          #expect(clock.now - start >= .milliseconds(milliseconds))
          woken.order.withLock { $0.append(milliseconds) }
        }
      }
      try await group.waitForAll()
    }
    #expect(woken.order.withLock { $0.filter { $0 > 0 } } == [20, 40, 60])
    #expect(woken.order.withLock(\.count) == 5)
  }

  @Test("a sleeper that is cancelled wakes at once; one that sleeps for ever disturbs nobody")
  func cancelled() async throws {
    let (pool, clock) = (WorkerPool(threadsMax: 1), clock)
    let sleeper = Task(executorPreference: pool) { try await clock.sleep(for: .seconds(Int64.max)) }
    try await Task(executorPreference: pool) { try await clock.sleep(for: .milliseconds(1)) }.value
    sleeper.cancel()
    await #expect(throws: CancellationError.self) { try await sleeper.value }
  }

  @Test("the daemon has threads for its tasks, and none of libdispatch's")
  func threads() async throws {
    let home = try Household()
    try await home.moveIn()
    try await home.startDaemon()
    let id = try #require(home.daemon).id
    let names = threadNames(of: id)
    #expect(names.contains("belfry-tasks"))
    #expect(names.contains("belfry-timer"))
    #expect(!names.contains { $0.contains("qos") })
  }

  private func threadNames(of process: pid_t) -> [String] {
    var files = glob_t()
    defer { globfree(&files) }
    guard glob("/proc/\(process)/task/*/comm", 0, nil, &files) == 0 else { return [] }
    return (0..<Int(files.gl_pathc)).compactMap { files.gl_pathv[$0] }
      .map { Files.read(String(cString: $0)).filter { $0 != "\n" } }
  }

  private final class Woken: Sendable {
    let order = Mutex<[Int]>([])
  }
}
