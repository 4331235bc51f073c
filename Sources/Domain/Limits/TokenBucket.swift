/// The level of one limit: it holds `capacity` units and refills evenly. Pure; time is an argument.
package struct TokenBucket: Hashable, Sendable {
  package let capacity: Double
  package let refillPerSecond: Double
  /// Units that may be taken now.
  package private(set) var level: Double
  /// When `level` was true.
  package private(set) var at: Instant
  /// The platform said that nothing is left until then.
  package private(set) var closedUntil: Instant?

  package init(
    capacity: Double, refillPerSecond: Double, level: Double? = nil, at: Instant,
    closedUntil: Instant? = nil
  ) {
    precondition(capacity > 0 && refillPerSecond > 0, "a bucket that never fills")
    self.capacity = capacity
    self.refillPerSecond = refillPerSecond
    self.level = min(capacity, level ?? capacity)
    self.at = at
    self.closedUntil = closedUntil
  }

  package init(rule: LimitRule, at: Instant) {
    let seconds = max(1, Double(rule.period.wholeMilliseconds) / 1000)
    self.init(
      capacity: Double(rule.capacity), refillPerSecond: Double(rule.capacity) / seconds, at: at)
  }

  /// The wait until `amount` can be taken; zero when it can be taken now. An amount above the
  /// capacity waits for a full bucket.
  package func wait(for amount: Double, at now: Instant) -> Duration {
    let filled = refilled(at: now)
    if let closed = filled.closedUntil { return closed - now }
    let missing = min(amount, capacity) - filled.level
    guard missing > 0 else { return .zero }
    let milliseconds = (missing / refillPerSecond * 1000).rounded(.up)
    // A level far below zero must not overflow: nobody waits longer than until `Instant.never`.
    return .milliseconds(Int64(min(milliseconds, Double(Instant.never.milliseconds))))
  }

  /// Takes `amount`; the level may fall below zero when the caller did not wait.
  package mutating func take(_ amount: Double, at now: Instant) {
    self = refilled(at: now)
    level -= amount
  }

  /// Puts back what a call took that is known never to have left.
  package mutating func giveBack(_ amount: Double) {
    level = min(capacity, level + amount)
  }

  /// Lowers the level to what the platform says is left. It never raises it, and a negative number
  /// means nothing left.
  package mutating func learn(_ reading: LimitReading, at now: Instant) {
    self = refilled(at: now)
    level = min(level, Double(max(0, reading.remaining)))
    if reading.remaining <= 0, let resets = reading.resets, resets > now {
      // A reset further away than the whole period plus an hour is nonsense; believe the period.
      let period = Duration.seconds(Int64((capacity / refillPerSecond).rounded(.up)))
      closedUntil = min(resets, now + period + .seconds(3600))
    }
  }

  /// The bucket after the wall clock was set: one whose times lie in a future that did not come
  /// would not refill before it does.
  package func rewound(to now: Instant) -> TokenBucket {
    var copy = self
    copy.at = min(at, now)
    let period = Duration.seconds(Int64((capacity / refillPerSecond).rounded(.up)))
    copy.closedUntil = closedUntil.map { min($0, now + period + .seconds(3600)) }
    return copy
  }

  /// The level at `now`. A clock that ran backwards refills nothing; one that jumped ahead refills
  /// at most one full bucket.
  package func refilled(at now: Instant) -> TokenBucket {
    var copy = self
    if let closed = closedUntil, closed <= now {
      copy.closedUntil = nil
    }
    guard now > at else { return copy }
    let seconds = Double((now - at).wholeMilliseconds) / 1000
    copy.level = min(capacity, level + seconds * refillPerSecond)
    copy.at = now
    return copy
  }
}
