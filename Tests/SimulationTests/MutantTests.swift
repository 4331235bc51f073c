import Simulation
import Testing

@Suite("A bug that is put in on purpose")
struct MutantTests {
  /// Bugs, and a seed in which each is soon found out. `belfry-sim mutants` hunts all of them, from
  /// the first seed on.
  private static let soon: [(mutant: Mutant, seed: UInt64)] = [
    (.syncsNothing, 1), (.trustsRestoredFile, 3), (.retriesAfter5xx, 1),
    (.retriesAfterLostAnswer, 2), (.resendsInTransport, 1), (.trustsWallClock, 2),
  ]

  @Test("breaks a promise", arguments: MutantTests.soon)
  func killed(_ mutant: Mutant, _ seed: UInt64) throws {
    let gate = MutationGate(household: try Household())
    #expect(gate.hunt(mutant, from: seed, seedsMax: 1) != nil, "\(mutant.summary)")
  }
}
