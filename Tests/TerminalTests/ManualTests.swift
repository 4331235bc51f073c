import Terminal
import Testing

@Suite("Help, manual and completions")
struct ManualTests {
  static let everyPath: [[String]] = {
    func walk(_ command: Command, _ path: [String]) -> [[String]] {
      [path] + command.subcommands.flatMap { walk($0, path + [$0.name]) }
    }
    return walk(BelfryCommand.root, [])
  }()

  @Test("every command the interface names is there")
  func commands() {
    let names = Set(BelfryCommand.root.subcommands.map(\.name))
    let wanted = """
      daemon check plan reload status queue show post import export reschedule edit retry cancel \
      resolve approve reject delete connect disconnect accounts tokens media keys notices audit \
      health events logs calendar backup restore quarantine schema sandbox demo init completions \
      man version help
      """
    #expect(names == Set(wanted.split(separator: " ").map(String.init)))
  }

  @Test("help pages", arguments: [[], ["post"], ["queue"], ["keys"], ["audit"], ["resolve"]])
  func help(_ path: [String]) {
    let name = (["help"] + path).joined(separator: "-")
    expectSnapshot(BelfryCommand.help(path), "\(name).txt")
  }

  @Test("every help page has an example, and fits 80 columns where words can be broken")
  func shapes() {
    for path in Self.everyPath {
      let page = BelfryCommand.help(path)
      #expect(page.contains("examples:\n  belfry"), "\(path)")
      for line in page.split(separator: "\n") where !line.hasPrefix("  belfry") {
        #expect(line.count <= 80, "\(path): \(line)")
      }
      #expect(BelfryCommand.help(path, width: 200) == page)
    }
  }

  @Test("help pages fit a narrow terminal, but for what is to be copied")
  func narrow() {
    for path in Self.everyPath {
      let page = BelfryCommand.help(path, width: 40)
      for line in page.split(separator: "\n") where line.count > 40 {
        let text = line.drop { $0 == " " }
        #expect(text.hasPrefix("belfry") || !text.contains(" "), "\(path): \(line)")
      }
    }
  }

  @Test("every example is a command line that is understood")
  func examples() {
    func walk(_ command: Command) {
      for example in command.examples {
        let line = example.line.prefix { $0 != ">" && $0 != "|" }
        let outcome = BelfryCommand.parser.parse(Self.words(String(line)))
        if case .mistake(let error) = outcome {
          Issue.record("\(example.line): \(error.message)")
        }
      }
      command.subcommands.forEach(walk)
    }
    walk(BelfryCommand.root)
  }

  /// The words after the program's name; single quotes hold words together.
  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    for (index, piece) in line.split(separator: "'", omittingEmptySubsequences: false).enumerated()
    {
      words += index % 2 == 1 ? [String(piece)] : piece.split(separator: " ").map(String.init)
    }
    return Array(words.dropFirst())
  }

  private static let manual = ManualPage(
    BelfryCommand.root, globals: BelfryCommand.globals, date: "November 21, 2026")

  @Test("the manual page")
  func manualPage() {
    expectSnapshot(Self.manual.source, "belfry.1")
  }

  @Test("the manual page passes mandoc's checks")
  func lint() {
    let (code, output) = runProgram("mandoc -T lint -W warning", input: Self.manual.source)
    #expect(code == 0, "\(output)")
    #expect(output.isEmpty, "\(output)")
  }

  @Test("the manual page names every command and option")
  func complete() {
    let (code, text) = runProgram("mandoc -T utf8 | col -b", input: Self.manual.source)
    #expect(code == 0)
    for path in Self.everyPath.dropFirst() {
      #expect(text.contains("belfry " + path.joined(separator: " ")), "\(path)")
    }
    #expect(text.contains("--dry-run") && text.contains("--socket PATH"))
  }

  @Test("completion scripts", arguments: Completions.Shell.allCases)
  func scripts(_ shell: Completions.Shell) {
    let script = Completions(BelfryCommand.root, globals: BelfryCommand.globals).script(shell)
    expectSnapshot(script, "completions.\(shell.rawValue)")
  }

  @Test(
    "bash completes commands, options and values",
    arguments: [
      ("belfry sta", "status"), ("belfry keys ro", "rotate"), ("belfry queue --acc", "--account"),
      ("belfry completions f", "fish"), ("belfry logs --level wa", "warning"),
      ("belfry queue --status pub", "published publishing"), ("belfry audit ver", "verify"),
      ("belfry --json pla", "plan"),
    ])
  func bash(_ line: String, _ expected: String) {
    let script = Completions(BelfryCommand.root, globals: BelfryCommand.globals).script(.bash)
    let words = line.split(separator: " ").map { "'\($0)'" }.joined(separator: " ")
    let test = """
      \(script)
      COMP_WORDS=(\(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _belfry
      printf '%s\\n' "${COMPREPLY[@]}" | sort | paste -sd' '
      """
    let (code, output) = runProgram("bash -euo pipefail -s", input: test)
    #expect(code == 0)
    #expect(output == expected + "\n")
  }
}
