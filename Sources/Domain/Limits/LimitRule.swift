/// A limit that a platform or an owner sets: so many units in so much time.
package struct LimitRule: Hashable, Sendable, Codable {
  /// What calls name in their costs.
  package var name: String
  package var scope: Scope
  package var shape: Shape
  /// How people count it: `posts`, `points`, `requests`.
  package var unit: String

  package init(_ name: String, scope: Scope, _ shape: Shape, unit: String) {
    self.name = name
    self.scope = scope
    self.shape = shape
    self.unit = unit
  }

  /// Who shares the limit.
  package enum Scope: String, Hashable, Sendable, Codable {
    case account, app, host
  }

  /// How the limit counts time.
  package enum Shape: Hashable, Sendable, Codable {
    /// Holds `capacity` units and refills evenly over `perSeconds`.
    case bucket(capacity: Int, perSeconds: Int)
    /// At most `count` units in any `perSeconds`.
    case window(count: Int, perSeconds: Int)
    /// At most `count` units in a day, all of which come back when the next one begins.
    case day(count: Int, QuotaDay)
  }

  /// How what was taken comes back.
  package enum Returns: Hashable, Sendable {
    /// Evenly, as time passes.
    case evenly
    /// Each unit when it was taken this long ago.
    case rolling(Duration)
    /// All at once, when a quota day begins.
    case daily(QuotaDay)
  }

  /// Windows of days are counted as they are documented: with an even refill twice as much could
  /// go out in one of them. In shorter ones the even refill spreads what goes out.
  package var returns: Returns {
    switch shape {
    case .bucket: .evenly
    case .window(_, let seconds): seconds < 86_400 ? .evenly : .rolling(.seconds(seconds))
    case .day(_, let day): .daily(day)
    }
  }

  /// Whether what was taken at `earlier` is there again at `now`.
  package func hasReturned(_ earlier: Instant, at now: Instant) -> Bool {
    if case .day(_, let day) = shape { return day.start(at: now) > earlier }
    return earlier <= now - period
  }

  package var capacity: Int {
    switch shape {
    case .bucket(let capacity, _): capacity
    case .window(let count, _), .day(let count, _): count
    }
  }

  package var period: Duration {
    switch shape {
    case .bucket(_, let seconds), .window(_, let seconds): .seconds(seconds)
    case .day: .seconds(86_400)
    }
  }
}

/// What an answer's headers say about a limit. Headers only ever tighten.
package struct LimitReading: Hashable, Sendable {
  package var limit: String
  package var remaining: Int
  package var resets: Instant?
  package var capacity: Int?

  package init(limit: String, remaining: Int, resets: Instant? = nil, capacity: Int? = nil) {
    self.limit = limit
    self.remaining = remaining
    self.resets = resets
    self.capacity = capacity
  }
}
