import Config
import Control
import Daemon
import Domain
import Scheduler
import Terminal

/// `belfry check`: every mistake in the files, for people, git hooks and CI.
struct CheckCommand {
  private let folders: Folders
  private let console: Console

  init(_ folders: Folders, _ console: Console) {
    self.folders = folders
    self.console = console
  }

  func run(_ invocation: Invocation) async -> ExitCode {
    let wiring = Wiring(
      folders: folders, network: NetworkRules(isSandbox: false), logBook: LogBook(sink: { _ in }))
    do {
      let loaded = try wiring.loadFiles()
      var findings = loaded.diagnostics
      if let snapshot = loaded.snapshot {
        let plan = wiring.planOfNothing(snapshot)
        findings += plan.diagnostics
        findings += wiring.quotaFindings(snapshot, plan)
        findings += VersionFindings.warnings(snapshot, wiring.recipes, at: SystemClocks.wall())
        findings += MediaPlaceFindings.warnings(
          snapshot, upcoming: plan.upcoming, wiring.recipes)
        if let standings = await KnownAccounts(folders).standings() {
          findings += AccountFindings.warnings(snapshot, standings, wiring.recipes)
        }
      }
      findings = findings.withoutEchoes
      show(findings, loaded, asJSON: invocation.wantsJSON)
      return exitCode(findings, isStrict: invocation.has("strict"))
    } catch {
      console.writeError("belfry: \(folders.config): \(error)\n")
      return .badConfiguration
    }
  }

  private func show(_ findings: [Diagnostic], _ loaded: LoadedConfiguration, asJSON: Bool) {
    let renderer = DiagnosticRenderer(sources: loaded.sources)
    if asJSON {
      console.write(renderer.json(findings).text + "\n")
    } else if findings.isEmpty {
      let posts = NumberText.count(loaded.snapshot?.posts.count ?? 0, "post")
      let accounts = NumberText.count(loaded.snapshot?.accounts.count ?? 0, "account")
      console.write("all is well: \(accounts), \(posts)\n")
      let absent = loaded.absent.media.count
      guard absent > 0 else { return }
      let media = absent == 1 ? "1 medium lies" : "\(absent) media lie"
      console.write("\(media) elsewhere: what shows them was not looked at; belfry plan does\n")
    } else {
      console.write(renderer.render(findings, outcome: "nothing changed"))
    }
  }

  private func exitCode(_ findings: [Diagnostic], isStrict: Bool) -> ExitCode {
    let isWrong = findings.contains { $0.severity == .error || isStrict }
    return isWrong ? .badConfiguration : .done
  }
}

extension Wiring {
  /// Limits that the files alone would exceed.
  func quotaFindings(_ snapshot: Snapshot, _ plan: PlanResult) -> [Diagnostic] {
    let now = SystemClocks.wall()
    let planned = PlannedDeliveries(snapshot, upcoming: plan.upcoming, recipes, at: now)
    return QuotaFindings(
      snapshot, planned.all, recipes, gate: RateGate(rows: []), zones: ports.zones, at: now
    ).warnings
  }

  /// What a first reload of an empty store would do; it finds what only planning sees.
  func planOfNothing(_ snapshot: Snapshot) -> PlanResult {
    Planner(zones: ports.zones, recurrences: ports.recurrences, hashing: ports.hashing)
      .plan(snapshot, stored: StoredState(), now: SystemClocks.wall())
  }
}
