import Control
import Domain

/// Commands that keep the store safe.
extension ClientCommands {
  func backup(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let path = console.absolutePath(invocation.value("FILE") ?? "")
    let keep = invocation.value("keep").flatMap { Int($0) }
    var report = try await call(StartBackup(path: path, keep: keep))
    while report.isUnderWay {
      draw(report)
      report = try await call(FollowBackup(after: report.done, waitS: 20))
    }
    if console.showsProgress { console.writeError(ProgressBar.clear) }
    if let error = report.error { throw .control(.refused(error)) }
    try await show(report, invocation) { $0.page(report) }
    return .done
  }

  private func draw(_ report: BackupReport) {
    guard console.showsProgress else { return }
    let title = report.state == .checking ? "checking" : "copying"
    let bar = ProgressBar(title, width: console.style.width)
    console.writeError(bar.line(done: report.done, of: report.pages))
  }

  func quarantine(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let view = try await call(GetQuarantine())
    try await show(view, invocation) { $0.page(view) }
    return view.isInForce ? .needsAttention : .done
  }

  func assumeSent(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let before = try await call(GetQuarantine())
    if !invocation.has("yes"), before.isInForce {
      guard console.isInteractive, !invocation.wantsJSON else {
        throw .usage(.other("add --yes to go on unasked", of: invocation.path))
      }
      console.writeError(try await pages().page(before))
      try agree("Take all of it for published, and publish what comes?")
    }
    let view = try await call(AssumeSent())
    try await show(view, invocation) { $0.page(view) }
    return .done
  }

  func release(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let view = try await call(EndQuarantine())
    try await show(view, invocation) { $0.page(view) }
    return .done
  }
}
