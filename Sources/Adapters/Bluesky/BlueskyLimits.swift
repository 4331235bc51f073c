import Domain

/// What Bluesky's headers say about its limits: `RateLimit-Limit`, `-Remaining`, `-Reset` (seconds
/// since 1970) and `-Policy` (`limit;w=seconds`).
enum BlueskyLimits {
  static func readings(in answer: Answer) -> [LimitReading] {
    guard let remaining = answer.header("ratelimit-remaining").flatMap(Int.init), remaining >= 0,
      let capacity = answer.header("ratelimit-limit").flatMap(Int.init),
      let name = limit(capacity: capacity, window: window(in: answer))
    else { return [] }
    return [
      LimitReading(
        limit: name, remaining: remaining, resets: untilReset(answer).map { answer.at + $0 },
        capacity: capacity)
    ]
  }

  /// How long to wait after a 429: `Retry-After`, else until the reset.
  static func wait(in answer: Answer) -> Duration? {
    answer.retryAfter ?? untilReset(answer).map { min($0, .seconds(86_400)) }
  }

  /// The headers do not name the limit; its window and size do.
  ///
  /// Servers may set other sizes.
  private static func limit(capacity: Int, window: Int?) -> String? {
    switch window {
    case 3600: "points-hour"
    case 86_400 where capacity > 5000: "points-day"
    case 86_400 where capacity > 500: "uploads"
    case 86_400: "sessions-day"
    case 300: capacity < 300 ? "sessions" : "requests"
    default: nil
    }
  }

  private static func window(in answer: Answer) -> Int? {
    let parts = answer.header("ratelimit-policy")?.split(separator: ";") ?? []
    return parts.dropFirst().lazy
      .map { $0.filter { $0 != " " } }
      .first { $0.hasPrefix("w=") }
      .flatMap { Int($0.dropFirst(2)) }
  }

  /// The wait until the reset, on the server's clock.
  private static func untilReset(_ answer: Answer) -> Duration? {
    guard let seconds = answer.header("ratelimit-reset").flatMap(Int64.init),
      let reset = Instant(unixSeconds: seconds)
    else { return nil }
    return max(.zero, reset - (answer.platformDate ?? answer.at))
  }
}
