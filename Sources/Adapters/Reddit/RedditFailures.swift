import Domain

/// What Reddit's answers mean that are no success: most come as 200 with a list of
/// `[CODE, message, field]`, the rest as `{"message", "error"}` or `{"reason", "explanation"}`.
enum RedditFailures {
  static func reading<Value>(of answer: Answer, after effect: Effect) -> Reading<Value> {
    Reading(refusal(in: answer, after: effect))
  }

  /// The codes of an answer in Reddit's own envelope; `nil` when it is not in one.
  static func codes(in answer: Answer) -> [(code: String, message: String)]? {
    guard let errors = answer.json?["json"]?["errors"]?.array else { return nil }
    return errors.map { error in
      let code = error[0]?.string?.bounded ?? "error"
      return (code, error[1]?.string?.bounded ?? code)
    }
  }

  /// - Returns: `nil` for an answer that is not on the list.
  static func refusal(in answer: Answer, after effect: Effect) -> Refusal? {
    if let first = codes(in: answer)?.first {
      return kind(of: first.code, first.message).map {
        Refusal($0, code: first.code, message: first.message)
      }
    }
    guard let words = words(in: answer) else { return gatewayRefusal(answer, effect) }
    guard let kind = kind(ofStatus: answer, effect) else { return nil }
    return Refusal(kind, code: "\(answer.status)", message: words)
  }

  /// An error list says that nothing was made. A subreddit's no is about this post there and not
  /// about the sign-in, so that it does not stop the account.
  private static func kind(of code: String, _ message: String) -> Refusal.Kind? {
    switch code {
    case "ALREADY_SUB": .duplicate
    case "RATELIMIT": .throttled(wait(in: message))
    case "QUOTA_FILLED": .throttled(.seconds(3600))
    case "SUBREDDIT_NOEXIST": .gone
    case "USER_REQUIRED": .signIn
    default: .content
    }
  }

  private static func kind(ofStatus answer: Answer, _ effect: Effect) -> Refusal.Kind? {
    switch answer.status {
    case 400: .content
    case 401: .tokenExpired
    case 403:
      (answer.header("www-authenticate") ?? "").contains("insufficient_scope")
        ? .permission : effect == .visible ? .content : .permission
    case 404: .gone
    case 413, 414, 415, 451: .content
    case 429: .throttled(RedditLimits.wait(in: answer))
    case 409, 500, 502, 503, 504, 520, 522: effect == .visible ? nil : .transient
    default: nil
    }
  }

  /// The platform's own voice outside of its envelope.
  private static func words(in answer: Answer) -> String? {
    guard !answer.isSuccess, let body = answer.json else { return nil }
    let said = body["explanation"] ?? body["message"] ?? body["reason"]
    return said?.string?.bounded
  }

  /// `… try again in 9 minutes.`: a second is added to what Reddit says.
  static func wait(in message: String) -> Duration? {
    let words = message.lowercased().split { !$0.isLetter && !$0.isNumber }
    for (index, word) in words.enumerated().dropLast() {
      guard let number = Int64(word), (0...100_000).contains(number) else { continue }
      let unit = words[index + 1]
      if unit.hasPrefix("milli") { return .milliseconds(number) + .seconds(1) }
      if unit.hasPrefix("sec") { return .seconds(number + 1) }
      if unit.hasPrefix("min") { return .seconds(number * 60 + 1) }
      if unit.hasPrefix("hour") { return .seconds(number * 3600 + 1) }
    }
    return nil
  }

  /// An answer of something in front of the server.
  ///
  /// It may have passed the request on; one that leads to the search for subreddits says that there
  /// is none of that name. Reddit's own 429 and 403 may be pages, too; they are
  /// believed where nobody can see the call.
  private static func gatewayRefusal(_ answer: Answer, _ effect: Effect) -> Refusal? {
    if answer.status == 302, answer.header("location")?.contains("/subreddits/search") == true {
      return Refusal(.gone, code: "302", message: "there is no subreddit of this name")
    }
    guard effect == .harmless else { return nil }
    if answer.status == 429 {
      return Refusal(
        .throttled(RedditLimits.wait(in: answer)), code: "429", message: "too many requests")
    }
    if answer.status == 413 {
      return Refusal(.content, code: "413", message: "Reddit does not take files of this size")
    }
    return Refusal(
      .transient, code: "\(answer.status)",
      message: "an answer that is not Reddit's (a proxy in front of the server?)")
  }
}

/// What Reddit's headers say: `X-Ratelimit-Remaining` (a decimal number) and `-Reset` (seconds
/// until the window of ten minutes ends).
enum RedditLimits {
  static func readings(in answer: Answer) -> [LimitReading] {
    guard let remaining = answer.header("x-ratelimit-remaining").flatMap({ Double($0) }),
      remaining >= 0, remaining < 1_000_000
    else { return [] }
    let used = answer.header("x-ratelimit-used").flatMap { Int($0) }
    return [
      LimitReading(
        limit: "requests", remaining: Int(remaining),
        resets: reset(in: answer).map { answer.at + $0 },
        capacity: used.map { $0 + Int(remaining) })
    ]
  }

  static func wait(in answer: Answer) -> Duration? {
    answer.retryAfter ?? reset(in: answer)
  }

  private static func reset(in answer: Answer) -> Duration? {
    guard let seconds = answer.header("x-ratelimit-reset").flatMap({ Int64($0) }), seconds >= 0
    else { return nil }
    return .seconds(min(seconds, 3600))
  }
}
