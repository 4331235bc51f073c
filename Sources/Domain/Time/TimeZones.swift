/// What a local time means in a zone.
package struct ZonedTime: Hashable, Sendable {
  /// The moment it denotes.
  package var instant: Instant
  /// How the zone's clock met the local time.
  package var fit: Fit
  /// The zone's abbreviation at that moment, such as `CET`.
  package var abbreviation: String
  /// How far the zone's clock is ahead of UTC at that moment.
  package var offset: Duration

  package init(instant: Instant, fit: Fit, abbreviation: String, offset: Duration) {
    self.instant = instant
    self.fit = fit
    self.abbreviation = abbreviation
    self.offset = offset
  }

  /// A clock change can skip a local time or show it twice.
  package enum Fit: Hashable, Sendable {
    case exact
    /// The clock skipped the time; the instant is moved forward by the gap.
    case skipped
    /// The clock shows the time twice; the instant is the first of the two.
    case repeated
  }
}

/// Time zones by their IANA names, read from the system's zoneinfo.
package protocol TimeZones: Sendable {
  /// Whether the system knows the zone.
  func knows(_ zone: String) -> Bool

  /// The moment that `local` denotes in `zone`; `nil` for an unknown zone.
  func resolve(_ local: LocalDateTime, in zone: String) -> ZonedTime?

  /// What the clocks in `zone` show at `instant`; `nil` for an unknown zone.
  func local(_ instant: Instant, in zone: String) -> (time: LocalDateTime, abbreviation: String)?
}

/// Expansion of recurrence rules in local time, bounded in work.
package protocol Recurrences: Sendable {
  /// The problem with an RFC 5545 `RRULE` value, or `nil` when it can be used.
  func problem(withRule rule: String) -> String?

  /// Local start times of `rule` that begins at `start`, from `from` (inclusive) until `until`
  /// (exclusive), at most `limit` of them.
  func expand(
    rule: String, start: LocalDateTime, from: LocalDateTime, until: LocalDateTime, limit: Int
  ) -> [LocalDateTime]

  /// The problem with a five-field cron line, or `nil` when it can be used.
  func problem(withCron line: String) -> String?

  /// Local times of the cron line from `from` (inclusive) until `until` (exclusive).
  func expand(cron line: String, from: LocalDateTime, until: LocalDateTime, limit: Int)
    -> [LocalDateTime]
}
