/// The servers of a round.
final class Town: Sendable {
  let sites: [Site]

  /// - Parameter each: how many accounts on each platform.
  init(each: Int, _ platforms: [Site.Platform] = Site.Platform.allCases, rules: Rules = Rules())
    throws
  {
    sites = try platforms.flatMap { platform in
      try (1...each).map { try Site("\(platform.rawValue)\($0)", platform, rules) }
    }
  }

  deinit { for site in sites { site.stop() } }

  /// The same rule for every server.
  func use(_ rule: (@Sendable (Exchange) -> Tamper?)?) {
    for site in sites { site.relay.use(rule) }
  }

  func site(_ account: String) -> Site? { sites.first { $0.account == account } }
}
