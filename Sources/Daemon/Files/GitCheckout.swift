import Glibc

/// Which commit the files are at, as git says.
package struct GitCheckout: Hashable, Sendable {
  /// The short hash.
  package var commit: String
  /// Files that differ from it, at most 20.
  package var uncommitted: [String]

  /// Asks git about `folder`; `nil` outside a checkout, or without git.
  package static func read(folder: String) -> GitCheckout? {
    guard isInCheckout(folder) else { return nil }
    guard let commit = run(["-C", folder, "rev-parse", "--short", "HEAD"])?.first else {
      return nil
    }
    let changes = run(["-C", folder, "status", "--porcelain", "--", "."]) ?? []
    return GitCheckout(
      commit: commit, uncommitted: changes.prefix(20).map { String($0.dropFirst(3)) })
  }

  /// Whether the folder or one above it has a `.git`: most machines need not start git to know.
  private static func isInCheckout(_ folder: String) -> Bool {
    guard let resolved = realpath(folder, nil) else { return false }
    defer { free(resolved) }
    var path = String(cString: resolved)
    while true {
      if access(path + "/.git", F_OK) == 0 { return true }
      guard let slash = path.lastIndex(of: "/") else { return false }
      path = String(path[..<slash])
    }
  }

  /// The lines that git prints; `nil` when it fails.
  private static func run(_ arguments: [String]) -> [String]? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    guard let child = spawn(["git", "--no-optional-locks"] + arguments, output: ends[1]) else {
      close(ends[1])
      return nil
    }
    close(ends[1])
    let output = readAll(ends[0])
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    guard status == 0 else { return nil }
    return output.split(separator: "\n").map(String.init)
  }

  private static func spawn(_ words: [String], output: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    guard posix_spawnp(&child, words[0], &actions, nil, &arguments, environ) == 0 else {
      return nil
    }
    return child
  }

  private static func readAll(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    // More than this is not a list that anybody reads.
    while bytes.count < 1 << 20 {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
