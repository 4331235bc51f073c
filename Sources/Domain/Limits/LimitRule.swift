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
  }

  package var capacity: Int {
    switch shape {
    case .bucket(let capacity, _): capacity
    case .window(let count, _): count
    }
  }

  package var period: Duration {
    switch shape {
    case .bucket(_, let seconds), .window(_, let seconds): .seconds(seconds)
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
