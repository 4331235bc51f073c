/// Turns a command line into an `Invocation`.
///
/// Pure: it prints nothing and ends nothing.
package struct Parser: Sendable {
  private let root: Command
  private let globals: [Option]

  /// - Parameters:
  ///   - root: the program.
  ///   - globals: options that every command has.
  package init(_ root: Command, globals: [Option]) {
    self.root = root
    self.globals = globals
  }

  /// What a command line asks for.
  package enum Outcome: Hashable, Sendable {
    case run(Invocation)
    /// Help about the command of that path; empty for the program.
    case help([String])
    case version
    case mistake(UsageError)
  }

  /// Reads `words`, the command line without the program's name.
  package func parse(_ words: [String]) -> Outcome {
    var reading = Reading(root: root, globals: globals)
    do {
      for word in words { try reading.take(word) }
      return try reading.finish()
    } catch {
      return .mistake(error)
    }
  }
}

/// A command line while it is being read.
private struct Reading {
  private var command: Command
  private let globals: [Option]
  private var invocation = Invocation(path: [])
  private var loose: [String] = []
  private var pending: (option: Option, spelling: String)?
  private var isLiteral = false
  private var wantsHelp = false
  private var wantsVersion = false

  init(root: Command, globals: [Option]) {
    command = root
    self.globals = globals
  }

  mutating func take(_ word: String) throws(UsageError) {
    if let (option, spelling) = pending {
      // A forgotten value shows itself as the next option; a lone hyphen is a value.
      guard !word.hasPrefix("--") || word == "--" else {
        throw .missingValue(option: spelling, placeholder: option.value?.placeholder ?? "")
      }
      pending = nil
      try set(option, spelling, word)
    } else if isLiteral {
      loose.append(word)
    } else if word == "--" {
      isLiteral = true
    } else if word.hasPrefix("--") {
      try takeLong(word)
    } else if word.hasPrefix("-"), word.count > 1, !word.dropFirst().allSatisfy(\.isNumber) {
      try takeShort(word)
    } else {
      try takeWord(word)
    }
  }

  private mutating func takeWord(_ word: String) throws(UsageError) {
    if loose.isEmpty, let sub = command.subcommand(word) {
      command = sub
      invocation.path.append(word)
    } else if command.arguments.isEmpty, !command.subcommands.isEmpty {
      throw .unknownCommand(
        word, of: invocation.path, known: command.subcommands.map(\.name))
    } else {
      loose.append(word)
    }
  }

  private mutating func takeLong(_ word: String) throws(UsageError) {
    let parts = word.dropFirst(2).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let spelling = "--" + name
    if name == "help" {
      wantsHelp = true
    } else if name == "version", invocation.path.isEmpty {
      wantsVersion = true
    } else if let option = known.first(where: { $0.name == name }) {
      try found(option, spelling, parts.count > 1 ? String(parts[1]) : nil)
    } else {
      throw .unknownOption(
        spelling, of: invocation.path, known: known.map { "--" + $0.name } + ["--help"])
    }
  }

  private mutating func takeShort(_ word: String) throws(UsageError) {
    let letter = word[word.index(after: word.startIndex)]
    let rest = word.dropFirst(2)
    let spelling = "-\(letter)"
    if letter == "h", rest.isEmpty {
      wantsHelp = true
    } else if let option = known.first(where: { $0.short == letter }) {
      try found(option, spelling, rest.isEmpty ? nil : String(rest))
    } else {
      throw .unknownOption(
        word, of: invocation.path, known: known.map { "--" + $0.name } + ["--help"])
    }
  }

  private var known: [Option] { command.options + globals }

  private mutating func found(_ option: Option, _ spelling: String, _ value: String?)
    throws(UsageError)
  {
    switch (option.value, value) {
    case (nil, nil): invocation.switches.insert(option.name)
    case (nil, let value?): throw .unexpectedValue(option: spelling, value: value)
    case (_?, nil): pending = (option, spelling)
    case (_?, let value?): try set(option, spelling, value)
    }
  }

  private mutating func set(_ option: Option, _ spelling: String, _ text: String)
    throws(UsageError)
  {
    guard let value = option.value else { return }
    guard value.isRepeatable || invocation.values[option.name] == nil else {
      throw .repeated(option: spelling)
    }
    try Reading.check(text, value.kind, of: spelling)
    invocation.values[option.name, default: []].append(text)
  }

  mutating func finish() throws(UsageError) -> Parser.Outcome {
    if wantsHelp { return .help(invocation.path) }
    if wantsVersion { return .version }
    if let (option, spelling) = pending {
      throw .missingValue(option: spelling, placeholder: option.value?.placeholder ?? "")
    }
    guard command.isRunnable else {
      // The program's name alone asks for help.
      if invocation.path.isEmpty { return .help([]) }
      throw .missingCommand(of: invocation.path, known: command.subcommands.map(\.name))
    }
    try assign()
    return .run(invocation)
  }

  /// Gives the words that stand by themselves to the arguments, in order.
  private mutating func assign() throws(UsageError) {
    var words = loose[...]
    for argument in command.arguments {
      let taken: ArraySlice<String>
      switch argument.count {
      case .one, .optional: taken = words.prefix(1)
      case .any, .atLeastOne: taken = words
      }
      words = words.dropFirst(taken.count)
      if taken.isEmpty, argument.count == .one || argument.count == .atLeastOne {
        throw .missingArgument(argument.name, of: invocation.path)
      }
      for word in taken { try Reading.check(word, argument.kind, of: argument.name) }
      if !taken.isEmpty { invocation.values[argument.name] = Array(taken) }
    }
    if let extra = words.first { throw .unexpectedArgument(extra, of: invocation.path) }
  }

  private static func check(_ text: String, _ kind: ValueKind, of name: String)
    throws(UsageError)
  {
    switch kind {
    case .text: return
    case .file, .directory, .account:
      if text.isEmpty { throw .badValue(name, value: text, expected: "something") }
    case .number(let range):
      guard let number = Int(text), range.contains(number) else {
        throw .badValue(
          name, value: text, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
      }
    case .choice(let words):
      guard words.contains(text) else { throw .badChoice(name, value: text, known: words) }
    case .duration:
      guard DurationText.read(text) != nil else {
        throw .badValue(name, value: text, expected: "a time such as 90s, 10m, 2h or 3d")
      }
    }
  }
}
