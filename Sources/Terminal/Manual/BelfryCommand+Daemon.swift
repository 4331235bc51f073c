extension BelfryCommand {
  private static let account = Argument("ACCOUNT", .account, summary: "As accounts.yaml calls it.")

  /// Commands about accounts and keys.
  static let accounts: [Command] = [
    Command(
      "accounts", summary: "list accounts: health, token age, quota left",
      examples: [Example("belfry accounts", "How they are doing.")],
      exitCodes: [.daemonNotReachable]),
    Command(
      "tokens", summary: "list tokens: age, end, next renewal, scopes",
      discussion: """
        Never shows a token. What needs you to sign in is told days before, as a notice.
        """,
      examples: [Example("belfry tokens", "Which sign-ins end, and when.")],
      exitCodes: [.daemonNotReachable]),
    Command(
      "connect", summary: "sign in an account",
      discussion: """
        Asks for what the network wants: a page to open in a browser, a code to paste, or an app \
        password. Secrets are typed hidden, or read from standard input; never from the command \
        line.
        """,
      arguments: [account],
      options: [
        Option("paste", summary: "Paste the code by hand; for machines without a browser."),
        Option(
          "web",
          summary: "The browser, on any machine, comes back to listen: public_url of the daemon."),
      ],
      examples: [Example("belfry connect acme-sky", "Give the app password once.")],
      exitCodes: [.daemonNotReachable]),
    Command(
      "disconnect", summary: "revoke and forget an account's tokens",
      discussion: """
        The network is asked to end the tokens, where it has a way for programs to ask. They are \
        forgotten here in any case, and the answer says what is left to do by hand.
        """,
      arguments: [account], options: [yes],
      examples: [
        Example("belfry disconnect acme-sky", "Its posts wait until it is connected again.")
      ],
      exitCodes: [.daemonNotReachable]),
    Command(
      "keys", summary: "make, change and look at the keys that seal secrets",
      subcommands: [
        Command(
          "init", summary: "make the master key and the vault",
          discussion: "Runs only while no daemon does. An existing key is never overwritten.",
          examples: [Example("belfry keys init", "Once, before the first start.")],
          exitCodes: [.badConfiguration, .storeUnusable]),
        Command(
          "rewrap", summary: "put the vault under another master key",
          discussion: """
            Runs only while no daemon does. accounts.yaml names the new key, and OLD is a file \
            with the one before. Backups from before still need the old one.
            """,
          arguments: [Argument("OLD", .file, summary: "The file of the master key so far.")],
          examples: [
            Example("belfry keys rewrap belfry.key.old", "After keys init.")
          ],
          exitCodes: [.badConfiguration, .storeUnusable]),
        Command(
          "rotate", summary: "seal every secret with a new key",
          discussion: "The daemon works on meanwhile; a crash in the middle does no harm.",
          examples: [Example("belfry keys rotate", "Once a year, or when a key may be known.")],
          exitCodes: [.daemonNotReachable]),
        Command(
          "status", summary: "show the keys' age and use, never their values",
          examples: [Example("belfry keys status", "How far a rotation is.")],
          exitCodes: [.daemonNotReachable]),
      ],
      examples: [Example("belfry keys status", "How old the keys are.")], isRunnable: false),
  ]

  /// Commands about the daemon.
  static let daemon: [Command] = [
    Command(
      "daemon", summary: "run the daemon in the foreground",
      discussion: """
        Publishes what is due until SIGTERM or SIGINT. SIGHUP reloads the files. systemd starts it \
        as belfry.service.
        """,
      options: [
        Option(
          "sandbox",
          summary: "Serve the sandbox of this machine: short waits, loopback only.")
      ],
      examples: [Example("belfry daemon --config ./etc --state ./state", "Try it by hand.")],
      exitCodes: [.badConfiguration, .storeUnusable]),
    Command(
      "status", summary: "show how it is going",
      examples: [Example("belfry status", "The page to look at first.")],
      exitCodes: [.daemonNotReachable, .storeUnusable]),
    Command(
      "health", summary: "show whether every part works",
      discussion: "Ends with 6 when a part does not work as it should; made for monitoring.",
      examples: [Example("belfry health --json", "For a monitoring system.")],
      exitCodes: [.daemonNotReachable, .needsAttention]),
    Command(
      "notices", summary: "list what people were told", options: [limit("50")],
      examples: [Example("belfry notices", "The newest first.")],
      exitCodes: [.daemonNotReachable]),
    Command(
      "audit", summary: "list who did what",
      options: [
        Option("subject", "SUBJECT", .text, summary: "Such as delivery:812 or account:acme-sky."),
        Option("actor", "ACTOR", .text, summary: "Such as uid:1000."), limit("50"),
      ],
      subcommands: [
        Command(
          "verify", summary: "check that the audit log is whole",
          examples: [Example("belfry audit verify", "Compute the hash chain anew.")],
          exitCodes: [.daemonNotReachable])
      ],
      examples: [Example("belfry audit --subject delivery:812", "The story of one delivery.")],
      exitCodes: [.daemonNotReachable]),
    Command(
      "events", summary: "follow what happens, as it happens",
      options: [
        Option(
          "after", "SEQ", .number(0...Int.max), summary: "Begin after this event, to miss none.")
      ],
      examples: [Example("belfry events --json --after 4711", "Go on where you stopped.")],
      exitCodes: [.daemonNotReachable]),
    Command(
      "logs", summary: "follow the daemon's log",
      options: [
        Option(
          "level", "WORD", .choice(["debug", "info", "warning", "error"]), default: "info",
          summary: "The least severe level to show."),
        Option(
          "tail", short: "n", "N", .number(0...1000), default: "10",
          summary: "Earlier lines to begin with."),
      ],
      examples: [Example("belfry logs --level warning", "Only what is odd.")],
      exitCodes: [.daemonNotReachable]),
  ]

  /// Commands for trying out and for the shell.
  static let tools: [Command] = [
    Command(
      "sandbox", summary: "run stand-ins for the networks on this machine",
      options: [
        Option(
          "port", "N", .number(0...65500), default: "8930",
          summary: "The page's port on loopback; the networks take those after it. 0 takes any.")
      ],
      examples: [Example("belfry sandbox", "Then open its page in a browser.")]),
    Command(
      "demo", summary: "show the whole way, from files to posts in the sandbox",
      options: [Option("keep", summary: "Leave everything running at the end.")],
      examples: [Example("belfry demo", "Takes a minute and leaves nothing behind.")]),
    Command(
      "completions", summary: "print a completion script for a shell",
      arguments: [
        Argument(
          "SHELL", .choice(Completions.Shell.allCases.map(\.rawValue)), summary: "Which shell.")
      ],
      examples: [
        Example(
          "belfry completions bash > /etc/bash_completion.d/belfry", "For everybody who uses bash.")
      ]),
    Command(
      "man", summary: "print the manual page's source",
      examples: [Example("belfry man | man -l -", "Read it.")]),
    Command(
      "version", summary: "print the version",
      examples: [Example("belfry version", "Which one is it?")]),
    Command(
      "help", summary: "show help about a command",
      arguments: [Argument("COMMAND", .text, .any, summary: "The command, word by word.")],
      examples: [Example("belfry help keys rotate", "The same as belfry keys rotate --help.")]),
  ]
}
