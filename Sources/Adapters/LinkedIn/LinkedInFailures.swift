import Domain

/// What LinkedIn's answers mean that are no success: `{"status", "serviceErrorCode", "code",
/// "message", "errorDetails": {"inputErrors": [{"code", "description"}]}}` (*error handling*).
enum LinkedInFailures {
  static func reading<Value>(of answer: Answer, after effect: Effect) -> Reading<Value> {
    Reading(refusal(in: answer, after: effect))
  }

  /// As `reading`, about something under a post that was made a moment ago: that the post is
  /// missing passes.
  static func readingOfFresh<Value>(_ answer: Answer, after effect: Effect) -> Reading<Value> {
    var refusal = refusal(in: answer, after: effect)
    if refusal?.kind == .gone { refusal?.kind = .transient }
    return Reading(refusal)
  }

  /// - Returns: `nil` for an answer that is not on the list.
  static func refusal(in answer: Answer, after effect: Effect) -> Refusal? {
    guard let words = words(in: answer) else { return gatewayRefusal(answer, effect) }
    let isPassing = passing.contains { words.message.lowercased().contains($0) }
    if isPassing, answer.status != 403, effect == .visible { return nil }
    guard let kind = isPassing ? .transient : kind(of: words.code, answer.status, effect) else {
      return nil
    }
    let message =
      answer.status == 426
      ? "\(words.message) (raise api_version of this account)" : words.message
    return Refusal(kind, code: words.code, message: message)
  }

  /// What LinkedIn says for a moment, with codes that would mean more; not documented, known from
  /// practice.
  private static let passing = [
    "unable to obtain activity", "resource is forbidden", "service unavailable",
  ]

  private static func kind(
    of code: String, _ status: Int, _ effect: Effect
  ) -> Refusal.Kind? {
    switch (status, code) {
    case (400, "MEDIA_ASSET_WAITING_UPLOAD"): .transient
    case (400, "EXPIRED_UPLOAD_URL"): .conflict
    case (400, _): .content
    case (401, "REVOKED_ACCESS_TOKEN"), (401, "65601"): .signIn
    case (401, _): .tokenExpired
    case (403, _): .permission
    case (404, _): .gone
    case (409, _): effect == .visible ? nil : .transient
    case (413, _) where effect == .harmless: .content
    case (422, "DUPLICATE_POST"): .duplicate
    case (422, _): .content
    // Nothing is wrong with the post or the sign-in: it goes out with a newer version.
    case (426, _): .throttled(.seconds(3600))
    // Short bursts are throttled, and so is the day's end; no header tells which it is.
    case (429, _): .throttled(.seconds(900))
    case (500, _), (502, _), (503, _), (504, _): effect == .visible ? nil : .transient
    default: nil
    }
  }

  /// The platform's own voice.
  private static func words(in answer: Answer) -> (code: String, message: String)? {
    guard !answer.isSuccess, let body = answer.json,
      let message = body["message"]?.string?.bounded
    else { return nil }
    let input = body["errorDetails"]?["inputErrors"]?[0]
    var code =
      (input?["code"] ?? body["code"])?.string?.bounded
      ?? body["serviceErrorCode"]?.integer.map(String.init) ?? "\(answer.status)"
    // Seen without its code.
    if answer.status == 422, message.contains("duplicate of urn:li:") { code = "DUPLICATE_POST" }
    return (code, input?["description"]?.string?.bounded ?? message)
  }

  /// An answer of something in front of the server.
  ///
  /// It may have passed the request on.
  private static func gatewayRefusal(_ answer: Answer, _ effect: Effect) -> Refusal? {
    guard effect == .harmless else { return nil }
    if answer.status == 413 {
      return Refusal(
        .content, code: "413", message: "LinkedIn does not take files of this size")
    }
    return Refusal(
      .transient, code: "\(answer.status)",
      message: "an answer that is not LinkedIn's (a proxy in front of the server?)")
  }
}
