import Terminal
import Testing

@Suite("The command line")
struct ParserTests {
  @Test(
    "what is understood",
    arguments: [
      ("status", Invocation(path: ["status"])),
      ("--json status", Invocation(path: ["status"], switches: ["json"])),
      ("status --json", Invocation(path: ["status"], switches: ["json"])),
      (
        "queue -n 5 --account a --account=b",
        Invocation(path: ["queue"], values: ["limit": ["5"], "account": ["a", "b"]])
      ),
      ("queue -n5", Invocation(path: ["queue"], values: ["limit": ["5"]])),
      (
        "show launch --json",
        Invocation(path: ["show"], values: ["POST": ["launch"]], switches: ["json"])
      ),
      (
        "post hello --to a -t b",
        Invocation(path: ["post"], values: ["TEXT": ["hello"], "to": ["a", "b"]])
      ),
      (
        "post --to a -- --dry-run",
        Invocation(path: ["post"], values: ["TEXT": ["--dry-run"], "to": ["a"]])
      ),
      ("post --to a -", Invocation(path: ["post"], values: ["TEXT": ["-"], "to": ["a"]])),
      (
        "post --to=a --warning= x",
        Invocation(path: ["post"], values: ["TEXT": ["x"], "to": ["a"], "warning": [""]])
      ),
      ("audit", Invocation(path: ["audit"])),
      ("audit verify", Invocation(path: ["audit", "verify"])),
      ("keys rotate", Invocation(path: ["keys", "rotate"])),
      (
        "cancel 812 813 -y",
        Invocation(path: ["cancel"], values: ["POST": ["812", "813"]], switches: ["yes"])
      ),
      (
        "reschedule 5 --by -2h",
        Invocation(path: ["reschedule"], values: ["POST": ["5"], "by": ["-2h"]])
      ),
      (
        "import posts.csv --dry-run",
        Invocation(path: ["import"], values: ["FILE": ["posts.csv"]], switches: ["dry-run"])
      ),
      ("help keys rotate", Invocation(path: ["help"], values: ["COMMAND": ["keys", "rotate"]])),
      (
        "resolve 812 --published https://x",
        Invocation(path: ["resolve"], values: ["DELIVERY": ["812"], "published": ["https://x"]])
      ),
      ("queue --status needs-you", nil),
      (
        "queue --status awaiting-approval",
        Invocation(path: ["queue"], values: ["status": ["awaiting-approval"]])
      ),
    ] as [(String, Invocation?)])
  func understood(_ line: String, _ invocation: Invocation?) {
    let outcome = BelfryCommand.parser.parse(line.split(separator: " ").map(String.init))
    if let invocation {
      #expect(outcome == .run(invocation))
    } else if case .mistake = outcome {
    } else {
      Issue.record("\(line) was understood as \(outcome)")
    }
  }

  @Test(
    "mistakes are named, with the nearest spelling",
    arguments: [
      ("statsu", "no command \"statsu\"; did you mean \"status\"?\nsee: belfry --help"),
      ("frobnicate", "no command \"frobnicate\"\nsee: belfry --help"),
      (
        "keys rotat", "no command \"keys rotat\"; did you mean \"rotate\"?\nsee: belfry keys --help"
      ),
      ("keys", "\"keys\" needs one of: init, rewrap, rotate, status\nsee: belfry keys --help"),
      (
        "queue --acount x",
        "unknown option \"--acount\"; did you mean \"--account\"?\nsee: belfry queue --help"
      ),
      ("queue -z", "unknown option \"-z\"\nsee: belfry queue --help"),
      ("queue --limit", "--limit needs a value: --limit N"),
      ("queue --limit --json", "--limit needs a value: --limit N"),
      ("queue --limit 0", "--limit: \"0\" is not a number from 1 to 100000"),
      ("queue -n x", "-n: \"x\" is not a number from 1 to 100000"),
      ("queue --limit 1 --limit 2", "--limit is given more than once"),
      ("status --json=yes", "--json takes no value, but \"yes\" is given"),
      ("show", "POST is missing\nsee: belfry show --help"),
      ("show a b", "\"b\" is one argument too many\nsee: belfry show --help"),
      ("status now", "\"now\" is one argument too many\nsee: belfry status --help"),
      (
        "completions fihs",
        "SHELL: \"fihs\" is not one of bash, zsh, fish; did you mean \"fish\"?"
      ),
      ("reload --wait soon", "--wait: \"soon\" is not a time such as 90s, 10m, 2h or 3d"),
      ("resolve x --drop", "DELIVERY: \"x\" is not a number from 1 to \(Int.max)"),
    ])
  func mistakes(_ line: String, _ message: String) {
    let outcome = BelfryCommand.parser.parse(line.split(separator: " ").map(String.init))
    guard case .mistake(let error) = outcome else {
      Issue.record("\(line) was understood as \(outcome)")
      return
    }
    #expect(error.message == message)
  }

  @Test("help and version are asked for in the usual ways")
  func help() {
    let parser = BelfryCommand.parser
    #expect(parser.parse([]) == .help([]))
    #expect(parser.parse(["--help"]) == .help([]))
    #expect(parser.parse(["queue", "-h"]) == .help(["queue"]))
    #expect(parser.parse(["keys", "--help"]) == .help(["keys"]))
    #expect(parser.parse(["show", "--help"]) == .help(["show"]))
    #expect(parser.parse(["--version"]) == .version)
  }

  @Test(
    "lengths of time",
    arguments: [
      ("90s", 90), ("10m", 600), ("10min", 600), ("2h", 7200), ("3d", 259_200), ("45", 45),
      ("-2h", -7200), ("", nil), ("h", nil), ("2w", nil), ("1.5h", nil), ("99999999999d", nil),
    ] as [(String, Int64?)])
  func durations(_ text: String, _ seconds: Int64?) {
    #expect(DurationText.read(text) == seconds.map { .seconds($0) })
  }
}
