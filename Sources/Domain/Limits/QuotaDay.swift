/// Where a network's quota day begins.
package enum QuotaDay: String, Hashable, Sendable, Codable {
  /// Midnight in California. Daylight saving time begins on the second Sunday of March and ends on
  /// the first of November, both at 2:00 (15 U.S.C. §260a).
  case pacific

  /// When the quota day began that `instant` is part of.
  package func start(at instant: Instant) -> Instant {
    // Midnight comes at 7:00 or 8:00 UTC.
    let day = QuotaDay.floor((instant.milliseconds - QuotaDay.hours(7)), QuotaDay.hours(24))
    let begin = midnight(ofDay: day)
    return begin <= instant ? begin : midnight(ofDay: day - 1)
  }

  /// When the quota day ends that `instant` is part of.
  package func end(at instant: Instant) -> Instant {
    // No quota day is longer than 25 hours, and none shorter than 23.
    start(at: start(at: instant) + .seconds(26 * 3600))
  }

  private func midnight(ofDay number: Int64) -> Instant {
    let offset = isSummer(CalendarDay(daysSinceEpoch: number)) ? 7 : 8
    return Instant(milliseconds: number * QuotaDay.hours(24) + QuotaDay.hours(Int64(offset)))
  }

  /// Whether the clocks show summer time at midnight of the day.
  private func isSummer(_ day: CalendarDay) -> Bool {
    let number = day.daysSinceEpoch
    guard let march = CalendarDay(year: day.year, month: 3, day: 8),
      let november = CalendarDay(year: day.year, month: 11, day: 1)
    else { return false }
    return number > QuotaDay.sunday(from: march) && number <= QuotaDay.sunday(from: november)
  }

  /// The first Sunday on or after a day.
  private static func sunday(from day: CalendarDay) -> Int64 {
    // 1970-01-04 was one.
    let number = day.daysSinceEpoch
    return number + (7 - (number - 3) % 7) % 7
  }

  private static func hours(_ count: Int64) -> Int64 { count * 3_600_000 }

  private static func floor(_ value: Int64, _ unit: Int64) -> Int64 {
    value >= 0 ? value / unit : (value - unit + 1) / unit
  }
}
