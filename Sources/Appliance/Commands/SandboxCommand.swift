import Crypto
import Daemon
import Domain
import Sandbox
import Terminal

/// `belfry sandbox`: the networks' stand-ins on this machine, until a signal ends it.
struct SandboxCommand {
  private let console: Console

  init(_ console: Console) {
    self.console = console
  }

  func run(_ invocation: Invocation) async -> ExitCode {
    Signals.hold()
    var options = SandboxOptions()
    if let port = invocation.value("port").flatMap({ UInt16($0) }) {
      // One number moves them all; 0 takes any.
      options.port = port
    }
    do {
      let sandbox = try await SandboxServer.start(
        options, hashing: SHA256(), now: SystemClocks.wall)
      let addresses =
        [("timelines", sandbox.page)] + sandbox.networks.map { ($0.network.name.text, $0.address) }
      let lines = addresses.map { name, address in
        name + String(repeating: " ", count: max(1, 11 - name.count)) + address + "\n"
      }
      console.write(lines.joined())
      await Signals.untilStopped()
      await sandbox.stop()
      return .done
    } catch {
      console.writeError("belfry: \(error)\n")
      return .failed
    }
  }
}
