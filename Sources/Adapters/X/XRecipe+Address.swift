package import Domain

extension XRecipe: AddressRecipe {
  /// Reads `https://x.com/USER/status/ID` of the account's own name, its older form at twitter.com,
  /// and `https://x.com/i/web/status/ID`, which names nobody.
  package func remote(at address: String, of account: AccountFacts) -> Remote? {
    guard let page = WebPage(address),
      ["x.com", "www.x.com", "twitter.com", "mobile.twitter.com"].contains(page.origin.host)
        || page.isOfSandbox(account),
      let mark = page.path.firstIndex(of: "status"), mark + 1 < page.path.count,
      let id = XPost.id(page.path[mark + 1])
    else { return nil }
    let user = account.identity.map { $0.handle.drop { $0 == "@" }.lowercased() }
    let place = page.path[..<mark].map { $0.lowercased() }
    guard place == ["i", "web"] || (place.count == 1 && (user == nil || place[0] == user)) else {
      return nil
    }
    return Remote(id: id, url: address)
  }
}
