package import Domain

extension LinkedInRecipe: AddressRecipe {
  private static let hosts = ["linkedin.com", "www.linkedin.com"]

  /// Reads `https://www.linkedin.com/feed/update/urn:li:share:ID/` (or `ugcPost`).
  ///
  /// Addresses with `activity` hold another number than the post's, and nobody may ask for it.
  package func remote(at address: String, of account: AccountFacts) -> Remote? {
    guard let page = WebPage(address),
      LinkedInRecipe.hosts.contains(page.origin.host) || page.isOfSandbox(account),
      let urn = page.path.last,
      urn.hasPrefix("urn:li:share:") || urn.hasPrefix("urn:li:ugcPost:"),
      let number = urn.split(separator: ":").last, number.allSatisfy(\.isNumber)
    else { return nil }
    return LinkedInAPI.remote(urn)
  }
}
