import Config
import Control
import Crypto
import Daemon
import Domain
import HTTP
import Scheduler
import Store

/// The daemon, built: it begins, serves, reloads, keeps house and ends.
struct Running: Sendable {
  let folders: Folders
  let engine: Engine
  let transport: CurlTransport
  let present: Present
  let reloader: Reloader
  let desk: Operator
  let notifier: Notifier
  let vault: Vault
  let ports: ConfigurationPorts
  let logBook: LogBook
  let switchboard: Switchboard
  let disk: DiskWatch
  /// What the TCP listener serves.
  let site: PublicSite
  /// Where the world gets media, and brings them.
  let media: MediaStore

  /// The control API over `desk`.
  var control: ControlServer {
    let ownUID = UInt32(System.userID)
    return ControlServer(
      operations: desk, version: Version.text,
      roleOf: { uid, gid in
        Role.of(uid: uid, gid: gid, ownUID: ownUID, groupNames: SystemGroups.names)
      }, now: SystemClocks.wall)
  }

  /// Applies the files for the first time, and lets the core begin.
  ///
  /// - Parameter files: what was read for the settings.
  /// - Throws: the mistakes in the files, where the store goes by others than those in force.
  func begin(_ files: StartingFiles) async throws {
    let first = FirstReload(reloader)
    let report = try await first.report()
    switch report?.state {
    case .refused:
      logBook.write(.error, "the files were refused; the generation before stays in force")
      let active = try await engine.perform { try $0.store.activeGeneration()?.treeHash }
      present.snapshot = try present.snapshot ?? files.inForce(active)
    case nil:
      logBook.write(.info, "media are fetched or converted; what was accepted goes out meanwhile")
      present.snapshot = present.snapshot ?? files.snapshot
    default: break
    }
    let known = await reloader.takeAccountsOfStart()
    do {
      try await engine.perform { context in
        context.events = [.accounts(try known ?? context.store.accounts()), .wake]
      }
    } catch {
      throw ErrorObject(.unavailable, "the store cannot be read: \(error)")
    }
    notifier.use(present.snapshot?.settings.notices)
    // The daemon before this one may have ended in the middle of a rotation of its keys.
    try await desk.finishRotation()
    present.state = .ready
    tell(report?.plan.diagnostics ?? [])
    if report == nil { Task { await log("system:start", first.end) } }
    Task { await recoverMedia() }
  }

  /// What was being put into a bucket when the daemon before this one ended is taken back.
  private func recoverMedia() async {
    do throws(ErrorObject) {
      try await media.recover()
    } catch {
      logBook.write(.warning, "unfinished files in the bucket: \(error.message)")
    }
  }

  /// Looks at the disk until cancelled. What was not accepted for want of room is, once there is.
  func watchDisk() async throws {
    while !Task.isCancelled {
      if case .roomy = checkDisk() { await reload(actor: "system:disk") }
      try await Task.sleep(for: DiskWatch.every)
    }
  }

  @discardableResult
  func checkDisk() -> DiskWatch.Change? {
    let change = disk.check(tell: engine.post)
    switch change {
    case .low(let bytes):
      logBook.write(.error, "the disk is nearly full", ["free_bytes": "\(bytes)"])
    case .roomy(let bytes):
      logBook.write(.info, "the disk has room again", ["free_bytes": "\(bytes)"])
    case nil: break
    }
    return change
  }

  /// Reads the files again and says in the log what came of it.
  func reload(actor: String) async {
    await log(actor) { () async throws(ErrorObject) in
      try await reloader.reload(force: false, actor: actor)
    }
  }

  private func log(
    _ actor: String, _ reload: () async throws(ErrorObject) -> ReloadReport
  ) async {
    do throws(ErrorObject) {
      let report = try await reload()
      notifier.use(present.snapshot?.settings.notices)
      let level: LogLevel = report.state == .refused ? .error : .info
      logBook.write(level, "reload: \(report.state.rawValue)", ["actor": actor])
      tell(report.plan.diagnostics)
    } catch {
      logBook.write(.error, "reload: \(error.message)", ["actor": actor])
    }
  }

  /// Puts what is wrong with the files into the log, each with its place.
  func tell(_ findings: [DiagnosticView]) {
    for finding in findings {
      logBook.write(
        finding.severity == .error ? .error : .warning,
        "\(finding.file):\(finding.line):\(finding.column): \(finding.message)")
    }
  }

  /// Stops sending, waits for what is under way, and closes the store.
  func end(_ servers: [Server], within limit: Duration) async throws {
    present.state = .stopping
    engine.post(.drain)
    for server in servers { await server.stop() }
    let deadline = SystemClocks.read().uptime + limit
    while SystemClocks.read().uptime < deadline {
      guard try await engine.perform({ $0.core.callsUnderway }) > 0 else { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    let left = try await engine.perform { $0.core.callsUnderway }
    if left > 0 {
      logBook.write(
        .warning, "calls were cut off; their outcome will be asked for", ["calls": "\(left)"])
    }
    engine.stop()
    try await switchboard.end()
    await transport.stop()
  }
}
