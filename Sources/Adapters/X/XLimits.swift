import Domain

/// What X's headers say about its limits (docs.x.com, *rate limits*): `x-rate-limit-limit`,
/// `-remaining` and `-reset` for the window of the endpoint, in Unix seconds; and, as reported,
/// daily ones of the user and of the app.
enum XLimits {
  static func readings(in answer: Answer) -> [LimitReading] {
    var readings: [LimitReading] = []
    if let window = Window("x-rate-limit-", answer), let limit = limit(of: window.capacity) {
      readings.append(window.reading(limit))
    }
    if let day = Window("x-app-limit-24hour-", answer), day.capacity == 10_000 {
      readings.append(day.reading("posts-app"))
    }
    return readings
  }

  /// How long to wait after a 429: until every bucket that is empty is full again.
  ///
  /// - Parameter isCapped: the plan's cap is reached, whose end no header tells.
  static func wait(in answer: Answer, isCapped: Bool) -> Duration? {
    let windows = ["x-rate-limit-", "x-app-limit-24hour-", "x-user-limit-24hour-"]
      .compactMap { Window($0, answer) }
    let empty = windows.filter { $0.remaining == 0 }.map(\.wait).max()
    let wait = answer.retryAfter ?? empty ?? windows.first?.wait
    return isCapped ? max(wait ?? .zero, .seconds(3600)) : wait.map { min($0, .seconds(86_400)) }
  }

  /// The headers describe the endpoint's window and do not name it; its size does.
  private static func limit(of capacity: Int?) -> String? {
    switch capacity {
    case 100, 200: "posts"
    case 50: "deletes"
    case 1875: "uploads"
    case 500: "alt-texts"
    case 900: "reads"
    case 75: "profile"
    default: nil
    }
  }

  private struct Window {
    var remaining: Int
    var capacity: Int?
    /// Until the reset, measured on the server's clock.
    var wait: Duration
    private var receivedAt: Instant

    init?(_ prefix: String, _ answer: Answer) {
      guard let remaining = answer.header(prefix + "remaining").flatMap({ Int($0) }),
        remaining >= 0
      else { return nil }
      self.remaining = remaining
      capacity = answer.header(prefix + "limit").flatMap { Int($0) }
      receivedAt = answer.at
      let reset = answer.header(prefix + "reset").flatMap { Int64($0) }
        .flatMap(Instant.init(unixSeconds:))
      wait = max(.zero, (reset ?? answer.at) - (answer.platformDate ?? answer.at))
    }

    /// The reset as a time on our clock.
    func reading(_ limit: String) -> LimitReading {
      LimitReading(
        limit: limit, remaining: remaining, resets: receivedAt + wait, capacity: capacity)
    }
  }
}
