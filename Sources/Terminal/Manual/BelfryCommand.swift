/// The whole command line of `belfry`.
package enum BelfryCommand {
  /// The program with all its commands.
  package static let root = Command(
    "belfry", summary: "publish to social networks, on time and once",
    discussion: """
      Belfry publishes what two YAML files say: accounts.yaml names who, schedule.yaml names what \
      and when. One daemon makes it so, and one SQLite file remembers.

      On a terminal the answers are tables; in a pipe they are plain lines with tabs, and with \
      --json they are stable JSON documents. Times are shown in the schedule's zone.
      """,
    subcommands: files + posts + actions + accounts + media + daemon + store + tools,
    examples: [
      Example("belfry check", "Look for mistakes in the files."),
      Example("belfry plan", "See what a reload would change."),
      Example("belfry status", "See how it is going."),
    ],
    isRunnable: false)

  /// Options that every command has.
  package static let globals: [Option] = [
    Option("json", summary: "Answer with JSON."),
    Option(
      "config", "DIR", .directory, default: "/etc/belfry",
      summary: "Where accounts.yaml and schedule.yaml are."),
    Option(
      "state", "DIR", .directory, default: "/var/lib/belfry",
      summary: "Where the store and the media are kept."),
    Option(
      "socket", "PATH", .file, default: "/run/belfry/control.sock",
      summary: "The daemon's control socket."),
  ]

  /// Reads a command line.
  package static let parser = Parser(root, globals: globals)

  /// The help page of the command at `path`; of the program for an empty or unknown path.
  ///
  /// - Parameter width: of the terminal, in columns.
  package static func help(_ path: [String], width: Int = 80) -> String {
    var command = root
    var words = [root.name]
    for name in path {
      guard let sub = command.subcommand(name) else { break }
      command = sub
      words.append(name)
    }
    return Help(globals: globals, width: width).page(command, path: words)
  }

  static let dryRun = Option("dry-run", summary: "Say what would happen, and do nothing.")
  static let yes = Option("yes", short: "y", summary: "Do not ask first.")

  static let filters: [Option] = [
    Option(
      "status", short: "s", "STATE",
      .choice(DeliveryStates.words), isRepeatable: true,
      summary: "Only deliveries in this state."),
    Option(
      "account", short: "a", "ACCOUNT", .account, isRepeatable: true,
      summary: "Only deliveries to this account."),
    Option("platform", "NAME", .text, summary: "Only deliveries to this platform."),
    Option("project", "NAME", .text, summary: "Only deliveries of this project."),
    Option("post", "TEXT", .text, summary: "Only posts whose uid has this in it."),
    Option("from", "TIME", .text, summary: "Only what is due at or after this time."),
    Option("until", "TIME", .text, summary: "Only what is due before this time."),
  ]

  static func limit(_ rows: String) -> Option {
    Option(
      "limit", short: "n", "N", .number(1...100_000), default: rows, summary: "At most so many.")
  }

  static func wait(_ length: String) -> Option {
    Option(
      "wait", "TIME", .duration, default: length,
      summary: "How long to wait for the outcome, such as 90s or 5m.")
  }
}
