package import Config
package import Control
package import Domain
import Store

/// Reads both files and compares them with what the store holds.
package struct FileComparison: Sendable {
  /// Reading again when the files change while they are read; a checkout takes no longer.
  private static let attemptsMax = 5

  let folder: String
  let version: String
  let ports: ConfigurationPorts
  let rules: NetworkRules

  /// - Parameters:
  ///   - folder: where both files are.
  ///   - version: the program's.
  ///   - rules: which networks the database may speak to.
  package init(
    folder: String, version: String, ports: ConfigurationPorts, rules: NetworkRules
  ) {
    self.folder = folder
    self.version = version
    self.ports = ports
    self.rules = rules
  }

  /// What the first reload would do where there is no store yet.
  ///
  /// - Throws: when the files cannot be read at all.
  package func planForEmptyStore() throws(ErrorObject) -> PlanView {
    do {
      return try compare(KnownState()).view
    } catch {
      throw ErrorObject.from(error)
    }
  }

  var planner: Planner {
    Planner(zones: ports.zones, recurrences: ports.recurrences, hashing: ports.hashing)
  }

  /// What was read, and what it was read from.
  struct Loaded {
    var configuration: LoadedConfiguration
    /// Of the files and the program's version.
    var treeHash: [UInt8]
    var reading: AcceptedReading
  }

  /// Two equal readings: files that change while they are read are not an accepted state.
  ///
  /// - Parameter failures: what could not be brought from elsewhere, and why.
  func load(
    _ facts: KnownFacts, failures: [DistantMedium: MediaProblem] = [:]
  ) throws -> Loaded {
    let files = try FolderFiles(folder: folder)
    let now = SystemClocks.wall()
    for _ in 0..<FileComparison.attemptsMax {
      let witness = MediaWitness(library: ports.media, failures: failures)
      var ports = ports
      ports.media = witness
      let loader = ConfigurationLoader(accounts: files, schedule: files, ports: ports)
      let loaded = loader.load(now: now, facts: facts)
      guard loader.isCurrent(loaded.reading) else { continue }
      return Loaded(
        configuration: loaded,
        treeHash: ports.hashing.sha256(loaded.treeHash + Array(version.utf8)),
        reading: AcceptedReading(
          reading: loaded.reading, media: witness.seen, spooled: witness.spooled,
          metadata: loaded.snapshot?.settings.media.metadata ?? .strip, servers: facts.servers,
          diagnostics: loaded.diagnostics))
    }
    throw ErrorObject(
      .conflict, "the files keep changing while they are read", retryable: true, retryAfterS: 5)
  }

  /// Whether the files and their media are those that were accepted.
  func isCurrent(_ accepted: AcceptedReading) throws -> Bool {
    let files = try FolderFiles(folder: folder)
    let loader = ConfigurationLoader(accounts: files, schedule: files, ports: ports)
    return loader.isCurrent(accepted.reading)
      && accepted.media.allSatisfy { path, file in
        (try? ports.media.examine(path, accepted.metadata)) == file
      }
  }

  /// Reads the files and finds out what they would change.
  ///
  /// - Parameter failures: what could not be brought from elsewhere, and why.
  func compare(
    _ known: KnownState, failures: [DistantMedium: MediaProblem] = [:]
  ) throws -> PreparedReload {
    let loaded = try load(known.facts, failures: failures)
    var diagnostics = loaded.configuration.diagnostics
    var result: PlanResult?
    var quotas: [QuotaView] = []
    var costs: [PlannedCostView] = []
    if let snapshot = loaded.configuration.snapshot {
      diagnostics += rules.problems(with: snapshot)
      var planned = planner.plan(snapshot, stored: known.stored, now: SystemClocks.wall())
      diagnostics += planned.diagnostics
      diagnostics += AccountFindings.warnings(
        snapshot, known.accounts.map(AccountStanding.init), ports.recipes)
      diagnostics += VersionFindings.warnings(snapshot, ports.recipes, at: SystemClocks.wall())
      diagnostics += MediaPlaceFindings.warnings(
        snapshot, upcoming: planned.upcoming, ports.recipes)
      let deliveries = PlannedDeliveries(
        snapshot, upcoming: planned.upcoming, known, ports.recipes, at: SystemClocks.wall())
      let limits = QuotaFindings(
        snapshot, deliveries.all, ports.recipes, gate: known.gate, zones: ports.zones,
        at: SystemClocks.wall())
      let money = CostFindings(snapshot, deliveries.all, known)
      diagnostics += limits.warnings + money.warnings
      quotas = limits.quotas(of: planned.plan, ports.zones)
      costs = money.views
      planned.plan = SyncedEdits(snapshot, ports.recipes).applied(to: planned.plan)
      result = planned
    }
    return PreparedReload(
      snapshot: loaded.configuration.snapshot, diagnostics: diagnostics.withoutEchoes,
      result: result,
      quotas: quotas, costs: costs, treeHash: loaded.treeHash, active: known.active,
      checkout: GitCheckout.read(folder: folder), reading: loaded.reading, stored: known.stored,
      copy: loaded.configuration.copy, absent: loaded.configuration.absent)
  }
}
