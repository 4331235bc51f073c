import Config
import Crypto
import Daemon
import Domain
import Glibc
import Store
import Terminal

/// `belfry keys rewrap`: puts the vault under another master key, while no daemon runs.
struct KeysRewrapCommand {
  private let folders: Folders
  private let console: Console

  init(_ folders: Folders, _ console: Console) {
    self.folders = folders
    self.console = console
  }

  func run(_ invocation: Invocation) -> ExitCode {
    do {
      let wiring = Wiring(
        folders: folders, network: NetworkRules(isSandbox: false), logBook: LogBook(sink: { _ in }))
      let reference = try CheckedFiles(wiring).snapshot().settings.masterKey
      let new = try MasterKeys.load(reference, state: folders.state)
      let old = try MasterKey(file: console.absolutePath(invocation.value("OLD") ?? ""))
      let count = try rewrap(from: old, to: new)
      console.write(
        """
        \(count) data keys are under the master key \(new.id) now
        backups from before still need the master key \(old.id): keep it as long as them

        """)
      return .done
    } catch {
      let failure = StartFailure(error)
      console.writeError("belfry: nothing was changed: \(failure)\n")
      return failure.exitCode
    }
  }

  private func rewrap(from old: borrowing MasterKey, to new: borrowing MasterKey) throws -> Int {
    guard StoreFiles.exists(folders.state + "/" + StoreFiles.databaseName) else {
      throw StartFailure(.failed, "there is no store in \(folders.state)")
    }
    let options = StoreOptions(
      directory: folders.state, at: SystemClocks.wall(), build: Version.text)
    let store = try Store.open(options, hashing: SHA256())
    let rows = try store.dataKeys().map(WrappedDataKey.init)
    let vault = try Vault(master: old, rows: rows)
    let anew = vault.rows(under: new).map(DataKeyRow.init)
    let entry = AuditEntry(
      actor: "uid:\(System.userID)", action: "keys.rewrapped", subject: "vault")
    try store.turn { store in
      for row in anew { try store.update(row) }
      _ = try store.carryOut([.audit(entry)], at: options.at)
    }
    try store.close()
    return anew.count
  }
}
