import Control
import Domain

/// Commands for media that posts will use.
extension ClientCommands {
  func uploadURL(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    guard let type = invocation.value("type"), let bytes = invocation.number("bytes") else {
      throw .usage(.other("--type and --bytes are needed", of: invocation.path))
    }
    let view = try await call(
      RequestUpload(
        name: invocation.value("NAME") ?? "", mime: type, bytes: Int64(bytes),
        sha256: invocation.value("sha256"), project: invocation.value("project")))
    try await show(view, invocation) { $0.page(view) }
    return .done
  }

  func confirm(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let view = try await call(ConfirmUpload(id: invocation.value("ID") ?? ""))
    try await show(view, invocation) { $0.page(view) }
    return .done
  }

  func putMedia(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let view = try await call(
      PutMedia(
        file: console.absolutePath(invocation.value("FILE") ?? ""),
        name: invocation.value("name"), project: invocation.value("project")))
    try await show(view, invocation) { $0.page(view) }
    return .done
  }

  func listMedia(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let page = try await call(
      ListMedia(
        owner: invocation.value("owner"), project: invocation.value("project"),
        state: invocation.value("state").flatMap(MediaState.init),
        limit: invocation.number("limit")))
    try await show(page, invocation) { $0.page(page) }
    return .done
  }

  func sweepMedia(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let sweep = try await call(SweepMedia(dryRun: invocation.has("dry-run") ? true : nil))
    try await show(sweep, invocation) { $0.page(sweep) }
    return .done
  }

  func checkMedia(_ invocation: Invocation) async throws(CommandFailure) -> ExitCode {
    let view = try await call(CheckMedia())
    try await show(view, invocation) { $0.page(view) }
    return view.isSound ? .done : .needsAttention
  }
}
