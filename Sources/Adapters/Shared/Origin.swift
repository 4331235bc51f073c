import Domain

/// A web origin: scheme, host and perhaps a port, without a trailing slash.
struct Origin: Hashable, Sendable {
  /// Such as `https://mastodon.example`.
  let text: String

  /// Reads `https://host[:port]` with an optional trailing slash.
  ///
  /// `http` is accepted on loopback only: tokens are sent to an origin.
  ///
  /// - Returns: `nil` for anything with a path, a query, credentials or another scheme.
  init?(_ text: String) {
    let lower = text.lowercased()
    let trimmed = lower.hasSuffix("/") ? String(lower.dropLast()) : lower
    let isSecure = trimmed.hasPrefix("https://")
    guard isSecure || trimmed.hasPrefix("http://") else { return nil }
    let authority = trimmed.dropFirst(isSecure ? 8 : 7)
    guard !authority.isEmpty, authority.utf8.allSatisfy(Origin.isAllowed) else { return nil }
    self.text = trimmed
    guard isSecure || isLoopback else { return nil }
  }

  /// Host and port, as written.
  var authority: String {
    String(Substring(text.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)))
  }

  /// The host alone.
  var host: String {
    let authority = authority
    if authority.hasPrefix("[") { return String(authority.prefix { $0 != "]" }) + "]" }
    return String(Substring(authority.utf8.prefix { $0 != UInt8(ascii: ":") }))
  }

  /// The address of this machine itself.
  var isLoopback: Bool {
    let host = host
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]"
  }

  /// Where people see what lies at this server: the network's site, or the server itself where it
  /// is on this machine, as a sandbox is.
  func site(_ address: String) -> String { isLoopback ? text : address }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5B, 0x5D: true
    default: false
    }
  }
}
