import Domain

/// Tests the tests: each mutant must break a promise within the first seeds.
package struct MutationGate {
  /// How a mutant was found out.
  package struct Kill: Sendable {
    package var seed: UInt64
    package var violation: Violation
    /// Seeds that were run until then.
    package var seeds: Int
  }

  private let household: Household

  package init(household: Household) { self.household = household }

  /// - Parameters:
  ///   - first: the first seed.
  ///   - seedsMax: how many seeds are tried.
  ///   - options: what is changed about each seed.
  ///   - world: the small world that the seeds run in; `nil` for worlds that each seed draws.
  /// - Returns: `nil` when the mutant survives.
  package func hunt(
    _ mutant: Mutant, from first: UInt64 = 1, seedsMax: Int, options: Scenario.Options = .init(),
    in world: Directed? = nil
  ) -> Kill? {
    for number in 0..<seedsMax {
      let seed = first + UInt64(number)
      let simulation = Simulation(
        seed: seed, scenario: world?.scenario, options: options, mutant: mutant,
        household: household)
      simulation.run()
      guard let violation = simulation.violation else { continue }
      return Kill(
        seed: seed, violation: violation, seeds: number + 1)
    }
    return nil
  }
}
