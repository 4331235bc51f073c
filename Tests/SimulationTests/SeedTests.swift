import Domain
import Simulation
import Testing

@Suite("Simulated weeks")
struct SeedTests {
  /// Seeds that once broke a promise. When the world changes, so do their stories; what they found
  /// has a test of its own beside what was repaired.
  private static let kept: [UInt64] = [
    5, 9, 17, 133, 1074, 1085, 1108, 1_000_002, 1_000_004, 1_000_064,
    436_377_210_135, 436_377_210_202, 436_377_210_802, 436_377_211_172, 436_377_211_794,
    436_377_213_497, 436_377_213_717, 436_377_214_053,
    1_000_000_000_000_000_540, 1_001_000_000_000_002_062, 1_001_000_000_000_002_166,
    1_000_000_000_009_006_973, 8_123_456_789_012_345_619,
  ]
  private static let keptDense: [UInt64] = [
    59, 2_000_096, 436_877_210_158, 436_877_210_187, 436_877_210_393, 436_877_210_404,
    436_877_211_142, 436_877_211_237, 1_002_000_000_000_000_649, 1_002_000_000_000_000_684,
    1_000_000_003_000_000_746, 1_000_000_000_019_000_501, 1_000_000_000_019_001_430,
    1_000_000_000_019_002_702, 1_000_000_000_019_003_501, 1_000_000_000_019_003_743,
  ]

  @Test("a seed that once broke a promise keeps them all", arguments: SeedTests.kept)
  func keptSeeds(_ seed: UInt64) throws {
    expectNoViolation(Simulation(seed: seed, household: try Household()))
  }

  @Test("so does a dense one", arguments: SeedTests.keptDense)
  func keptDenseSeeds(_ seed: UInt64) throws {
    let options = Scenario.Options(isDense: true)
    expectNoViolation(Simulation(seed: seed, options: options, household: try Household()))
  }

  private func expectNoViolation(_ simulation: Simulation) {
    simulation.run()
    #expect(
      simulation.violation == nil, "\(simulation.trace.latest.suffix(20).joined(separator: "\n"))")
    #expect(simulation.figures.deliveries > 0)
  }

  @Test("the same seed is the same story")
  func repeatable() throws {
    let household = try Household()
    let digests = (0..<2).map { _ in
      let simulation = Simulation(
        seed: 3, options: .init(postsMax: 3), household: household)
      simulation.run()
      return simulation.trace.digest
    }
    #expect(digests[0] == digests[1])
  }

  @Test("without any trouble everything is published, and nobody is asked")
  func noTrouble() throws {
    let options = Scenario.Options(without: Set(Hardship.allCases))
    let first = [1, Cast.wholeFrom, Cast.formsFrom]
    for seed in first.flatMap({ [$0, $0 + 1, $0 + 2] }) {
      let simulation = Simulation(seed: seed, options: options, household: try Household())
      simulation.run()
      #expect(simulation.violation == nil)
      #expect(simulation.figures.published == simulation.figures.deliveries)
      #expect(simulation.figures.questions == 0)
    }
  }
}
