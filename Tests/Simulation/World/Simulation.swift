import Adapters
import Config
import Crypto
import Daemon
package import Domain
import PlatformModels
import Scheduler
import Store

/// One run: the real files, recipes, core, turns and store, on a disk, a network, platforms, clocks
/// and among people that are simulated. Everything that happens follows from the seed.
package final class Simulation {
  /// When every run begins.
  package static let beginning = Instant(milliseconds: 1_800_000_000_000)

  package let seed: UInt64
  package let scenario: Scenario
  /// The bug that the product has in this run.
  let mutant: Mutant?
  package var trace = Trace(from: Simulation.beginning)
  /// The first broken promise; the run ends there.
  package internal(set) var violation: Violation?
  package internal(set) var figures = Figures()

  let household: Household
  /// Where the store believes itself to be.
  let folder: String
  package let disk: SimulatedDisk
  /// SQLite must find it until the last store is closed.
  let fileSystem: SimulatedFileSystem
  let recipes: [any Recipe]
  let ports: ConfigurationPorts
  var files: SimulatedFiles
  var posts: [SimulatedPost]
  var series: [SimulatedSeries]
  var servers: [any SimulatedServer]
  var agenda = Agenda<Happening>()
  var process: Process?
  /// What really is the time.
  var now = Simulation.beginning
  /// How far the wall clock is ahead of it.
  var skew: Duration
  var isCalm = false
  var witness = Witness()
  /// Counts what must be unlike anything before: turns, requests, starts, answers.
  var count: UInt64 = 0
  var luck: Luck
  /// How the process's next death came about, when the disk decides its moment.
  var nextOutage: SimulatedDisk.Outage?
  /// What somebody keeps for bad days, and whether the present files come from it.
  var copy: Copy?
  /// The number of the process that makes a backup.
  var backedUpBy: Int?
  var isRestored = false
  /// The disk when the turn began, for the mutant that loses turns.
  var imageBeforeTurn: [String: SimulatedFile]?
  /// Servers that nobody can reach now.
  var serversAway: Set<Int> = []
  /// Visible calls under way.
  var visibleCalls: [AccountID: FlowID] = [:]
  /// Sign-ins and renewals whose answers are on their way.
  var pendingGrants: [FlowID: PendingGrant] = [:]
  /// What calls took away whose answers are on their way.
  var pendingDeletes: [FlowID: Set<PostName>] = [:]
  /// When somebody looks again whether all is over.
  var nextLook = Simulation.beginning
  /// Since when a person knows of a question.
  var questions: [DeliveryID: Instant] = [:]
  /// The files that are known to be in force.
  var filesInForce: String?
  /// Posts that the files have named at least once.
  var appeared: Set<Int> = []
  /// The accounts' names, as far as they were asked for.
  var accountNames: [AccountID: String] = [:]
  /// Commands that wait for the core's answer.
  var commands: [AnswerID: GivenCommand] = [:]

  /// An earlier state of the store.
  enum Copy {
    /// The files, copied while nothing wrote to them.
    case files([String: SimulatedFile])
    /// What `belfry backup` made, where it is.
    case backup(path: String)
  }

  /// A daemon that runs.
  struct Process {
    let number: Int
    var runner: TurnRunner
    var mutant: MutantLedger?
  }

  /// A generator for each kind of decision, so that taking one trouble out of a seed leaves the
  /// others as they were.
  struct Luck {
    var network, process, people, files, entropy: SplitMix64
  }

  /// - Parameters:
  ///   - scenario: what the seed is about; drawn from it unless given.
  ///   - mutant: the bug that the product has; `nil` for the product as it is.
  package init(
    seed: UInt64, scenario: Scenario? = nil, options: Scenario.Options = .init(),
    mutant: Mutant? = nil, household: Household
  ) {
    self.seed = seed
    self.mutant = mutant
    self.household = household
    folder = household.newFolder()
    var random = SplitMix64(seed: seed)
    var drawing = random.split()
    let scenario =
      scenario ?? Scenario(&drawing, seed: seed, options: options)
    self.scenario = scenario
    luck = Luck(
      network: random.split(), process: random.split(), people: random.split(),
      files: random.split(), entropy: random.split())
    let diskSeed = random.next()
    disk =
      scenario.beginsEmpty ? SimulatedDisk(seed: diskSeed) : household.newDisk(seed: diskSeed)
    disk.diesAt = scenario.diesAt
    fileSystem = SimulatedFileSystem(disk)
    if mutant == .syncsNothing { disk.ignoredSyncs = "-wal" }
    let pace = mutant == .knowsNoQuietTime ? PlatformProfile.Pace(quiet: .zero) : nil
    recipes =
      Platforms.all(pace: pace)
      + Archetype.allCases.map { ArchetypeRecipe(archetype: $0, pace: pace ?? .init()) }
    ports = ConfigurationPorts(
      zones: UniversalTime(), recurrences: HourlyRules(), media: NoMedia(), hashing: SHA256(),
      recipes: recipes)
    files = SimulatedFiles(
      scenario, from: Simulation.beginning, namesVersions: mutant == .namesPostsByVersion)
    posts = scenario.posts
    series = scenario.series
    servers = scenario.accounts.map { $0.network.server($0, scenario.mix) }
    skew = scenario.skew
  }

  deinit {
    process = nil
    Household.remove(folder)
  }

  /// Runs to the end, or to the first broken promise.
  package func run() {
    note("seed \(seed): \(scenario.mix.summary)")
    planTrouble()
    agenda.plan(.start, at: now)
    let end = Simulation.beginning + scenario.trouble
    advance(until: end)
    calmDown()
    // Questions that nobody can answer wait a day for an answer; late people need another.
    advance(until: end + .seconds(8 * 86_400))
    if violation == nil { checkTheEnd() }
    figures.simulated = now - Simulation.beginning
  }

  var clocks: Clocks {
    let passed = (now - Simulation.beginning).wholeMilliseconds
    let shown = mutant == .measuresQuietOnWallClock ? passed + skew.wholeMilliseconds : passed
    return Clocks(wall: now + skew, uptime: Uptime(milliseconds: 5_000_000_000 + shown))
  }

  /// Lets things happen until `end`, or until nothing is left to happen.
  private func advance(until end: Instant) {
    var turnsInARow = 0
    while violation == nil {
      if process?.runner.core.wantsAnotherTurn ?? false {
        turnsInARow += 1
        if turnsInARow > 10_000 { return fail("I9", "the core does not come to rest") }
        turn([])
        continue
      }
      // The core's alarm is set on the wall clock.
      let alarm = process?.runner.core.nextWake.map { max(now, $0 - skew) }
      guard let next = [agenda.nextAt, alarm].compactMap(\.self).min(), next <= end else { break }
      if next > now { turnsInARow = 0 }
      turnsInARow += 1
      if turnsInARow > 10_000 { return fail("I9", "time does not pass any more") }
      now = max(now, next)
      if let happening = agenda.take(until: now) {
        happen(happening)
      } else {
        turn([.event(.wake)])
      }
      if isCalm, now >= nextLook {
        nextLook = now + .seconds(600)
        if isOver { return }
      }
    }
    if violation == nil { now = max(now, end) }
  }

  func note(_ line: @autoclosure () -> String) {
    trace.add(line(), at: now)
  }

  func fail(_ invariant: String, _ message: String) {
    guard violation == nil else { return }
    note("VIOLATION \(invariant): \(message)")
    violation = Violation(invariant: invariant, message: message, at: now)
  }

  func nextCount() -> UInt64 {
    count += 1
    return count
  }
}

/// A promise that was broken.
package struct Violation: Error, Sendable {
  /// Its number in the list of `docs/simulation.md`.
  package var invariant: String
  package var message: String
  package var at: Instant
}

/// What a run, or many, were made of.
package struct Figures: Sendable {
  package var simulated = Duration.zero
  package var deliveries = 0
  package var published = 0
  package var requests = 0
  package var faults = 0
  package var turns = 0
  package var kills = 0
  package var powerLosses = 0
  package var diskOperations = 0
  package var questions = 0
  package var restores = 0

  package init() {}

  package static func += (left: inout Figures, right: Figures) {
    left.simulated += right.simulated
    left.deliveries += right.deliveries
    left.published += right.published
    left.requests += right.requests
    left.faults += right.faults
    left.turns += right.turns
    left.kills += right.kills
    left.powerLosses += right.powerLosses
    left.diskOperations += right.diskOperations
    left.questions += right.questions
    left.restores += right.restores
  }
}

/// Replaced by the files' own before anything is read.
private struct NoMedia: MediaLibrary {
  func make(
    _ form: MediaForm, of path: String, _ file: MediaFile
  ) throws(FittingProblem) -> MediaFile {
    throw .notHere
  }

  func examine(_ path: String, _: MetadataPolicy) throws(MediaProblem) -> MediaFile {
    throw .missing
  }
}
