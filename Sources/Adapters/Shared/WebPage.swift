import Domain

/// A page of a network's website, as people copy its address from a browser.
struct WebPage: Hashable, Sendable {
  var origin: Origin
  /// The path's segments, decoded, without empty ones.
  var path: [String]

  /// - Returns: `nil` for anything that is no web address.
  init?(_ address: String) {
    let bare = address.prefix { $0 != "?" && $0 != "#" }
    guard let scheme = bare.firstRange(of: "://") else { return nil }
    let rest = bare[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" }
    guard let origin = Origin(String(bare[..<scheme.upperBound]) + authority) else { return nil }
    self.origin = origin
    path = []
    for segment in rest.dropFirst(authority.count).split(separator: "/") {
      guard let text = PercentEncoding.decode(segment) else { return nil }
      path.append(text)
    }
  }

  /// A page of the server on this machine that stands for the account's network.
  func isOfSandbox(_ account: AccountFacts) -> Bool {
    origin.isLoopback && account.settings["server"].flatMap(Origin.init) == origin
  }
}
