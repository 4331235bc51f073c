import Domain

/// What Bluesky's answers mean that are no success: `{"error": NAME, "message": TEXT}`
/// (docs.bsky.app and the reference server).
enum BlueskyFailures {
  static func reading<Value>(of answer: Answer, after effect: Effect) -> Reading<Value> {
    Reading(refusal(in: answer, after: effect))
  }

  /// - Returns: `nil` for an answer that is not on the list.
  static func refusal(in answer: Answer, after effect: Effect) -> Refusal? {
    guard let name = name(in: answer) else { return gatewayRefusal(answer, effect) }
    guard let kind = kind(of: name, answer, effect) else { return nil }
    return Refusal(
      kind, code: name, message: answer.json?["message"]?.string?.bounded ?? name)
  }

  /// The platform's own voice.
  static func name(in answer: Answer) -> String? {
    guard !answer.isSuccess else { return nil }
    return answer.json?["error"]?.string?.bounded
  }

  private static func kind(of name: String, _ answer: Answer, _ effect: Effect) -> Refusal.Kind? {
    switch (answer.status, name) {
    case (400...401, "ExpiredToken"): .tokenExpired
    // A new access token may help; when the refresh fails too, the person must sign in.
    case (400...401, "InvalidToken"), (401, "AuthenticationRequired"), (401, "AuthMissing"):
      .tokenExpired
    case (401, "AuthFactorTokenRequired"): .signIn
    case (400...401, "AccountTakedown"), (400...401, "AccountDeactivated"): .accountBlocked
    case (401, "use_dpop_nonce"): .transient
    case (403, "ScopeMissingError"): .permission
    case (400, "BlobNotFound"): .conflict
    case (400, "InvalidRequest"), (400, "InvalidMimeType"), (400, "InvalidSize"): .content
    // Something is at the key already; only a look at it tells what.
    case (400, "InvalidSwap"): effect == .visible ? nil : .conflict
    case (400, "RecordNotFound"), (404, "RecordNotFound"): .gone
    case (413, _): .content
    case (429, _): .throttled(BlueskyLimits.wait(in: answer))
    // 500 is also what a record gives whose key exists already.
    case (500, _), (502, _), (503, _), (504, _): effect == .visible ? nil : .transient
    default: nil
    }
  }

  /// An answer of something in front of the server.
  ///
  /// It may have passed the request on.
  private static func gatewayRefusal(_ answer: Answer, _ effect: Effect) -> Refusal? {
    guard effect == .harmless else { return nil }
    if answer.status == 413 {
      return Refusal(.content, code: "413", message: "the server does not take files of this size")
    }
    return Refusal(
      .transient, code: "\(answer.status)",
      message: "an answer that is not Bluesky's (a proxy in front of the server?)")
  }
}
