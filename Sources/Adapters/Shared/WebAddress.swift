/// Addresses inside web pages.
enum WebAddress {
  /// The absolute form of an address that a page contains (RFC 3986 §5, for the forms that pages
  /// use for pictures).
  ///
  /// - Parameter base: the page's own address.
  /// - Returns: `nil` when the result would not be `http` or `https`.
  static func resolve(_ reference: String, against base: String) -> String? {
    guard reference.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) else {
      return nil
    }
    if isWeb(reference) { return reference }
    guard isWeb(base), let colon = base.firstIndex(of: ":") else { return nil }
    if reference.hasPrefix("//") { return base[...colon] + reference }
    guard !hasScheme(reference) else { return nil }
    let host = base.index(colon, offsetBy: 3)
    let pathStart = base[host...].firstIndex { "/?#".contains($0) } ?? base.endIndex
    let origin = base[..<pathStart]
    if reference.hasPrefix("/") { return origin + reference }
    let path = base[pathStart...].prefix { $0 != "?" && $0 != "#" }
    guard let lastSlash = path.lastIndex(of: "/") else { return origin + "/" + reference }
    return base[...lastSlash] + reference
  }

  /// Whether the address begins with `http://` or `https://` and has a host.
  static func isWeb(_ address: String) -> Bool {
    let lower = address.prefix(8).lowercased()
    return (lower.hasPrefix("https://") && address.count > 8)
      || (lower.hasPrefix("http://") && address.count > 7)
  }

  private static func hasScheme(_ text: String) -> Bool {
    guard let colon = text.firstIndex(of: ":") else { return false }
    return !text[..<colon].contains { "/?#".contains($0) }
  }
}
