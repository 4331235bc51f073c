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
      // One number moves all three; 0 takes any.
      options.pagePort = port
      options.mastodonPort = port == 0 ? 0 : port &+ 1
      options.blueskyPort = port == 0 ? 0 : port &+ 2
    }
    do {
      let sandbox = try await SandboxServer.start(
        options, hashing: SHA256(), now: SystemClocks.wall)
      console.write(
        """
        timelines  \(sandbox.page)
        mastodon   \(sandbox.mastodon)
        bluesky    \(sandbox.bluesky)

        """)
      await Signals.untilStopped()
      await sandbox.stop()
      return .done
    } catch {
      console.writeError("belfry: \(error)\n")
      return .failed
    }
  }
}
