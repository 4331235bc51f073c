import Domain

/// What Discord's answers mean that are no success: `{"code", "message", "errors"}`, and
/// `{"message", "retry_after", "global"}` for too many calls (docs.discord.com, *opcodes and status
/// codes*, *rate limits*).
enum DiscordFailures {
  static func reading<Value>(of answer: Answer, after effect: Effect) -> Reading<Value> {
    Reading(refusal(in: answer, after: effect))
  }

  /// Discord's own number for the failure.
  static func code(in answer: Answer) -> Int64? {
    guard !answer.isSuccess else { return nil }
    return answer.json?["code"]?.integer
  }

  /// - Returns: `nil` for an answer that is not on the list.
  static func refusal(in answer: Answer, after effect: Effect) -> Refusal? {
    guard !answer.isSuccess, let words = answer.json?["message"]?.string else {
      return gatewayRefusal(answer, effect)
    }
    guard let kind = kind(of: code(in: answer), answer, effect) else { return nil }
    let code = code(in: answer).map { String($0) } ?? "\(answer.status)"
    return Refusal(kind, code: code, message: words.bounded)
  }

  private static func kind(
    of code: Int64?, _ answer: Answer, _ effect: Effect
  ) -> Refusal.Kind? {
    switch (answer.status, code) {
    case (429, _), (_, 20016), (_, 20022), (_, 20028), (_, 30046): .throttled(wait(in: answer))
    case (401, _), (_, 40001), (_, 50014), (_, 50027), (404, 10015): .signIn
    case (404, 10003), (404, 10008): .gone
    case (403, 50001), (403, 50013), (_, 160005), (_, 50083): .permission
    case (400, 50035), (400, 50006), (400, 50045), (400, 240000), (400, 220001), (_, 40005):
      .content
    case (500...599, _): effect == .harmless ? .transient : nil
    default: nil
    }
  }

  /// Seconds with a fraction, in the body or in the header.
  private static func wait(in answer: Answer) -> Duration? {
    guard let seconds = answer.json?["retry_after"]?.number else { return answer.retryAfter }
    guard seconds >= 0, seconds < 1e6 else { return nil }
    return .milliseconds(Int64((seconds * 1000).rounded(.up)))
  }

  /// An answer of something in front of the server.
  ///
  /// It may have passed the request on.
  private static func gatewayRefusal(_ answer: Answer, _ effect: Effect) -> Refusal? {
    guard effect == .harmless, !answer.isSuccess else { return nil }
    return Refusal(
      answer.status == 413 ? .content : .transient, code: "\(answer.status)",
      message: "an answer that is not Discord's")
  }
}

/// What Discord's headers say about its limits: `X-RateLimit-Remaining`, `-Limit` and
/// `-Reset-After` (seconds with a fraction). They are of the route that was called, and only those
/// of messages matter.
enum DiscordLimits {
  static func readings(in answer: Answer) -> [LimitReading] {
    guard let remaining = answer.header("x-ratelimit-remaining").flatMap(Int.init), remaining >= 0,
      let after = answer.header("x-ratelimit-reset-after").flatMap(Double.init),
      (0..<86_400).contains(after)
    else { return [] }
    return [
      LimitReading(
        limit: "messages", remaining: remaining,
        resets: answer.at + .milliseconds(Int64((after * 1000).rounded(.up))),
        capacity: answer.header("x-ratelimit-limit").flatMap(Int.init))
    ]
  }
}
