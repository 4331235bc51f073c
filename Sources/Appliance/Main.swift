import Calendar
import Control
import Daemon
import Domain
import Terminal

/// Reads the command line and runs one command.
@main
enum Main {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    // An early SIGHUP must not end what is about to become the daemon.
    if let first = words.first, ["daemon", "sandbox"].contains(first) { Signals.hold() }
    Executors.run { await run(words).rawValue }
  }

  private static func run(_ words: [String]) async -> ExitCode {
    let console = SystemConsole.make(
      zones: SystemTimeZones(), now: SystemClocks.wall, redirects: LoopbackCatcher())
    return await run(BelfryCommand.parser.parse(words), console)
  }

  private static func run(_ outcome: Parser.Outcome, _ console: Console) async -> ExitCode {
    switch outcome {
    case .help(let path):
      console.write(BelfryCommand.help(path, width: console.style.width))
      return .done
    case .version:
      console.write("belfry \(Version.text)\n")
      return .done
    case .mistake(let error):
      console.writeError("belfry: \(error.message)\n")
      return .usage
    case .run(let invocation): return await run(invocation, console)
    }
  }

  private static func run(_ invocation: Invocation, _ console: Console) async -> ExitCode {
    let folders = Folders(invocation)
    if let code = await LocalCommands(folders, console).run(invocation) { return code }
    let offline = OfflineCommands(folders, console)
    if offline.knows(invocation), await !offline.daemonAnswers() {
      return await offline.run(invocation)
    }
    let client = ControlClient(transport: UnixTransport(socket: folders.socket))
    let commands = ClientCommands(client: client, console: console)
    guard let code = await commands.run(invocation) else {
      console.writeError("belfry: \(invocation.path.joined(separator: " ")) is not built in\n")
      return .usage
    }
    return code
  }
}
