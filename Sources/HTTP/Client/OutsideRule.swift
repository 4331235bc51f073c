import CCurl

/// Which URLs of authors are followed, before any connection is made.
struct OutsideRule {
  /// How many redirects an author's URL may take: a link, a shortener and its canonical form.
  static let redirectsMax = 3

  let allowsPlain: Bool

  /// Why this URL is not followed; `nil` when it may be.
  ///
  /// The URL is read by the library that will connect, so that both see the same host.
  func objection(to url: String) -> String? {
    guard let parsed = curl_url() else { return "out of memory" }
    defer { curl_url_cleanup(parsed) }
    guard curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK else {
      return "the address is malformed"
    }
    let scheme = OutsideRule.part(CURLUPART_SCHEME, of: parsed)
    guard scheme == "https" || (scheme == "http" && allowsPlain) else {
      return "the address is not https"
    }
    guard OutsideRule.part(CURLUPART_USER, of: parsed) == nil,
      OutsideRule.part(CURLUPART_PASSWORD, of: parsed) == nil
    else { return "the address holds credentials" }
    return nil
  }

  private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(url, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
