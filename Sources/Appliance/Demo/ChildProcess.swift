import Glibc
import Terminal

/// A process of this same program, started by the demo and ended by it.
final class ChildProcess {
  let id: pid_t
  private var isOver = false

  /// Starts the program with `words`; its output goes to `log`, or stays on the terminal.
  ///
  /// - Throws: `StartFailure` when the system refuses.
  init(_ words: [String], log: String? = nil) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if let log {
      posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    let program = "/proc/self/exe"
    var arguments: [UnsafeMutablePointer<CChar>?] = []
    for word in ["belfry"] + words { arguments.append(strdup(word)) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    let status = posix_spawn(&child, program, &actions, nil, &arguments, environ)
    guard status == 0 else {
      throw StartFailure(
        .failed, "a process cannot be started: \(String(cString: strerror(status)))")
    }
    id = child
  }

  /// Sends a signal.
  func signal(_ number: Int32) {
    guard !isOver else { return }
    kill(id, number)
  }

  /// Waits for the end.
  ///
  /// - Returns: the exit code, or 128 and the signal's number.
  @discardableResult
  func wait() -> Int32 {
    guard !isOver else { return 0 }
    isOver = true
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
  }

  /// Whether it has ended by itself.
  var hasEnded: Bool {
    guard !isOver else { return true }
    var status: Int32 = 0
    isOver = waitpid(id, &status, WNOHANG) == id
    return isOver
  }
}
