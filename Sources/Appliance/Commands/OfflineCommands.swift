import Config
import Control
import Daemon
import Domain
import Glibc
import HTTP
import Store
import Terminal

/// Commands that look at the store themselves while no daemon runs: the core runs in this process,
/// under the same lock, with sending switched off.
struct OfflineCommands {
  private static let names: Set<String> = [
    "plan", "status", "queue", "show", "audit", "audit verify", "backup", "quarantine",
  ]

  private let folders: Folders
  private let console: Console

  init(_ folders: Folders, _ console: Console) {
    self.folders = folders
    self.console = console
  }

  func knows(_ invocation: Invocation) -> Bool {
    OfflineCommands.names.contains(invocation.path.joined(separator: " "))
  }

  /// Whether somebody listens on the control socket.
  func daemonAnswers() async -> Bool {
    do throws(UnixClientError) {
      _ = try UnixClient(path: folders.socket, seconds: 2).send(.get, "/v1/health")
      return true
    } catch {
      if case .notReachable = error { return false }
      return true
    }
  }

  /// Before the first start everything in the files is new.
  private func planWithoutStore(_ wiring: Wiring, _ invocation: Invocation) async -> ExitCode {
    let planner = FirstPlan(comparison: wiring.comparison)
    let server = ControlServer(
      operations: planner, version: Version.text, roleOf: { _, _ in .viewer },
      now: SystemClocks.wall)
    return await answer(invocation, by: server) ?? .usage
  }

  private func answer(_ invocation: Invocation, by server: ControlServer) async -> ExitCode? {
    let client = ControlClient(
      transport: DirectTransport(
        server: server, peer: .process(pid: 0, uid: UInt32(System.userID), gid: 0)))
    return await ClientCommands(client: client, console: console).run(invocation)
  }

  func run(_ invocation: Invocation) async -> ExitCode {
    do {
      let wiring = Wiring(
        folders: folders, network: NetworkRules(isSandbox: false),
        logBook: LogBook(sink: { _ in }))
      // Looking must not make a store: it would belong to whoever looked.
      let hasStore = access(folders.state + "/" + StoreFiles.databaseName, F_OK) == 0
      guard hasStore else {
        if invocation.path == ["plan"] { return await planWithoutStore(wiring, invocation) }
        throw StartFailure(
          .daemonNotReachable, "there is none in \(folders.state) yet",
          hint: "belfry daemon makes it")
      }
      let settings = try CheckedFiles(wiring).snapshot().settings
      let running = try await wiring.build(settings, isOffline: true)
      running.present.state = .offline
      let code = await answer(invocation, by: running.control)
      try await running.end([], within: .zero)
      return code ?? .usage
    } catch {
      let failure = StartFailure(error)
      console.writeError("belfry: no daemon runs, and the store cannot be read: \(failure)\n")
      return failure.exitCode
    }
  }
}
