import Config
import Domain
import Terminal

/// The files for their settings, read and found right, or a failure that shows every mistake.
struct CheckedFiles {
  private let wiring: Wiring
  private let outcome: String

  /// - Parameter outcome: what became of the command if the files are wrong.
  init(_ wiring: Wiring, outcome: String = "nothing done") {
    self.wiring = wiring
    self.outcome = outcome
  }

  /// - Throws: `StartFailure` with all diagnostics when the files are wrong.
  func snapshot() throws -> Snapshot {
    let loaded = try wiring.settingsFiles()
    guard let snapshot = loaded.snapshot else {
      let text = DiagnosticRenderer(sources: loaded.sources).render(
        loaded.diagnostics, outcome: outcome)
      throw StartFailure(.badConfiguration, "the files are wrong\n" + text)
    }
    return snapshot
  }
}
