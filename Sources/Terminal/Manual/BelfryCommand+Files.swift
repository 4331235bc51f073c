extension BelfryCommand {
  /// Commands about the YAML files.
  static let files: [Command] = [
    Command(
      "init", summary: "write starter files",
      discussion: """
        Writes accounts.yaml and schedule.yaml, commented and ready to run against the sandbox. \
        Files that exist are left alone.
        """,
      arguments: [
        Argument("DIR", .directory, .optional, summary: "Where to; --config when absent.")
      ],
      examples: [Example("belfry init ./belfry", "Begin in a new folder.")]),
    Command(
      "check", summary: "look for mistakes in the files",
      discussion: """
        Reads both files and everything they include, and reports every mistake with its place. \
        Needs no daemon; made for git hooks and CI.

        Where a daemon answers, or its store can be read, accounts that are not connected, need a \
        sign-in or lack a permission are named too, as warnings. Warnings alone leave the exit \
        code at 0.
        """,
      options: [
        Option("strict", summary: "Count warnings as errors.")
      ],
      examples: [Example("belfry check --config .", "Check the files of this checkout.")],
      exitCodes: [.badConfiguration]),
    Command(
      "plan", summary: "show what a reload would change",
      discussion: """
        Compares the files with what the daemon has accepted. + is new, ~ is changed, - goes away, \
        ! is too late to change.
        """,
      examples: [Example("belfry plan", "Look before you reload.")],
      exitCodes: [.badConfiguration, .storeUnusable]),
    Command(
      "reload", summary: "apply the files, or say why not",
      discussion: """
        Reads the files and applies them as one generation. If anything is wrong with them, the \
        old generation stays as it is and the reasons are printed.
        """,
      options: [
        Option(
          "force", summary: "Cancel as many posts as the files say, even if that is most of them."),
        wait("60s"),
      ],
      examples: [Example("belfry reload", "Apply what is committed.")],
      exitCodes: [.badConfiguration, .daemonNotReachable]),
    Command(
      "schema", summary: "print the JSON Schema of a file, for editors",
      arguments: [
        Argument("FILE", .choice(["accounts", "schedule"]), summary: "Which of the two files.")
      ],
      examples: [
        Example("belfry schema schedule > schedule.schema.json", "Let an editor complete keys.")
      ]),
  ]
}
