/// Scripts that complete the command line in a shell.
package struct Completions: Sendable {
  let root: Command
  let globals: [Option]

  package init(_ root: Command, globals: [Option]) {
    self.root = root
    self.globals = globals + [Option("help", short: "h", summary: "Show help.")]
  }

  /// The shells that we write scripts for.
  package enum Shell: String, Hashable, Sendable, CaseIterable {
    case bash, zsh, fish
  }

  /// The script for `shell`.
  package func script(_ shell: Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }

  /// Every command with the words that lead to it.
  var everyCommand: [(path: [String], command: Command)] {
    func walk(_ command: Command, _ path: [String]) -> [(path: [String], command: Command)] {
      [(path, command)] + command.subcommands.flatMap { walk($0, path + [$0.name]) }
    }
    return walk(root, [])
  }

  /// `'` cannot stand inside single quotes; it ends them, comes escaped, and begins them anew.
  static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
