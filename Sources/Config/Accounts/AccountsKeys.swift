import Domain

/// The keys of `accounts.yaml`.
enum AccountsKeys {
  /// - Parameter profiles: the platforms that accounts can be on.
  static func file(profiles: [PlatformProfile]) -> KeyTable {
    let platforms = profiles.map(\.name.text).sorted()
    return KeyTable(
      "accounts.yaml",
      [
        Key(
          "version", .scalar(.integer(1...1)), isRequired: true,
          "The version of this format; always 1."),
        Key(
          "master_key", .scalar(.secret(environment: false)), default: DaemonSettings.masterKeyName,
          "Where the key lies that seals tokens: a systemd credential, or a file of mode 0600."),
        Key("listen", .keys(listen), "The TCP listener; without it nothing listens on TCP."),
        Key(
          "apps", .names(of: .keys(app(platforms)), title: "an app"),
          "OAuth clients that accounts share, by name."),
        Key(
          "accounts", .list(of: .keys(account(profiles))), isRequired: true,
          "The identities that posts go out under."),
        Key(
          "groups",
          .names(of: .oneOrMore(of: .scalar(.name())), title: "a group"),
          "Names for several accounts, to be used in to:."),
        Key("media", .keys(MediaKeys.media), "Where pictures and films are kept, and how long."),
        Key("notices", .keys(notices), "Where to say that something needs a person."),
        Key("daemon", .keys(daemon), "Settings of the program itself."),
      ])
  }

  private static let listen = KeyTable(
    "listen:",
    [
      Key(
        "address", .scalar(.listenAddress), default: DaemonSettings.Listen.defaultAddress,
        "Address and port; loopback, because a reverse proxy belongs in front of it."),
      Key(
        "public_url", .scalar(.origin),
        "How the world reaches it: for sign-in call-backs, webhooks, media links, the calendar."),
    ])

  private static func app(_ platforms: [String]) -> KeyTable {
    KeyTable(
      "an app",
      [
        Key(
          "platform", .scalar(.choice(platforms)), isRequired: true, "The issuing platform."),
        Key("client_id", .scalar(.text), isRequired: true, "The client's id; not a secret."),
        Key(
          "client_secret", .scalar(.secret(environment: true)),
          "A reference to the client's secret, never the secret."),
      ])
  }

  private static func account(_ profiles: [PlatformProfile]) -> KeyTable {
    let cases = profiles.sorted { $0.name < $1.name }.map { profile in
      (value: profile.name.text, keys: profile.settings.map(key))
    }
    return KeyTable(
      "an account",
      [
        Key(
          "id", .scalar(.name()), isRequired: true, "What posts and commands call it; permanent."),
        Key(
          "platform", .scalar(.choice(cases.map(\.value))), isRequired: true,
          "The network that it is on."),
        Key("app", .scalar(.name()), "The OAuth client of apps: that it signs in with."),
        Key(
          "limits", .keys(limits),
          "Tightens what the platform allows; never loosens it."),
        Key(
          "on_doubt", .scalar(.choice(DoubtPolicy.allCases.map(\.rawValue))), default: "ask",
          "What to do when a post may be out and the platform cannot say."),
        Key("project", .scalar(.name()), "A label for filters, limits and roles."),
        Key(
          "fit", .scalar(.boolean), default: "false",
          "Shortens texts and converts pictures and films that the network does not take."),
        Key(
          "trim", .scalar(.boolean), default: "false",
          "With fit: cuts off films that are too long there."),
        Key("enabled", .scalar(.boolean), default: "true", "Switched off, its posts wait."),
      ],
      variants: KeyTable.Variants(key: "platform", cases: cases))
  }

  private static let limits = KeyTable(
    "limits:",
    [
      Key("posts", .scalar(.rate), "At most so many posts in so much time, such as 15/day."),
      Key(
        "spacing", .scalar(.duration(to: .seconds(7 * 86_400))), default: "0s",
        "The least time between two posts."),
      Key(
        "budget", .scalar(.money),
        "At most so many US dollars in a month (UTC), where the network charges for calls."),
    ])

  private static func key(_ setting: PlatformProfile.Setting) -> Key {
    let kind: ScalarKind =
      switch setting.kind {
      case .text: .text
      case .origin: .origin
      case .choice(let values): .choice(values)
      case .price: .money
      }
    return Key(
      setting.name, .scalar(kind), isRequired: setting.isRequired && setting.defaultValue == nil,
      default: setting.defaultValue, setting.summary)
  }

  private static let notices = KeyTable(
    "notices:",
    [
      Key(
        "ntfy",
        .keys(
          KeyTable(
            "ntfy:",
            [
              Key(
                "url", .scalar(.webAddress), isRequired: true,
                "The topic's address, such as https://ntfy.sh/my-belfry."),
              Key("token", .scalar(.secret(environment: false)), "A reference to an access token."),
            ])),
        "Push notices through an ntfy server."),
      Key(
        "webhook",
        .keys(
          KeyTable(
            "webhook:",
            [
              Key("url", .scalar(.webAddress), isRequired: true, "Where a JSON document is sent."),
              Key(
                "secret", .scalar(.secret(environment: false)),
                "A reference to the secret that signs it (HMAC-SHA256)."),
            ])),
        "Send notices to a program of yours."),
    ])

  private static let daemon = KeyTable(
    "daemon:",
    [
      Key(
        "deliveries_at_once", .scalar(.integer(1...2048)),
        default: "\(DaemonSettings.defaultDeliveriesAtOnce)",
        "How many posts are under way at the same time, over all platforms; suits a small box."),
      Key(
        "calls_at_once", .scalar(.integer(1...256)),
        default: "\(DaemonSettings.defaultCallsAtOnce)",
        "How many calls one network has under way at the same time; where a network has many "
          + "servers, one of them."),
      Key(
        "drain", .scalar(.duration(to: .seconds(600))),
        default: DurationText.text(DaemonSettings.defaultDrain),
        "How long stopping waits for calls under way; less than systemd's TimeoutStopSec."),
      Key(
        "free_disk", .scalar(.byteCount), default: "64MB",
        "With less free disk space nothing is sent: its result could not be written down."),
    ])
}
