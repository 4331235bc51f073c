import Control

/// What is wrong with a command line: where, and what.
///
/// One place turns it into words.
package enum UsageError: Error, Hashable, Sendable {
  case unknownCommand(String, of: [String], known: [String])
  case missingCommand(of: [String], known: [String])
  case unknownOption(String, of: [String], known: [String])
  case missingValue(option: String, placeholder: String)
  case unexpectedValue(option: String, value: String)
  case repeated(option: String)
  case missingArgument(String, of: [String])
  case unexpectedArgument(String, of: [String])
  case badValue(String, value: String, expected: String)
  case badChoice(String, value: String, known: [String])
  /// What only the command itself can see.
  case other(String, of: [String])

  /// Two lines at most: what is wrong, and where help is.
  package var message: String {
    switch self {
    case .unknownCommand(let word, let path, let known):
      "no command \"\(Self.line(path + [word]))\"\(Self.guess(word, known))" + Self.help(path)
    case .missingCommand(let path, let known):
      "\"\(Self.line(path))\" needs one of: \(known.joined(separator: ", "))" + Self.help(path)
    case .unknownOption(let option, let path, let known):
      "unknown option \"\(option)\"\(Self.guess(option, known))" + Self.help(path)
    case .missingValue(let option, let placeholder):
      "\(option) needs a value: \(option) \(placeholder)"
    case .unexpectedValue(let option, let value):
      "\(option) takes no value, but \"\(value)\" is given"
    case .repeated(let option): "\(option) is given more than once"
    case .missingArgument(let name, let path): "\(name) is missing" + Self.help(path)
    case .unexpectedArgument(let word, let path):
      "\"\(word)\" is one argument too many" + Self.help(path)
    case .badValue(let name, let value, let expected):
      "\(name): \"\(value)\" is not \(expected)"
    case .badChoice(let name, let value, let known):
      "\(name): \"\(value)\" is not one of \(known.joined(separator: ", "))"
        + Self.guess(value, known)
    case .other(let message, let path): message + Self.help(path)
    }
  }

  private static func line(_ path: [String]) -> String {
    path.joined(separator: " ")
  }

  private static func guess(_ word: String, _ known: [String]) -> String {
    Spelling.hint(word, among: known).map { "; " + $0 } ?? ""
  }

  private static func help(_ path: [String]) -> String {
    "\nsee: " + line(["belfry"] + path + ["--help"])
  }
}
