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
      throw failure("the files are wrong", loaded.diagnostics, loaded.sources)
    }
    return snapshot
  }

  /// What `accounts.yaml` says about the program; the schedule may be as it likes.
  ///
  /// - Throws: `StartFailure` with all diagnostics when `accounts.yaml` is wrong.
  func settings() throws -> DaemonSettings {
    let loaded = try wiring.accountsFile()
    guard let settings = loaded.settings else {
      throw failure("accounts.yaml is wrong", loaded.diagnostics, loaded.sources)
    }
    return settings
  }

  private func failure(
    _ what: String, _ diagnostics: [Diagnostic], _ sources: [String: [UInt8]]
  ) -> StartFailure {
    let text = DiagnosticRenderer(sources: sources).render(diagnostics, outcome: outcome)
    return StartFailure(.badConfiguration, what + "\n" + text)
  }
}
