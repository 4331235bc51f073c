/// The words of Mastodon's OAuth scopes.
enum MastodonScope {
  /// As documented under "OAuth scopes"; admin scopes are left out.
  private static let known: Set<String> = {
    var names: Set<String> = ["profile", "push", "follow", "read", "write"]
    let reads = [
      "accounts", "blocks", "bookmarks", "favourites", "filters", "follows", "lists", "mutes",
      "notifications", "search", "statuses",
    ]
    let writes = [
      "accounts", "blocks", "bookmarks", "conversations", "favourites", "filters", "follows",
      "lists", "media", "mutes", "notifications", "reports", "statuses",
    ]
    names.formUnion(reads.map { "read:" + $0 })
    names.formUnion(writes.map { "write:" + $0 })
    return names
  }()

  static func split(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }

  static func areKnown(_ scopes: [String]) -> Bool {
    !scopes.isEmpty && scopes.allSatisfy(known.contains)
  }

  /// Whether a token or an app with `granted` may do what needs `wanted`.
  static func covers(_ granted: [String], _ wanted: String) -> Bool {
    granted.contains(wanted) || granted.contains(String(wanted.prefix { $0 != ":" }))
  }

  static func cover(_ granted: [String], _ wanted: [String]) -> Bool {
    wanted.allSatisfy { covers(granted, $0) }
  }
}
