extension BelfryCommand {
  private static let project = Option(
    "project", "NAME", .text, summary: "The project that it belongs to.")

  /// Commands for pictures, films and sounds that posts will use.
  static let media: [Command] = [
    Command(
      "media", summary: "bring pictures and films for posts, and clean them up",
      discussion: """
        What was brought has an id, and posts name it: belfry post --media id:ID. Files that posts \
        name by path need none of this.
        """,
      subcommands: [
        Command(
          "upload-url", summary: "get an address to which one file may be uploaded",
          discussion: """
            The address is good for this one file, for an hour unless accounts.yaml says \
            otherwise. Send the file with PUT and the headers that are shown, then confirm it.
            """,
          arguments: [Argument("NAME", .text, summary: "What the file is called.")],
          options: [
            Option("type", "TYPE", .text, summary: "Its type, such as image/jpeg; needed."),
            Option("bytes", "N", .number(1...Int.max), summary: "Its exact length; needed."),
            Option("sha256", "HASH", .text, summary: "Its hash, to be checked."), project,
          ],
          examples: [
            Example(
              "belfry media upload-url launch.jpg --type image/jpeg --bytes 48213",
              "For somebody who has the file.")
          ],
          exitCodes: [.daemonNotReachable]),
        Command(
          "confirm", summary: "check an upload and take it",
          arguments: [Argument("ID", .text, summary: "What upload-url answered with.")],
          examples: [Example("belfry media confirm m-0123456789abcdef", "After the PUT.")],
          exitCodes: [.daemonNotReachable]),
        Command(
          "put", summary: "take a file of this machine",
          arguments: [Argument("FILE", .file, summary: "A file that the daemon may read.")],
          options: [
            Option("name", "NAME", .text, summary: "What it is called; absent: as it is."), project,
          ],
          examples: [Example("belfry media put launch.jpg", "For posts to come.")],
          exitCodes: [.daemonNotReachable]),
        Command(
          "list", summary: "list what was brought, the latest first",
          options: [
            Option("owner", "WHO", .text, summary: "Only theirs, such as uid:1000."), project,
            Option(
              "state", "STATE", .choice(["uploading", "uploaded", "failed", "deleted"]),
              summary: "Only in this state."),
            limit("50"),
          ],
          examples: [Example("belfry media list --state uploaded", "What posts can use.")],
          exitCodes: [.daemonNotReachable]),
        Command(
          "gc", summary: "remove what is old and not needed",
          discussion: """
            The daemon does it once a day. What a pending post, a series, the files or an open \
            question needs stays, whatever its age.
            """,
          options: [dryRun],
          examples: [Example("belfry media gc --dry-run", "See what would go.")],
          exitCodes: [.daemonNotReachable]),
        Command(
          "check", summary: "read every file and say what is missing or damaged",
          examples: [Example("belfry media check", "After a restore, or a doubtful disk.")],
          exitCodes: [.daemonNotReachable, .needsAttention]),
      ],
      examples: [Example("belfry media list", "What was brought.")], isRunnable: false)
  ]
}
