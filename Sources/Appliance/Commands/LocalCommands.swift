import Adapters
import Config
import Crypto
import Daemon
import Domain
import Terminal

/// The commands that need no daemon.
struct LocalCommands {
  private let folders: Folders
  private let console: Console

  init(_ folders: Folders, _ console: Console) {
    self.folders = folders
    self.console = console
  }

  /// Runs the command; `nil` when it is not one of these.
  func run(_ invocation: Invocation) async -> ExitCode? {
    switch invocation.path.joined(separator: " ") {
    case "daemon":
      return await DaemonCommand(
        folders: folders, isSandbox: invocation.has("sandbox"), console: console
      ).run()
    case "check": return await CheckCommand(folders, console).run(invocation)
    case "init": return InitCommand(folders, console).run(invocation)
    case "keys init": return KeysInitCommand(folders, console).run()
    case "keys rewrap": return KeysRewrapCommand(folders, console).run(invocation)
    case "restore": return RestoreCommand(folders, console).run(invocation)
    case "schema": return schema(invocation)
    case "completions": return completions(invocation)
    case "man":
      let page = ManualPage(
        BelfryCommand.root, globals: BelfryCommand.globals, date: "November 21, 2026")
      console.write(page.source)
      return .done
    case "version":
      console.write("belfry \(Version.text)\n")
      return .done
    case "help":
      let path = invocation.all("COMMAND")
      console.write(BelfryCommand.help(path, width: console.style.width))
      return .done
    case "sandbox": return await SandboxCommand(console).run(invocation)
    case "demo": return await DemoCommand(console, keep: invocation.has("keep")).run()
    default: return nil
    }
  }

  private func schema(_ invocation: Invocation) -> ExitCode {
    let profiles = Platforms.all.map(\.profile)
    let document =
      invocation.value("FILE") == "accounts"
      ? JSONSchema.accounts(profiles: profiles) : JSONSchema.schedule(profiles: profiles)
    console.write(document.text + "\n")
    return .done
  }

  private func completions(_ invocation: Invocation) -> ExitCode {
    let shell = invocation.value("SHELL").flatMap(Completions.Shell.init(rawValue:))
    guard let shell else { return .usage }
    console.write(
      Completions(BelfryCommand.root, globals: BelfryCommand.globals).script(shell))
    return .done
  }
}
