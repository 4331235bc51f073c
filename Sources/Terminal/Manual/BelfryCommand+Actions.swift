extension BelfryCommand {
  private static let targets = Argument(
    "POST", .text, .any,
    summary: "Posts by uid or id, deliveries by number. Instead: the options that filter.")

  private static func action(
    _ name: String, summary: String, discussion: String = "", options: [Option] = [],
    examples: [Example]
  ) -> Command {
    Command(
      name, summary: summary, discussion: discussion, arguments: [targets],
      options: options + filters + [dryRun, yes], examples: examples,
      exitCodes: [.daemonNotReachable])
  }

  private static let comment = Option(
    "comment", short: "m", "TEXT", .text, summary: "What the others should know.")

  /// Commands that do something to deliveries: to some by name, or to all that a filter finds.
  static let actions: [Command] = [
    action(
      "reschedule", summary: "move deliveries to another time",
      options: [
        Option(
          "at", "TIME", .text, summary: "2026-12-01 09:30 in the schedule's zone, or RFC 3339."),
        Option("timezone", "ZONE", .text, summary: "The zone of --at."),
        Option("by", "TIME", .duration, summary: "So much later; -2h is earlier."),
      ],
      examples: [
        Example("belfry reschedule launch --at '2026-12-02 09:30'", "A day later."),
        Example("belfry reschedule --account acme-x --by 2h", "All of one account, by two hours."),
      ]),
    action(
      "retry", summary: "try failed deliveries again",
      discussion: "What may be out already is not tried again; see belfry resolve.",
      examples: [Example("belfry retry --status refused --account acme-x", "After a repair.")]),
    action(
      "cancel", summary: "take back what is not out yet",
      examples: [
        Example("belfry cancel 812 813", "Two deliveries."),
        Example("belfry cancel --project spring --dry-run", "See what would be cancelled."),
      ]),
    action(
      "delete", summary: "take published posts away from the networks",
      discussion: """
        Deletes what is out, on every account or with --account on some; of an unfinished thread, \
        the parts that are out. Nothing else ever deletes: a post that is gone from its file stays \
        out. What was deleted is not published again.
        """,
      examples: [
        Example("belfry delete launch --account acme-fedi", "One account's post."),
        Example("belfry delete 812", "What is out of an unfinished thread."),
      ]),
    action(
      "approve", summary: "release held posts",
      discussion: "The approval is for the post as it is now; a later change needs another one.",
      options: [comment],
      examples: [Example("belfry approve launch", "Let it go out.")]),
    action(
      "reject", summary: "send held posts back", options: [comment],
      examples: [Example("belfry reject launch -m 'Wrong link'", "Say why.")]),
    Command(
      "resolve", summary: "answer for deliveries that need a person",
      discussion: """
        A delivery needs you when it may have been published and the network cannot be asked. Look \
        there, then say what you found. After a restore, saying that a thread is out says it of \
        all its parts; when only some are, --drop leaves it at those.
        """,
      arguments: [
        Argument("DELIVERY", .number(1...Int.max), .atLeastOne, summary: "Numbers of deliveries.")
      ],
      options: [
        Option("published", "URL", .text, summary: "It is out, and is to be seen there."),
        Option("remote-id", "ID", .text, summary: "It is out, and the network calls it so."),
        Option("resend", summary: "It is certainly not out: send it."),
        Option("drop", summary: "Leave it, whatever became of it."), dryRun,
      ],
      examples: [
        Example("belfry resolve 812 --published https://example.org/p/1", "It was out."),
        Example("belfry resolve 812 --resend", "It was not."),
      ],
      exitCodes: [.daemonNotReachable]),
  ]
}
