import Domain

/// What Mastodon's headers say about its limits: `X-RateLimit-Limit`, `-Remaining` and `-Reset`,
/// the last one an ISO 8601 time and not a number of seconds (*api/rate-limits*).
enum MastodonLimits {
  static func readings(in answer: Answer) -> [LimitReading] {
    guard let remaining = answer.header("x-ratelimit-remaining").flatMap(Int.init), remaining >= 0
    else { return [] }
    let reset = reset(in: answer)
    let capacity = answer.header("x-ratelimit-limit").flatMap(Int.init)
    return [
      LimitReading(
        limit: limit(resetIn: reset?.wait, capacity: capacity), remaining: remaining,
        resets: reset?.local, capacity: capacity)
    ]
  }

  /// How long to wait after a 429: `Retry-After` where a proxy adds it, else until the reset.
  static func wait(in answer: Answer) -> Duration? {
    if let wait = answer.retryAfter { return wait }
    return reset(in: answer).map { min($0.wait, .seconds(86_400)) }
  }

  /// The headers describe whichever limit is nearest exhaustion and do not name it; how far away
  /// its reset is does.
  private static func limit(resetIn wait: Duration?, capacity: Int?) -> String {
    let slack = Duration.seconds(60)
    if let wait, wait > .seconds(1800) + slack { return "posts" }
    // Deletes have a limit of the same size; an upload that waits too long harms nobody.
    if capacity == 30 { return "media" }
    if let wait, wait > .seconds(300) + slack { return "posts" }
    return "requests"
  }

  /// The reset as a wait on the server's clock, and as a time on ours.
  private static func reset(in answer: Answer) -> (wait: Duration, local: Instant)? {
    guard let reset = answer.header("x-ratelimit-reset").flatMap(Instant.init(rfc3339:)) else {
      return nil
    }
    let wait = max(.zero, reset - (answer.platformDate ?? answer.at))
    return (wait, answer.at + wait)
  }
}
