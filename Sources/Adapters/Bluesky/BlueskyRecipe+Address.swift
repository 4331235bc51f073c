package import Domain

extension BlueskyRecipe: AddressRecipe {
  /// Reads `https://bsky.app/profile/WHO/post/KEY`, where WHO is the account's handle or its id, and
  /// `at://ID/app.bsky.feed.post/KEY`.
  package func remote(at address: String, of account: AccountFacts) -> Remote? {
    guard let identity = account.identity else { return nil }
    let repository = "at://\(identity.id)/\(BlueskyAPI.collection)/"
    if address.hasPrefix(repository) {
      let key = String(address.dropFirst(repository.count))
      return RecordKey.isValid(key) ? Remote(id: address) : nil
    }
    guard let page = WebPage(address), page.path.count == 4, page.path[0] == "profile",
      page.path[2] == "post", RecordKey.isValid(page.path[3]),
      [identity.id, BlueskySession.plainHandle(identity.handle)].contains(page.path[1].lowercased())
    else { return nil }
    return Remote(id: repository + page.path[3], url: address)
  }
}

extension RecordKey {
  /// Whether the text may be a post's key: the digits of a TID.
  static func isValid(_ text: String) -> Bool {
    text.count == 13 && text.allSatisfy { ("2"..."7").contains($0) || ("a"..."z").contains($0) }
  }
}
