import Domain

/// The calls of one account to a Graph API.
struct GraphAPI: Sendable {
  /// Host and version, such as `https://graph.threads.net/v1.0`.
  var base: String
  var access: SecretKey

  /// A call with the account's token.
  func call(
    _ method: Call.Method, _ path: String, query: [(name: String, value: String)] = [],
    costs: [Call.Cost] = []
  ) -> Call {
    let text = query.map { "\($0.name)=\(PercentEncoding.component($0.value))" }
      .joined(separator: "&")
    return Call(
      method, base + path + (text.isEmpty ? "" : "?" + text), authorization: .bearer(access),
      costs: costs + [.init("calls")])
  }

  /// A POST whose parameters are in the body: long texts do not fit into an address.
  func post(
    _ path: String, _ fields: [(name: String, value: Call.FormValue)], costs: [Call.Cost] = []
  ) -> Call {
    var call = call(.post, path, costs: costs)
    call.setForm(fields)
    return call
  }

  static func harmless<Value>(_ answer: Answer) -> Reading<Value> {
    MetaFailures.reading(of: answer, after: .harmless)
  }

  /// The `id` of an answer; Meta writes it as text, and as a number in some answers.
  static func id(in body: JSON?) -> String? {
    if let text = body?["id"]?.string { return text.isEmpty ? nil : text }
    return body?["id"]?.integer.map(String.init)
  }
}

extension Instant {
  /// Meta's times: `2026-11-20T09:00:00+0000`.
  init?(graphTime text: String) {
    let isShort = text.hasSuffix("+0000")
    self.init(rfc3339: isShort ? text.dropLast(5) + "Z" : text)
  }
}
