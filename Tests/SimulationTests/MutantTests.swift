import Simulation
import Testing

@Suite("A bug that is put in on purpose")
struct MutantTests {
  /// A dense seed in which each bug is soon found out. `belfry-sim mutants` hunts them all, from
  /// the first seed on; when the world changes, it says which seeds belong here.
  private static let kills: [(mutant: Mutant, seed: UInt64)] = [
    (.syncsNothing, 1), (.sendsBeforeCommit, 3), (.survivesFailedCommit, 7),
    (.trustsRestoredFile, 17), (.retriesAfter5xx, 3), (.retriesAfterLostAnswer, 2),
    (.resendsInTransport, 3), (.trustsWallClock, 1), (.leasesInsteadOfEpochs, 3),
    (.knowsNoQuietTime, 9), (.forgetsLimitsAtRestart, 3), (.appliesHalfReloads, 3),
    (.namesPostsByVersion, 1), (.ignoresLateCancels, 5), (.ignoresGrace, 3),
    (.forgetsPartsAtRestart, 3),
  ]

  @Test("breaks a promise", arguments: MutantTests.kills)
  func killed(_ mutant: Mutant, _ seed: UInt64) throws {
    let gate = MutationGate(household: try Household())
    let kill = gate.hunt(mutant, from: seed, seedsMax: 1, options: .init(isDense: true))
    #expect(kill != nil, "\(mutant.summary)")
  }
}
