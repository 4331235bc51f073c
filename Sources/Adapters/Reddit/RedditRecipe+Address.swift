package import Domain

extension RedditRecipe: AddressRecipe {
  /// Reads `https://www.reddit.com/r/SUBREDDIT/comments/ID/…` and `https://redd.it/ID`.
  package func remote(at address: String, of account: AccountFacts) -> Remote? {
    guard let page = WebPage(address) else { return nil }
    let id: String?
    if page.origin.host == "redd.it" {
      id = page.path.first
    } else if page.origin.host == "reddit.com" || page.origin.host.hasSuffix(".reddit.com"),
      let mark = page.path.firstIndex(of: "comments"), mark + 1 < page.path.count
    {
      id = page.path[mark + 1]
    } else {
      id = nil
    }
    guard let id, (1...13).contains(id.utf8.count),
      id.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isLowercase) })
    else { return nil }
    return Remote(id: "t3_" + id, url: address)
  }
}
