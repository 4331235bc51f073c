extension BelfryCommand {
  /// Commands that keep the store safe.
  static let store: [Command] = [
    Command(
      "backup", summary: "copy the store into a file, while the daemon works on",
      discussion: """
        Every page and the audit log of the copy are checked before it gets its name. The daemon \
        writes the file, so the path must be one that it may write to. The copy holds sign-ins, \
        sealed with the master key, which is not in it; pictures and films are in the state \
        folder's media.
        """,
      arguments: [
        Argument("FILE", .file, summary: "A new file, or a folder for a file named by the time.")
      ],
      options: [
        Option(
          "keep", "N", .number(1...1000),
          summary: "In a folder: remove the oldest backups until N are left.")
      ],
      examples: [
        Example("belfry backup /var/lib/belfry/backups", "A new file in that folder."),
        Example("belfry backup --keep 14 /var/lib/belfry/backups", "As the timer does it."),
      ],
      exitCodes: [.daemonNotReachable, .storeUnusable]),
    Command(
      "restore", summary: "put a backup in the place of the store",
      discussion: """
        Works only while no daemon runs. The store that was there is kept beside it under another \
        name. The daemon then starts in quarantine: nothing is published until belfry quarantine \
        has been answered, because posts may have gone out since the backup was made.
        """,
      arguments: [Argument("FILE", .file, summary: "A file that belfry backup made.")],
      options: [dryRun, yes],
      examples: [
        Example("belfry restore --dry-run belfry.db", "Check a backup without using it."),
        Example(
          "belfry restore belfry.db", "With the daemon stopped, as its user (sudo -u belfry)."),
      ],
      exitCodes: [.storeUnusable]),
    Command(
      "quarantine", summary: "show what may have gone out since a restored backup was made",
      subcommands: [
        Command(
          "assume-sent", summary: "take all of it for published, and end it",
          discussion: """
            The safe answer: nothing goes out twice, and what did not go out is missing. Answer \
            single deliveries with belfry resolve before.
            """,
          options: [yes],
          examples: [Example("belfry quarantine assume-sent", "The usual answer.")],
          exitCodes: [.daemonNotReachable]),
        Command(
          "release", summary: "end it, if every delivery is answered",
          examples: [Example("belfry quarantine release", "Publish again.")],
          exitCodes: [.daemonNotReachable]),
      ],
      examples: [Example("belfry quarantine", "What is still open.")],
      exitCodes: [.daemonNotReachable, .needsAttention]),
  ]
}
