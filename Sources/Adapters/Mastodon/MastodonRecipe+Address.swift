package import Domain

extension MastodonRecipe: AddressRecipe {
  /// Reads `https://server/@user/ID` and the older `https://server/users/user/statuses/ID`.
  ///
  /// Another server's address of the same status has another id.
  package func remote(at address: String, of account: AccountFacts) -> Remote? {
    guard let page = WebPage(address),
      page.origin == account.settings["server"].flatMap(Origin.init),
      let id = page.path.last, !id.isEmpty, id.allSatisfy(\.isNumber)
    else { return nil }
    let user = account.identity?.handle.split(separator: "@").first.map(String.init)
    switch page.path.count {
    case 2 where user == nil || page.path[0].lowercased() == "@" + (user ?? "").lowercased(): break
    case 4
    where page.path[0] == "users" && page.path[2] == "statuses"
      && (user == nil || page.path[1].lowercased() == user?.lowercased()):
      break
    default: return nil
    }
    return Remote(id: id, url: address)
  }
}
