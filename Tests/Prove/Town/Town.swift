/// The servers of a round.
final class Town: Sendable {
  let sites: [Site]

  /// - Parameter each: how many accounts on each platform.
  convenience init(each: Int, _ platforms: [Site.Platform] = Site.Platform.askable) throws {
    try self.init(platforms.map { ($0, each) })
  }

  init(_ accounts: [(Site.Platform, Int)], rules: Rules = Rules()) throws {
    sites = try accounts.flatMap { platform, count in
      try (1...count).map { try Site("\(platform.rawValue)\($0)", platform, rules) }
    }
  }

  deinit { for site in sites { site.stop() } }

  /// The same rule for every server.
  func use(_ rule: (@Sendable (Exchange) -> Tamper?)?) {
    for site in sites { site.relay.use(rule) }
  }

  func site(_ account: String) -> Site? { sites.first { $0.account == account } }
}
