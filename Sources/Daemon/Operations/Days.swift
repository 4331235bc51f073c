import Domain

/// Days as people in one zone see them.
struct Days {
  var zones: any TimeZones
  var zone: String

  /// The day that `instant` lies on, from its midnight to the next one.
  func day(of instant: Instant) -> Range<Instant> {
    let date = date(of: instant)
    let start = midnight(date)
    // A zone that skips a midnight begins the day later, never after it ends.
    return start..<max(start, midnight(date.adding(days: 1)))
  }

  /// The calendar's day at `instant`.
  func date(of instant: Instant) -> CalendarDay {
    zones.local(instant, in: zone)?.time.day ?? LocalDateTime(instant, offset: .zero).day
  }

  private func midnight(_ date: CalendarDay) -> Instant {
    // Midnight is a time of day.
    let local = LocalDateTime(day: date, time: TimeOfDay(hour: 0, minute: 0)!)
    return zones.resolve(local, in: zone)?.instant ?? local.instant(offset: .zero)
  }
}
