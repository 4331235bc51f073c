import Domain

/// What Pinterest's answers mean that are no success: `{"code", "message"}` (OpenAPI description,
/// *Error*); the codes are few and hardly documented, so that the status decides.
enum PinterestFailures {
  static func reading<Value>(of answer: Answer, after effect: Effect) -> Reading<Value> {
    Reading(refusal(in: answer, after: effect))
  }

  /// - Returns: `nil` for an answer that is not on the list.
  static func refusal(in answer: Answer, after effect: Effect) -> Refusal? {
    guard let (code, words) = voice(of: answer) else { return gatewayRefusal(answer, effect) }
    guard let kind = kind(of: answer, effect) else { return nil }
    return Refusal(kind, code: code ?? "\(answer.status)", message: words)
  }

  /// Code and words, if it is Pinterest that speaks.
  private static func voice(of answer: Answer) -> (code: String?, words: String)? {
    guard !answer.isSuccess, let words = answer.json?["message"]?.string else { return nil }
    return (answer.json?["code"]?.integer.map { String($0) }, words.bounded)
  }

  private static func kind(of answer: Answer, _ effect: Effect) -> Refusal.Kind? {
    switch answer.status {
    case 400, 413, 415, 422: .content
    case 401: .tokenExpired
    case 403: .permission
    case 404: .gone
    case 429: .throttled(wait(in: answer))
    case 500...599: effect == .harmless ? .transient : nil
    default: nil
    }
  }

  /// `Retry-After`, or the seconds until the limit begins anew.
  private static func wait(in answer: Answer) -> Duration? {
    if let wait = answer.retryAfter { return wait }
    guard let seconds = answer.header("x-ratelimit-reset").flatMap({ Int64($0) }),
      (0...86_400).contains(seconds)
    else { return nil }
    return .seconds(seconds)
  }

  /// An answer of something in front of the server.
  ///
  /// It may have passed the request on.
  private static func gatewayRefusal(_ answer: Answer, _ effect: Effect) -> Refusal? {
    guard effect == .harmless, !answer.isSuccess else { return nil }
    return Refusal(
      answer.status == 413 ? .content : .transient, code: "\(answer.status)",
      message: "an answer that is not Pinterest's")
  }

  /// The token endpoint's: what it refuses with its own words is over.
  static func tokenReading<Value>(of answer: Answer) -> Reading<Value> {
    if [400, 401].contains(answer.status), let (code, words) = voice(of: answer) {
      return .refused(Refusal(.signIn, code: code ?? "\(answer.status)", message: words))
    }
    return OAuthFailures.reading(of: answer, after: .visible)
  }
}
