import Domain
import HTTP

/// Keeps web pages out: a browser that is tricked into talking to a socket or a forwarded port
/// gives itself away by its headers.
enum BrowserGuard {
  /// Names that a local client may call us by.
  private static let hosts = ["localhost", "belfry", "127.0.0.1", "[::1]"]

  /// The refusal, if the request looks like a browser's.
  static func refusal(of request: Request) -> ErrorObject? {
    let telltale = request.headers.first {
      $0.name == "origin" || $0.name == "referer" || $0.name.hasPrefix("sec-fetch-")
    }
    if let telltale {
      return ErrorObject(
        .notAllowed, "requests with the header \(telltale.name) come from a browser",
        hint: "the control API is for programs on this machine")
    }
    guard let host = request.header("host") else { return nil }
    guard !hosts.contains(withoutPort(host.lowercased())) else { return nil }
    return ErrorObject(
      .notAllowed, "the host \(host) is not this one", hint: "use http://localhost/")
  }

  private static func withoutPort(_ host: String) -> String {
    guard let colon = host.lastIndex(of: ":"), host.last != "]",
      host[host.index(after: colon)...].allSatisfy(\.isNumber)
    else { return host }
    return String(host[..<colon])
  }
}
