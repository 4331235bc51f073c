/// The level of one limit: it holds `capacity` units, which come back as its rule says. Pure; time
/// is an argument.
package struct TokenBucket: Hashable, Sendable {
  package let capacity: Double
  package let refillPerSecond: Double
  /// Units that may be taken now.
  package private(set) var level: Double
  /// When `level` was true.
  package private(set) var at: Instant
  /// The platform said that nothing is left until then.
  package private(set) var closedUntil: Instant?
  /// How what was taken comes back.
  package var returns = LimitRule.Returns.evenly
  /// What was taken and has not come back, the oldest first, where that comes back piece by piece.
  package private(set) var spent: [Spent]

  /// Units that were taken within a 48th of the period; they come back together, the latest of
  /// them in time.
  package struct Spent: Hashable, Sendable {
    package var at: Instant
    package var amount: Double

    package init(at: Instant, amount: Double) {
      self.at = at
      self.amount = amount
    }
  }

  package init(
    capacity: Double, refillPerSecond: Double, level: Double? = nil, at: Instant,
    closedUntil: Instant? = nil, spent: [Spent] = []
  ) {
    precondition(capacity > 0 && refillPerSecond > 0, "a bucket that never fills")
    self.capacity = capacity
    self.refillPerSecond = refillPerSecond
    self.level = min(capacity, level ?? capacity)
    self.at = at
    self.closedUntil = closedUntil
    self.spent = spent
  }

  package init(rule: LimitRule, at: Instant) {
    let seconds = max(1, Double(rule.period.wholeMilliseconds) / 1000)
    self.init(
      capacity: Double(rule.capacity), refillPerSecond: Double(rule.capacity) / seconds, at: at)
    returns = rule.returns
  }

  /// The wait until `amount` can be taken; zero when it can be taken now. An amount above the
  /// capacity waits for a full bucket.
  package func wait(for amount: Double, at now: Instant) -> Duration {
    let filled = refilled(at: now)
    if let closed = filled.closedUntil { return closed - now }
    let missing = min(amount, capacity) - filled.level
    guard missing > 0 else { return .zero }
    switch returns {
    case .evenly: break
    case .daily(let day): return day.end(at: now) - now
    case .rolling(let period): return filled.wait(toRegain: missing, period, at: now)
    }
    let milliseconds = (missing / refillPerSecond * 1000).rounded(.up)
    // A level far below zero must not overflow: nobody waits longer than until `Instant.never`.
    return .milliseconds(Int64(min(milliseconds, Double(Instant.never.milliseconds))))
  }

  private func wait(toRegain missing: Double, _ period: Duration, at now: Instant) -> Duration {
    var regained = 0.0
    for piece in spent {
      regained += piece.amount
      if regained >= missing { return max(.zero, piece.at + period - now) }
    }
    return period
  }

  /// Takes `amount`; the level may fall below zero when the caller did not wait.
  package mutating func take(_ amount: Double, at now: Instant) {
    self = refilled(at: now)
    level -= amount
    note(amount, at: at)
  }

  private mutating func note(_ amount: Double, at instant: Instant) {
    guard case .rolling(let period) = returns, amount > 0 else { return }
    let slot = max(1, period.wholeMilliseconds / 48)
    if let last = spent.last, last.at.milliseconds / slot == instant.milliseconds / slot {
      spent[spent.count - 1] = Spent(at: max(last.at, instant), amount: last.amount + amount)
    } else {
      let place = spent.firstIndex { $0.at > instant } ?? spent.count
      spent.insert(Spent(at: instant, amount: amount), at: place)
    }
  }

  /// Puts back what a call took that is known never to have left.
  package mutating func giveBack(_ amount: Double) {
    level = min(capacity, level + amount)
    guard let last = spent.last else { return }
    spent[spent.count - 1].amount = max(0, last.amount - amount)
  }

  /// Lowers the level to what the platform says is left. It never raises it, and a negative number
  /// means nothing left.
  package mutating func learn(_ reading: LimitReading, at now: Instant) {
    self = refilled(at: now)
    let missing = level - Double(max(0, reading.remaining))
    if missing > 0 {
      level -= missing
      note(missing, at: takenAt(reading.resets, now))
    }
    if reading.remaining <= 0, let resets = reading.resets, resets > now {
      // A reset further away than the whole period plus an hour is nonsense; believe the period.
      let period = Duration.seconds(Int64((capacity / refillPerSecond).rounded(.up)))
      closedUntil = min(resets, now + period + .seconds(3600))
    }
  }

  /// When something must have been taken to come back at a reset.
  private func takenAt(_ resets: Instant?, _ now: Instant) -> Instant {
    guard case .rolling(let period) = returns, let resets else { return now }
    return min(now, max(now - period, resets - period))
  }

  /// The bucket after the wall clock was set: one whose times lie in a future that did not come
  /// would not refill before it does.
  package func rewound(to now: Instant) -> TokenBucket {
    var copy = self
    copy.at = min(at, now)
    copy.spent = spent.map { Spent(at: min($0.at, now), amount: $0.amount) }
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
    switch returns {
    case .evenly:
      let seconds = Double((now - at).wholeMilliseconds) / 1000
      copy.level = min(capacity, level + seconds * refillPerSecond)
    case .daily(let day):
      if day.start(at: now) > at { copy.level = capacity }
    case .rolling(let period):
      copy.spent.removeAll { $0.at + period <= now }
      copy.level = copy.spent.reduce(capacity) { $0 - $1.amount }
    }
    copy.at = now
    return copy
  }
}
