import Crypto
import Daemon
import Domain
import Store
import Terminal

/// `belfry restore`: puts a backup in the place of the store, while no daemon runs.
struct RestoreCommand {
  private let folders: Folders
  private let console: Console

  init(_ folders: Folders, _ console: Console) {
    self.folders = folders
    self.console = console
  }

  func run(_ invocation: Invocation) -> ExitCode {
    let path = console.absolutePath(invocation.value("FILE") ?? "")
    let restore = Restore(
      StoreOptions(directory: folders.state, at: SystemClocks.wall(), build: Version.text),
      hashing: SHA256())
    do {
      let facts = try restore.check(path)
      guard !invocation.has("dry-run") else { return tell(facts, nil, invocation) }
      guard invocation.has("yes") || agrees(to: facts) else {
        console.writeError("belfry: nothing was changed\n")
        return .failed
      }
      let report = try restore.run(path)
      return tell(report.facts, report.keptAside, invocation)
    } catch {
      let failure = StartFailure(error)
      console.writeError("belfry: nothing was changed: \(failure)\n")
      return failure.exitCode
    }
  }

  private func agrees(to facts: BackupFacts) -> Bool {
    guard console.isInteractive else {
      console.writeError("belfry: add --yes to go on unasked\n")
      return false
    }
    let question = """
      \(facts.path) remembers everything up to \(facts.takenAt.rfc3339).
      It takes the place of the store in \(folders.state), which is kept under another name.
      Go on? [y/N]\u{20}
      """
    let answer = console.ask(Console.Question(question))?.lowercased()
    return answer == "y" || answer == "yes"
  }

  private func tell(_ facts: BackupFacts, _ aside: String?, _ invocation: Invocation) -> ExitCode {
    let isDone = !invocation.has("dry-run")
    if invocation.wantsJSON {
      let document: JSON = .object([
        "restored": .bool(isDone), "file": .string(facts.path), "bytes": .integer(facts.bytes),
        "taken_at": .string(facts.takenAt.rfc3339), "audit_lines": .integer(facts.auditLines),
        "kept_aside": aside.map { .string($0) } ?? .null,
      ])
      console.write(document.text + "\n")
      return .done
    }
    var text = "\(facts.path) is whole; it remembers everything up to \(facts.takenAt.rfc3339)\n"
    if isDone {
      if let aside { text += "the store that was there is kept as \(aside)\n" }
      text += "start the daemon; it publishes nothing until you answered belfry quarantine\n"
    }
    console.write(text)
    return .done
  }
}
