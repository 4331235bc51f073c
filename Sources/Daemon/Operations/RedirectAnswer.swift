import Domain

/// What a person or a browser brings back from a consent page: the bare code, or the whole address
/// that the network sent the browser to (RFC 6749 §4.1.2).
struct RedirectAnswer {
  /// The authorization code.
  let code: Secret

  /// - Parameter expectedState: the state that this sign-in was begun with.
  /// - Throws: when the network says no, or when the address belongs to another sign-in.
  init(_ given: Secret, expectedState: String?) throws(ErrorObject) {
    let text = given.reveal { String(decoding: $0, as: UTF8.self) }
    guard let query = RedirectAnswer.query(of: text) else {
      // Meta adds `#_` to the code, which is not part of it.
      code = text.contains("#") ? Secret(String(text.prefix { $0 != "#" })) : given
      return
    }
    if let error = query["error"] {
      let why = query["error_description"].map { ": \($0)" } ?? ""
      throw ErrorObject(.notAllowed, "the network did not consent: \(error)\(why)")
    }
    guard let found = query["code"], !found.isEmpty else {
      throw ErrorObject(
        .badRequest, "the address has no code in it",
        hint: "copy the whole address, after the \"?\" too")
    }
    if let expectedState, Secret(query["state"] ?? "") != Secret(expectedState) {
      throw ErrorObject(
        .notAllowed, "this answer belongs to another sign-in", hint: "begin again: belfry connect")
    }
    code = Secret(found)
  }

  /// The query of an address; `nil` for a text that is none.
  private static func query(of text: String) -> [String: String]? {
    guard text.hasPrefix("http://") || text.hasPrefix("https://") || text.hasPrefix("/"),
      let mark = text.firstIndex(of: "?")
    else { return nil }
    var items: [String: String] = [:]
    for pair in text[text.index(after: mark)...].prefix(while: { $0 != "#" }).split(separator: "&")
    {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentEncoding.decodeForm(halves[0]),
        let value = PercentEncoding.decodeForm(halves.count > 1 ? halves[1] : "")
      else { continue }
      items[name] = value
    }
    return items
  }
}
