import Config
import Crypto
import Daemon
import Domain
import Glibc
import Terminal

/// `belfry keys init`: makes the master key that `accounts.yaml` names.
struct KeysInitCommand {
  private let folders: Folders
  private let console: Console

  init(_ folders: Folders, _ console: Console) {
    self.folders = folders
    self.console = console
  }

  func run() -> ExitCode {
    do {
      let wiring = Wiring(
        folders: folders, network: NetworkRules(isSandbox: false),
        logBook: LogBook(sink: { _ in }))
      let reference = try CheckedFiles(wiring).settings().masterKey
      guard reference.text.hasPrefix("file:") else { return explainCredential(reference) }
      let path = MasterKeys.path(reference, state: folders.state)
      try makeFolder(of: path)
      let key = MasterKey.generate()
      try key.write(toNewFile: path)
      console.write(
        """
        made the master key \(key.id) in \(path)
        keep a copy of it apart from the backups: without it the tokens in them are lost

        """)
      return .done
    } catch {
      let failure = StartFailure(error)
      console.writeError("belfry: \(failure)\n")
      return failure.exitCode
    }
  }

  private func makeFolder(of path: String) throws {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw StartFailure(
        .failed, "\(folder) cannot be made: \(String(cString: strerror(errno)))")
    }
  }

  /// A credential is not ours to write; systemd's own tool does it.
  private func explainCredential(_ reference: SecretKey) -> ExitCode {
    let name = String(reference.text.dropFirst("credential:".count))
    console.write(
      """
      master_key is \(reference.text), a systemd credential. Make it as root with:

        head -c 32 /dev/urandom | base64 |
          systemd-creds encrypt --name=\(name) - /etc/credstore.encrypted/\(name)

      and name it in the unit: LoadCredentialEncrypted=\(name):/etc/credstore.encrypted/\(name)
      Without systemd, write master_key: file:master.key and run this again.

      """)
    return .needsAttention
  }
}
