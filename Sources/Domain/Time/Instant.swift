/// A moment on the wall clock: milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// The only form in which time is stored. Local times exist at the edges (YAML, terminal) only.
package struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since the Unix epoch.
  package var milliseconds: Int64

  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// An instant far enough in the future to mean "not until something else happens".
  package static let never = Instant(milliseconds: 253_402_300_799_000)  // 9999-12-31T23:59:59Z

  package static func < (left: Instant, right: Instant) -> Bool {
    left.milliseconds < right.milliseconds
  }

  package static func + (left: Instant, right: Duration) -> Instant {
    Instant(milliseconds: left.milliseconds.addingSaturated(right.wholeMilliseconds))
  }

  package static func - (left: Instant, right: Duration) -> Instant {
    Instant(milliseconds: left.milliseconds.subtractingSaturated(right.wholeMilliseconds))
  }

  package static func - (left: Instant, right: Instant) -> Duration {
    .milliseconds(left.milliseconds.subtractingSaturated(right.milliseconds))
  }
}

/// A moment on the monotonic clock of the running process: it measures waits and is never stored.
package struct Uptime: Hashable, Comparable, Sendable {
  /// Milliseconds since an arbitrary point before the process started.
  package var milliseconds: Int64

  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  package static func < (left: Uptime, right: Uptime) -> Bool {
    left.milliseconds < right.milliseconds
  }

  package static func + (left: Uptime, right: Duration) -> Uptime {
    Uptime(milliseconds: left.milliseconds.addingSaturated(right.wholeMilliseconds))
  }

  package static func - (left: Uptime, right: Uptime) -> Duration {
    .milliseconds(left.milliseconds.subtractingSaturated(right.milliseconds))
  }
}

/// Both clocks, read once and handed in with an event.
package struct Clocks: Hashable, Sendable {
  /// What the calendar on the wall says; decides whether something is due.
  package var wall: Instant
  /// What measures waits; does not jump.
  package var uptime: Uptime

  package init(wall: Instant, uptime: Uptime) {
    self.wall = wall
    self.uptime = uptime
  }
}

extension Duration {
  /// The duration in milliseconds, rounded towards zero and clamped to 64 bits.
  package var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    guard !overflow else { return seconds < 0 ? .min : .max }
    return product.addingSaturated(attoseconds / 1_000_000_000_000_000)
  }

  /// The duration in whole seconds, rounded up, never negative.
  package var wholeSecondsRoundedUp: Int64 {
    max(0, (wholeMilliseconds.addingSaturated(999)) / 1000)
  }
}

extension Int64 {
  /// The sum, held at the ends of the range instead of trapping.
  package func addingSaturated(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    guard overflow else { return sum }
    return other < 0 ? .min : .max
  }

  /// The difference, held at the ends of the range instead of trapping.
  package func subtractingSaturated(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    guard overflow else { return difference }
    return other < 0 ? .max : .min
  }
}
