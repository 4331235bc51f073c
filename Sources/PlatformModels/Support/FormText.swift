import Domain

/// `application/x-www-form-urlencoded` text (the URL standard §5).
enum FormText {
  /// The pairs in their order; `nil` for broken escapes.
  static func parse(_ text: some StringProtocol) -> [NamedValue]? {
    var items: [NamedValue] = []
    for pair in text.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decodeForm(halves[0]),
        let value = PercentEncoding.decodeForm(halves.count > 1 ? halves[1] : "")
      else { return nil }
      items.append(NamedValue(name, value))
    }
    return items
  }
}
