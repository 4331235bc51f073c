extension BelfryCommand {
  static let post = Argument(
    "POST", .text, summary: "A post's uid or id, or the number of one of its deliveries.")

  private static let contentOptions: [Option] = [
    Option("link", "URL", .text, summary: "A page that the post is about."),
    Option("warning", "TEXT", .text, summary: "A content warning."),
    Option("language", "TAG", .text, summary: "The text's language, such as de or en-GB."),
    Option(
      "visibility", "WORD", .choice(["public", "unlisted", "followers", "direct"]),
      summary: "Who can see it."),
    Option("tag", "WORD", .text, isRepeatable: true, summary: "A hashtag, without #."),
  ]

  /// Commands that look at posts and make them.
  static let posts: [Command] = [
    Command(
      "queue", summary: "list deliveries in the order in which they are due",
      options: filters + [limit("50")],
      examples: [
        Example("belfry queue --account acme-x", "What goes to one account."),
        Example("belfry queue --status attention", "What needs a person."),
      ],
      exitCodes: [.daemonNotReachable]),
    Command(
      "calendar", summary: "list posts by day",
      options: [
        Option(
          "from", "DAY", .text, default: "today", summary: "The first day, such as 2026-12-01."),
        Option("days", "N", .number(1...400), default: "14", summary: "How many days."),
        Option("project", "NAME", .text, summary: "Only posts of this project."),
      ],
      examples: [Example("belfry calendar --days 31", "The next month.")],
      exitCodes: [.daemonNotReachable]),
    Command(
      "show", summary: "show a post with every attempt", arguments: [post],
      examples: [
        Example("belfry show launch", "A post by its id."),
        Example("belfry show 812", "The post of delivery #812."),
      ],
      exitCodes: [.daemonNotReachable]),
    Command(
      "post", summary: "publish now, or schedule for later",
      discussion: """
        One text goes to one or many accounts. Without --at it goes out now, and the command waits \
        for the outcome: it ends with 0 only if every account has it.

        With --uid the command can be repeated safely: the same name with the same post gives the \
        first answer again.
        """,
      arguments: [Argument("TEXT", .text, summary: "The text; - reads it from standard input.")],
      options: [
        Option(
          "to", short: "t", "ACCOUNT", .account, isRepeatable: true,
          summary: "An account or a group; needed."),
        Option(
          "at", "TIME", .text,
          summary: "When: 2026-12-01 09:30 in the schedule's zone, or RFC 3339. Absent: now."),
        Option("timezone", "ZONE", .text, summary: "The zone of --at, such as Europe/Berlin."),
        Option(
          "media", "FILE", .file, isRepeatable: true,
          summary: "A picture, film or sound: a path, a web address, or id:ID of belfry media."),
        Option(
          "alt", "TEXT", .text, isRepeatable: true,
          summary: "What the --media before shows, in the same order."),
        Option("thread", "TEXT", .text, isRepeatable: true, summary: "A further post of a thread."),
      ] + contentOptions + [
        Option(
          "option", "NAME.KEY=VALUE", .text, isRepeatable: true,
          summary: "What one account or platform understands, such as reddit.title=Bells."),
        Option("uid", "NAME", .text, summary: "A name for the request, to repeat it safely."),
        Option(
          "late", "WORD", .choice(["publish", "skip", "ask"]),
          summary: "What to do after the grace."),
        Option("grace", "TIME", .duration, summary: "How late it may go out unasked."),
        Option("project", "NAME", .text, summary: "A label for filters and roles."),
        Option("hold", summary: "Wait for an approver."), dryRun, wait("20s"),
      ],
      examples: [
        Example("belfry post --to everywhere 'We are back.'", "Publish now."),
        Example(
          "belfry post --to acme-x --at '2026-12-01 09:30' --media launch.jpg --alt 'A tower' "
            + "Launch",
          "Schedule with a picture."),
      ],
      exitCodes: [.daemonNotReachable, .needsAttention]),
    Command(
      "import", summary: "take posts from a CSV file: all rows or none",
      discussion: """
        The first line names the columns: at, to, text, and if wanted id, timezone, link, media, \
        alt, warning, language, visibility, tags, late, grace, approval, project. They mean what \
        the keys of a post in schedule.yaml mean. Several accounts in one field are separated by \
        spaces, several files and their alt texts by ;.

        Importing a file twice changes nothing: a row is known by its id, or else by the file and \
        its line.
        """,
      arguments: [Argument("FILE", .file, summary: "The CSV file; - reads standard input.")],
      options: [dryRun],
      examples: [Example("belfry import --dry-run posts.csv", "See whether every row is right.")],
      exitCodes: [.daemonNotReachable]),
    Command(
      "export", summary: "print the posts that live in the store as YAML",
      discussion: """
        Posts made with belfry post live in the store. Their YAML can be added to schedule.yaml.
        """,
      options: [Option("project", "NAME", .text, summary: "Only posts of this project.")],
      examples: [Example("belfry export > more.yaml", "Bring store posts into git.")],
      exitCodes: [.daemonNotReachable]),
    Command(
      "edit", summary: "change a post that is not out yet",
      discussion: """
        A post of schedule.yaml belongs to its file: the answer is the patch to commit, and \
        nothing is changed behind git's back.

        Where accounts have words of their own, say which ones are meant: with --to those of some \
        accounts, with --all every one of them.
        """,
      arguments: [post],
      options: [
        Option(
          "to", short: "t", "ACCOUNT", .account, isRepeatable: true,
          summary: "Only on this account, group or platform."),
        Option("all", summary: "On every account, even where they differ."),
        Option("text", "TEXT", .text, summary: "The new text; - reads it from standard input."),
      ] + contentOptions + [dryRun],
      examples: [Example("belfry edit api:hello --text 'Hello again.'", "New words.")],
      exitCodes: [.daemonNotReachable]),
  ]
}
