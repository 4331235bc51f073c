import Glibc
import Synchronization

/// The built program, started as a person starts it, with its output in one file.
final class Child {
  /// Held while a process is made, and while a descriptor is not yet marked as not for it: a
  /// connection that stayed open in a daemon would never seem to end.
  static let spawning = Mutex(())

  let id: pid_t
  private let log: String
  private var status: Int32?

  /// - Parameter environment: added to our own, such as `LD_PRELOAD=/x.so`.
  init(_ binary: String, _ words: [String], log: String, environment: [String] = []) throws {
    self.log = log
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var arguments = ([binary] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var variables = (environment + Child.ownEnvironment).map { strdup($0) } + [nil]
    defer { for variable in variables { free(variable) } }
    var child = pid_t()
    let code = Child.spawning.withLock { _ in
      posix_spawn(&child, binary, &actions, nil, &arguments, &variables)
    }
    guard code == 0 else {
      throw Trouble("\(binary) cannot be started: \(String(cString: strerror(code)))")
    }
    id = child
  }

  private static var ownEnvironment: [String] {
    var variables: [String] = []
    var next = environ
    while let variable = next.pointee {
      variables.append(String(cString: variable))
      next += 1
    }
    return variables
  }

  deinit {
    guard status == nil else { return }
    kill(id, SIGKILL)
    var status: Int32 = 0
    waitpid(id, &status, 0)
  }

  var output: String { Files.read(log) }

  func signal(_ number: Int32) {
    guard status == nil else { return }
    kill(id, number)
  }

  /// The exit code, or 128 and the signal's number; `nil` while it runs.
  var ended: Int32? {
    if status == nil { look(WNOHANG) }
    return status
  }

  /// Waits for the end.
  @discardableResult
  func end() -> Int32 {
    if status == nil { look(0) }
    return status ?? -1
  }

  private func look(_ flags: Int32) {
    var word: Int32 = 0
    guard waitpid(id, &word, flags) == id else { return }
    status = word & 0x7F == 0 ? word >> 8 & 0xFF : 128 + (word & 0x7F)
  }
}
