import Domain
import Testing

@testable import Scheduler

private let start = Uptime(milliseconds: 1_000_000)

@Suite("Backing off")
struct BackoffTests {
  @Test(
    "the bound doubles and stops at fifteen minutes",
    arguments: [
      (1, 1_000), (2, 2_000), (3, 4_000), (10, 512_000), (11, 900_000), (200, 900_000),
    ])
  func bounds(tries: Int, milliseconds: Int64) {
    let longest = Backoff.wait(afterTries: tries, fraction: 0.999_999_999)
    #expect(longest <= .milliseconds(milliseconds))
    #expect(longest >= .milliseconds(milliseconds - 1))
  }

  @Test("jitter never makes a wait shorter than half a second")
  func floor() {
    #expect(Backoff.wait(afterTries: 1, fraction: 0) == .milliseconds(500))
  }

  @Test(
    "a platform's wait is a floor, and nonsense is clamped",
    arguments: [
      (Duration.seconds(30), Int64(30_000), Int64(33_001)),
      (.seconds(-5), 0, 1_001),
      (.seconds(1_000_000_000_000), 86_400_000, 95_040_001),
    ])
  func throttled(floor: Duration, least: Int64, below: Int64) {
    for fraction in [0.0, 0.5, 0.999] {
      let wait = Backoff.wait(throttledFor: floor, tries: 0, fraction: fraction).wholeMilliseconds
      #expect(wait >= least && wait < below)
    }
  }
}

@Suite("Circuits")
struct CircuitTests {
  @Test("five failures in a row open it for a minute, and then one question decides")
  func opens() {
    var circuit = Circuit()
    for _ in 0..<4 { circuit.fail(at: start) }
    #expect(circuit.state(at: start) == .closed)
    circuit.fail(at: start)
    #expect(circuit.state(at: start) == .open(until: start + .seconds(60)))
    #expect(circuit.state(at: start + .seconds(60)) == .halfOpen)
    circuit.succeed()
    #expect(circuit.state(at: start + .seconds(60)) == .closed)
  }

  @Test("each failed question doubles the pause, up to half an hour")
  func doubles() {
    var circuit = Circuit()
    for _ in 0..<5 { circuit.fail(at: start) }
    var now = start + .seconds(60)
    for expected in [120, 240, 480, 960, 1800, 1800] {
      circuit.fail(at: now)
      #expect(circuit.state(at: now) == .open(until: now + .seconds(expected)))
      now = now + .seconds(expected)
    }
  }

  @Test("half of the last twenty open it although none were five in a row")
  func share() {
    var circuit = Circuit()
    for index in 0..<20 {
      #expect(circuit.state(at: start) == .closed)
      if index % 2 == 0 { circuit.succeed() } else { circuit.fail(at: start) }
    }
    #expect(circuit.state(at: start) == .open(until: start + .seconds(60)))
  }
}

@Suite("Witnesses of the clock")
struct ClockWitnessTests {
  private let noon = Instant(milliseconds: 1_800_000_000_000)

  private func witness(_ offsets: [(host: String, aheadSeconds: Int64)]) -> ClockWitness {
    var witness = ClockWitness()
    for (host, ahead) in offsets {
      witness.observe(
        host: host, date: noon - .seconds(ahead), clocks: Clocks(wall: noon, uptime: start))
    }
    return witness
  }

  struct Sample: Sendable {
    /// Host and how many seconds our clock is ahead of it.
    var offsets: [(String, Int64)]
    var isInDoubt: Bool
  }

  static let samples: [Sample] = [
    Sample(offsets: [], isInDoubt: false),
    Sample(offsets: [("a", 3600)], isInDoubt: false),
    Sample(offsets: [("a", 3600), ("b", 3500)], isInDoubt: true),
    Sample(offsets: [("a", -3600), ("b", 3500)], isInDoubt: true),
    Sample(offsets: [("a", 3600), ("b", 3500), ("c", 1)], isInDoubt: false),
    Sample(offsets: [("a", 3600), ("a", 3600)], isInDoubt: false),
    Sample(offsets: [("a", 90), ("b", 90)], isInDoubt: false),
  ]

  @Test("one host confirms, two accuse", arguments: samples)
  func verdict(sample: Sample) {
    let seen = witness(sample.offsets.map { (host: $0.0, aheadSeconds: $0.1) })
    #expect(seen.isInDoubt(at: start) == sample.isInDoubt)
  }

  @Test("a clock that is ahead is held back by what all witnesses agree on, never pushed forward")
  func dueTime() {
    let clocks = Clocks(wall: noon, uptime: start)
    #expect(witness([("a", 60), ("b", 40)]).dueTime(clocks) == noon - .seconds(40))
    #expect(witness([("a", 60), ("b", 1)]).dueTime(clocks) == noon)
    #expect(witness([("a", -60)]).dueTime(clocks) == noon)
    #expect(ClockWitness().dueTime(clocks) == noon)
  }

  @Test("a witness is forgotten after an hour")
  func memory() {
    let seen = witness([("a", 3600), ("b", 3600)])
    #expect(!seen.isInDoubt(at: start + .seconds(3601)))
    #expect(!seen.hasRecent(at: start + .seconds(3601)))
  }
}

@Suite("The retry budget")
struct RetryBudgetTests {
  @Test("ten retries go at once, the next waits twenty seconds, and calm gives credit back")
  func budget() {
    var budget = RetryBudget(at: start)
    for _ in 0..<10 { #expect(budget.takeRetry(at: start) == .zero) }
    #expect(budget.takeRetry(at: start) == .seconds(20))
    #expect(budget.takeRetry(at: start + .seconds(60)) == .zero)
  }

  @Test("ten first tries earn one retry")
  func earned() {
    var budget = RetryBudget(at: start)
    for _ in 0..<10 { _ = budget.takeRetry(at: start) }
    for _ in 0..<10 { budget.countFirstTry(at: start) }
    #expect(budget.takeRetry(at: start) == .zero)
  }
}
