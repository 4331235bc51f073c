import Glibc
import Terminal

/// `belfry init`: starter files to begin with; what exists is left alone.
struct InitCommand {
  private let folders: Folders
  private let console: Console

  init(_ folders: Folders, _ console: Console) {
    self.folders = folders
    self.console = console
  }

  func run(_ invocation: Invocation) -> ExitCode {
    let folder = console.absolutePath(invocation.value("DIR") ?? folders.config)
    do {
      for file in StarterFiles.all {
        try write(file.bytes, to: folder + "/" + file.path)
      }
    } catch {
      console.writeError("belfry: \(error)\n")
      return .failed
    }
    console.write(nextSteps(folder))
    return .done
  }

  /// On an installed box the unit knows the places; elsewhere one tries it by hand.
  private func nextSteps(_ folder: String) -> String {
    if folder == Folders.systemConfig {
      return """

        Next: edit accounts.yaml and schedule.yaml, then
              belfry check
              sudo -u belfry belfry keys init
              sudo systemctl enable --now belfry

        """
    }
    return """

      Next: belfry sandbox                 (in another terminal)
            belfry check --config \(folder)
            mkdir -m 700 DIR               (for the store and its key)
            belfry keys init --config \(folder) --state DIR
            belfry daemon --sandbox --config \(folder) --state DIR --socket DIR/control.sock

      """
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    try makeFolders(above: path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      guard errno == EEXIST else { throw failure(path) }
      return console.write("  kept   \(path)\n")
    }
    defer { close(descriptor) }
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw failure(path) }
    console.write("  wrote  \(path)\n")
  }

  private func makeFolders(above path: String) throws {
    var made = ""
    for name in path.split(separator: "/").dropLast() {
      made += "/" + name
      guard mkdir(made, 0o755) == 0 || errno == EEXIST else { throw failure(made) }
    }
  }

  private func failure(_ path: String) -> StartFailure {
    StartFailure(.failed, "\(path): \(String(cString: strerror(errno)))")
  }
}
