import Domain

/// What Mastodon's answers mean that are no success.
///
/// The words are localised, so the status decides; the text only tells two kinds of 422 from the
/// rest.
enum MastodonFailures {
  static func reading<Value>(of answer: Answer, after effect: Effect) -> Reading<Value> {
    Reading(refusal(in: answer, after: effect))
  }

  /// - Returns: `nil` for an answer that is not on the list.
  static func refusal(in answer: Answer, after effect: Effect) -> Refusal? {
    guard let words = words(in: answer) else { return gatewayRefusal(answer, effect) }
    let kind: Refusal.Kind
    switch answer.status {
    case 400:
      kind = words.code == "invalid_grant" || words.code == "invalid_scope" ? .signIn : .content
    case 401: kind = .signIn
    case 403: kind = .permission
    case 404: kind = .gone
    case 413 where effect == .harmless: kind = .content
    case 422: kind = unprocessable(words.text)
    case 429: kind = .throttled(MastodonLimits.wait(in: answer))
    case 500, 502, 503, 504:
      guard effect == .harmless else { return nil }
      kind = .transient
    default: return nil
    }
    return Refusal(kind, code: words.code ?? "\(answer.status)", message: words.text)
  }

  /// The platform's own voice: `{"error": TEXT}`, or `{"error": CODE, "error_description": TEXT}`
  /// from the OAuth endpoints.
  private static func words(in answer: Answer) -> (code: String?, text: String)? {
    guard !answer.isSuccess, let body = answer.json, let error = body["error"]?.string else {
      return nil
    }
    guard let description = body["error_description"]?.string else {
      return (nil, error.bounded)
    }
    return (error.bounded, description.bounded)
  }

  private static func unprocessable(_ text: String) -> Refusal.Kind {
    let text = text.lowercased()
    if text.contains("finished processing") { return .transient }
    if text.contains("could not be found") { return .conflict }
    if text.contains("duplicate") { return .duplicate }
    return .content
  }

  /// An answer of something in front of the server.
  ///
  /// It may have passed the request on.
  private static func gatewayRefusal(_ answer: Answer, _ effect: Effect) -> Refusal? {
    guard effect == .harmless else { return nil }
    let kind: Refusal.Kind = answer.status == 413 ? .content : .transient
    let message =
      answer.status == 413
      ? "the server does not take files of this size"
      : "an answer that is not Mastodon's (a proxy in front of the server?)"
    return Refusal(kind, code: "\(answer.status)", message: message)
  }
}
