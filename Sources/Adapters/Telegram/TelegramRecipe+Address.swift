package import Domain

extension TelegramRecipe: AddressRecipe {
  /// Reads `https://t.me/NAME/MESSAGE` and `https://t.me/c/CHAT/MESSAGE`, with a topic between.
  package func remote(at address: String, of account: AccountFacts) -> Remote? {
    guard let page = WebPage(address),
      ["t.me", "telegram.me"].contains(page.origin.host) || page.isOfSandbox(account),
      let number = page.path.last, let message = Int64(number), message > 0,
      let first = page.path.first
    else { return nil }
    let isPrivate = first == "c" && page.path.count > 2
    let chat = isPrivate ? "-100" + page.path[1] : "@" + first
    let between = page.path.count - (isPrivate ? 2 : 1)
    guard (1...2).contains(between), isOwn(chat, of: account) else { return nil }
    return Remote(id: String(message), url: address)
  }

  /// A chat that is declared by its other name than the address shows counts as the account's.
  private func isOwn(_ chat: String, of account: AccountFacts) -> Bool {
    let declared = account.settings["chat"] ?? ""
    if chat.hasPrefix("@"), declared.hasPrefix("@") {
      return chat.lowercased() == declared.lowercased()
    }
    guard !chat.hasPrefix("@") else { return true }
    let number = account.server["chat"]?.integer.map { String($0) }
    return chat == (number ?? declared) || (number == nil && declared.hasPrefix("@"))
  }
}
