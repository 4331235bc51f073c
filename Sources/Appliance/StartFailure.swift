import Terminal

/// Why the program cannot do what it was started for, and how it ends.
struct StartFailure: Error, CustomStringConvertible {
  var exitCode: ExitCode
  var message: String
  var hint: String?

  init(_ exitCode: ExitCode, _ message: String, hint: String? = nil) {
    self.exitCode = exitCode
    self.message = message
    self.hint = hint
  }

  var description: String {
    [message, hint.map { "hint: \($0)" }].compactMap(\.self).joined(separator: "\n")
  }
}
