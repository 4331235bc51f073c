package import Domain

extension DiscordRecipe: AddressRecipe {
  /// Reads `https://discord.com/channels/SERVER/CHANNEL/MESSAGE`.
  package func remote(at address: String, of account: AccountFacts) -> Remote? {
    guard let page = WebPage(address),
      page.origin.host == "discord.com" || page.origin.host.hasSuffix(".discord.com")
        || page.isOfSandbox(account),
      page.path.count == 4, page.path[0] == "channels",
      page.path.dropFirst(2).allSatisfy({ UInt64($0) != nil })
    else { return nil }
    if let guild = account.server["guild"]?.string, guild != page.path[1] { return nil }
    return Remote(id: page.path[3], url: address)
  }
}

extension Remote {
  /// The thread that the message is in: its channel, unless that is the webhook's own.
  func discordThread(of account: AccountFacts) -> String? {
    let path = url.flatMap(WebPage.init)?.path ?? []
    let channel = extra["channel"] ?? (path.count == 4 ? path[2] : nil)
    return channel == account.server["channel"]?.string ? nil : channel
  }
}
