/// Rules about what Swift code may say.
enum CodeRules {
  /// Rooms whose behaviour depends on their arguments alone.
  static let pureRooms: Set = ["Domain", "Text", "Adapters", "Scheduler", "PlatformModels"]

  /// Rooms that write to the terminal.
  static let speakingRooms: Set = ["Appliance", "Terminal"]

  /// Time, chance, identity and concurrency arrive with events.
  static func purity(_ tree: Tree) -> [Finding] {
    let banned = [
      Ban(["async", "await", "Mutex", "Atomic", "TaskGroup"], "concurrency"),
      Ban(["actor"], /\bactor [A-Z]/, "concurrency"),
      Ban(["Task"], /\bTask(?:\(|\.| *\{|<)/, "concurrency"),
      Ban(["ContinuousClock", "SuspendingClock", "clock_gettime"], "a clock"),
      Ban(["Date"], /\bDate(?:\(\)|\.now|\(timeIntervalSinceNow)/, "a clock"),
      Ban(["UUID"], "an identifier of its own"),
      Ban(["random"], /\.random\((?!.*using)/, "chance"),
      Ban(["randomElement", "shuffled", "shuffle"], /\.(?:randomElement|shuffled?)\(\)/, "chance"),
      Ban(["SystemRandomNumberGenerator"], "chance"),
      Ban(["FileManager", "FileHandle", "ProcessInfo", "fopen", "getenv"], "input or output"),
    ]
    return findings(of: banned, in: tree.sources(of: pureRooms)) { "\($0) in a pure room" }
  }

  /// The order of a dictionary differs from run to run. A heuristic: `.keys` and `.values` appear
  /// only with something that does not see the order, or with `sorted`.
  static func dictionaryOrder(_ tree: Tree) -> [Finding] {
    let iterates = /\bin [\w.()]+\.(?:keys|values)\b|\.(?:keys|values)\./
    let harmless = /\.(?:keys|values)(?:\.(?:contains|count|isEmpty|allSatisfy|max|min)\b|\[)|Set\(/
    return tree.sources(of: pureRooms).flatMap { file in
      file.code.compactMap { line in
        guard line.mentions(["keys", "values"]), !line.words.contains("sorted"),
          line.text.contains(iterates), !line.text.contains(harmless)
        else { return nil }
        let next = file.code.dropFirst(line.number).first
        if next?.words.contains("sorted") ?? false { return nil }
        return Finding(file, line.number, "order of a dictionary; iterate its sorted keys")
      }
    }
  }

  /// What crashes without saying why, or hides what it does.
  static func bannedWords(_ tree: Tree) -> [Finding] {
    let everywhere = [
      Ban(["try"], /\btry!/, "try!"),
      Ban(["as"], /\bas!/, "as!"),
      Ban(
        ["fatalError", "preconditionFailure", "assertionFailure"],
        /\b(?:fatalError|preconditionFailure|assertionFailure)\(\)/, "a crash without a message"),
      Ban(["detached"], /\bTask\.detached\b/, "Task.detached"),
    ]
    let inTests = [
      Ban(
        ["sleep", "usleep"], /(?:Task|Thread)\.sleep\(|^ *(?:_ = )?u?sleep\(/,
        "sleeping; await the event itself")
    ]
    let printing = [
      Ban(
        ["print", "debugPrint", "dump"], /(?:^|[^.\w])(?:print|debugPrint|dump)\(/,
        "print outside the command line's room")
    ]
    return findings(of: everywhere, in: tree.sources + tree.tests) { $0 }
      + findings(of: inTests, in: tree.tests) { $0 }
      + findings(of: printing, in: tree.sources.filter { !speakingRooms.contains($0.room) }) { $0 }
  }

  /// Each place where the compiler is told to trust us has its proof beside it: a comment on the
  /// line, or above the declaration.
  static func unprovenTrust(_ tree: Tree) -> [Finding] {
    tree.sources.flatMap { file in
      file.code.compactMap { line in
        guard line.mentions(["unchecked", "unsafe", "preconcurrency"]),
          line.text.contains(/@unchecked|\(unsafe\)|@preconcurrency/),
          !file.lines[line.number - 1].contains("//"), !hasCommentAbove(line, in: file)
        else { return nil }
        return Finding(file, line.number, "no proof beside it")
      }
    }
  }

  /// A port has at most five requirements.
  static func ports(_ tree: Tree) -> [Finding] {
    tree.sources.flatMap { file in
      Declaration.protocols(in: file).compactMap { port in
        let count = Declaration.requirements(of: port, in: file).count
        return count > 5
          ? Finding(file, port.line, "\(count) of 5 requirements: \(port.text)") : nil
      }
    }
  }

  /// Types and functions that other rooms see say what they are. What a protocol asks for, ours or
  /// the language's, is documented there.
  static func documentation(_ tree: Tree) -> [Finding] {
    let wanted =
      /\bpackage (?:\w+ )*(?:struct|enum|class|actor|protocol|typealias|func) ([\w=<]+)/
    let asked = requirementNames(in: tree).union([
      "==", "<", "hash", "encode", "next", "makeIterator", "CodingKeys",
    ])
    return tree.sources.flatMap { file in
      file.code.compactMap { line in
        guard line.words.contains("package"), let name = line.text.firstMatch(of: wanted)?.1,
          !asked.contains(String(name)), !hasCommentAbove(line, in: file)
        else { return nil }
        return Finding(file, line.number, "undocumented: \(line.text.drop { $0 == " " })")
      }
    }
  }

  private static func requirementNames(in tree: Tree) -> Set<String> {
    let names = tree.sources.flatMap { file in
      Declaration.protocols(in: file).flatMap { port in
        file.code[port.line..<port.lastLine].compactMap { line in
          line.text.firstMatch(of: /\b(?:func|associatedtype) (\w+)/).map { String($0.1) }
        }
      }
    }
    return Set(names)
  }

  private static func findings(
    of bans: [Ban], in files: [TextFile], _ message: (String) -> String
  ) -> [Finding] {
    files.flatMap { file in
      file.code.flatMap { line in
        bans.filter { $0.matches(line) }.map { Finding(file, line.number, message($0.what)) }
      }
    }
  }

  /// Attributes may stand between a comment and what it is about.
  private static func hasCommentAbove(_ line: CodeLine, in file: TextFile) -> Bool {
    let above = file.lines[..<(line.number - 1)].reversed().lazy
      .map { $0.drop { $0 == " " } }
      .first { !$0.hasPrefix("@") }
    return above?.hasPrefix("//") ?? false
  }
}

/// Words that a line must not mention; where the word alone says too little, in a certain pattern.
private struct Ban {
  let words: Set<String>
  let pattern: Regex<Substring>?
  let what: String

  init(_ words: Set<String>, _ what: String) {
    self.words = words
    pattern = nil
    self.what = what
  }

  init(_ words: Set<String>, _ pattern: Regex<Substring>, _ what: String) {
    self.words = words
    self.pattern = pattern
    self.what = what
  }

  func matches(_ line: CodeLine) -> Bool {
    guard line.mentions(words) else { return false }
    guard let pattern else { return true }
    return line.text.contains(pattern)
  }
}
