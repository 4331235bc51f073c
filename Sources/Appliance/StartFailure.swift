import Config
import Crypto
import Domain
import Store
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

extension StartFailure {
  /// Any error of starting, with the exit code that belongs to it.
  init(_ error: any Error) {
    switch error {
    case let failure as StartFailure: self = failure
    case let error as StoreError where error.endsProcess:
      self.init(
        .storeDamaged, "\(error)",
        hint: "look at the disk (dmesg), then start again; if that fails, belfry restore")
    case let error as StoreError: self.init(.storeUnusable, "\(error)")
    case let error as ErrorObject: self.init(.failed, error.message, hint: error.hint)
    case let problem as VaultProblem: self.init(.storeUnusable, "\(problem)")
    case let problem as SecretFileProblem where problem.isExisting:
      self.init(.failed, "\(problem)", hint: "it is left as it is; belfry keys status looks at it")
    case let problem as SecretFileProblem:
      self.init(.badConfiguration, "\(problem)", hint: "belfry keys init makes a new key")
    case let problem as FileProblem:
      self.init(.badConfiguration, "\(problem)", hint: "belfry init writes files to begin with")
    default: self.init(.failed, "\(error)")
    }
  }
}
