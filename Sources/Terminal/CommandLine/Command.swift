/// A command of the program.
///
/// Parsing, `--help`, the manual page and the completions are all made from this one description.
package struct Command: Hashable, Sendable {
  package var name: String
  /// One line, without a full stop.
  package var summary: String
  /// What there is to know beyond the summary; paragraphs are separated by an empty line.
  package var discussion: String
  package var arguments: [Argument]
  package var options: [Option]
  package var subcommands: [Command]
  package var examples: [Example]
  /// Codes that it can end with, beyond done, failed and usage.
  package var exitCodes: [ExitCode]
  /// Whether it can be given without one of its subcommands.
  package var isRunnable: Bool

  package init(
    _ name: String, summary: String, discussion: String = "", arguments: [Argument] = [],
    options: [Option] = [], subcommands: [Command] = [], examples: [Example],
    exitCodes: [ExitCode] = [], isRunnable: Bool = true
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.arguments = arguments
    self.options = options
    self.subcommands = subcommands
    self.examples = examples
    self.exitCodes = exitCodes
    self.isRunnable = isRunnable
  }

  /// The subcommand of that name.
  package func subcommand(_ name: String) -> Command? {
    subcommands.first { $0.name == name }
  }
}

/// A line that a person could type, and what it does.
package struct Example: Hashable, Sendable {
  package var line: String
  package var meaning: String

  package init(_ line: String, _ meaning: String) {
    self.line = line
    self.meaning = meaning
  }
}

/// A value that stands by itself on the command line.
package struct Argument: Hashable, Sendable {
  /// In capitals, as it stands in the usage line.
  package var name: String
  package var summary: String
  package var kind: ValueKind
  package var count: Count

  package init(_ name: String, _ kind: ValueKind, _ count: Count = .one, summary: String) {
    self.name = name
    self.kind = kind
    self.count = count
    self.summary = summary
  }

  /// How often it may be given.
  package enum Count: Hashable, Sendable {
    case one, optional, any, atLeastOne
  }

  /// As in a usage line: `POST`, `[POST]`, `[POST …]`.
  package var usage: String {
    switch count {
    case .one: name
    case .optional: "[\(name)]"
    case .any: "[\(name) ...]"
    case .atLeastOne: "\(name) [...]"
    }
  }
}

/// A named value or switch.
package struct Option: Hashable, Sendable {
  /// Without its hyphens.
  package var name: String
  package var short: Character?
  package var summary: String
  /// `nil` for a switch.
  package var value: Value?

  /// A switch.
  package init(_ name: String, short: Character? = nil, summary: String) {
    self.name = name
    self.short = short
    self.summary = summary
  }

  /// A named value.
  package init(
    _ name: String, short: Character? = nil, _ placeholder: String, _ kind: ValueKind,
    default: String? = nil, isRepeatable: Bool = false, summary: String
  ) {
    self.init(name, short: short, summary: summary)
    value = Value(
      placeholder: placeholder, kind: kind, default: `default`, isRepeatable: isRepeatable)
  }

  /// What an option takes.
  package struct Value: Hashable, Sendable {
    /// In capitals, as in `--limit N`.
    package var placeholder: String
    package var kind: ValueKind
    /// For people; commands apply it themselves.
    package var `default`: String?
    package var isRepeatable: Bool
  }

  /// As in a list of options: `-h, --help`, `--limit N`.
  package var usage: String {
    let shortForm = short.map { "-\($0), " } ?? ""
    return shortForm + "--\(name)" + (value.map { " " + $0.placeholder } ?? "")
  }
}

/// What a value must look like.
package enum ValueKind: Hashable, Sendable {
  case text
  /// A path of a file; completed as such.
  case file
  case directory
  case number(ClosedRange<Int>)
  case choice([String])
  /// `90s`, `10m`, `2h`, `3d`.
  case duration
  /// An account's name.
  case account
}
