import Simulation
import Testing

@Suite("A bug that is put in on purpose")
struct MutantTests {
  /// Where a bug is soon found out: a small world, or a dense seed of the large one for `nil`.
  struct Case: Sendable {
    var mutant: Mutant
    var world: Directed?
    var seed: UInt64

    init(_ mutant: Mutant, _ world: Directed?, _ seed: UInt64) {
      self.mutant = mutant
      self.world = world
      self.seed = seed
    }
  }

  /// `belfry-sim mutants` hunts them anew, from the first seed on.
  private static let cases: [Case] = [
    Case(.syncsNothing, .doubts, 1),
    Case(.sendsBeforeCommit, .spacing, 3),
    Case(.survivesFailedCommit, .syncs, 6),
    Case(.keepsDoubtfulFile, .syncs, 2),
    Case(.trustsRestoredFile, nil, 17),
    Case(.retriesAfter5xx, nil, 3),
    Case(.retriesAfterLostAnswer, .questions, 1),
    Case(.resendsInTransport, .questions, 1),
    Case(.trustsWallClock, nil, 1),
    Case(.leasesInsteadOfEpochs, .renewals, 2),
    Case(.knowsNoQuietTime, .doubts, 1),
    Case(.measuresQuietOnWallClock, .doubts, 4),
    Case(.believesOneReading, .doubts, 19),
    Case(.forgetsQuestions, .questions, 1),
    Case(.forgetsLimitsAtRestart, .spacing, 3),
    Case(.paysAfterSending, .spacing, 3),
    Case(.writesNoIntentOfRenewal, .renewals, 1),
    Case(.storesTokensLater, .renewals, 12),
    Case(.appliesHalfReloads, .rests, 9),
    Case(.namesPostsByVersion, nil, 1),
    Case(.ignoresLateCancels, .deletes, 33),
    Case(.ignoresGrace, nil, 3),
    Case(.forgetsPartsAtRestart, .threads, 2),
    Case(.preparesAnew, .threads, 2),
    Case(.retriesUnproven, .retries, 1),
    Case(.forgetsAttempts, .attempts, 1),
    Case(.forgetsRestAtRestart, .rests, 10),
    Case(.repeatsKeys, .threads, 1),
    Case(.recordsAnotherID, .threads, 1),
    Case(.revivesCancelled, .changes, 2),
    Case(.approvesByItself, .changes, 1),
    Case(.approvesEdits, .changes, 1),
    Case(.shufflesPictures, .forms, 1),
    Case(.showsStoriesInFeed, .forms, 1),
    Case(.commentsElsewhere, .forms, 1),
    Case(.repeatsComments, .forms, 2),
    Case(.editsAnother, .changes, 1),
    Case(.believesLostDeletes, .changes, 1),
    Case(.forgetsDeletedParts, .deletes, 15),
    Case(.skipsAuditLines, .doubts, 1),
    Case(.mixesUpTokens, .neighbours, 1),
    Case(.approvesRestored, .restores, 5),
    Case(.drawsKeysAnew, .spacing, 3),
    Case(.reversesThreads, .threads, 1),
    Case(.namesOccurrencesAnew, .series, 1),
  ]

  @Test("is known to the suite")
  func complete() {
    #expect(Set(MutantTests.cases.map(\.mutant)) == Set(Mutant.allCases))
  }

  @Test("breaks a promise", arguments: MutantTests.cases)
  func killed(_ it: Case) throws {
    let household = try Household()
    // What changes elsewhere moves a bug to another seed; small worlds are quick to look through.
    let kill = MutationGate(household: household).hunt(
      it.mutant, from: it.seed, seedsMax: it.world == nil ? 1 : 8, options: .init(isDense: true),
      in: it.world)
    #expect(kill != nil, "\(it.mutant.summary)")
  }

  @Test("is the only reason why a small world breaks a promise", arguments: Directed.allCases)
  func sound(_ world: Directed) throws {
    let household = try Household()
    for seed in 1...4 as ClosedRange<UInt64> {
      let simulation = Simulation(seed: seed, scenario: world.scenario, household: household)
      simulation.run()
      #expect(simulation.violation == nil, "\(simulation.trace.latest.suffix(20))")
    }
  }
}
