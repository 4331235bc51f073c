import Domain

/// The times of a weekly rule.
///
/// Not through libical: version 3.0 counts weeks from Sunday when every day of the rule lies before
/// the start in its week, so that "every second Sunday" goes out in the wrong week.
struct WeeklyTimes {
  private let interval: Int
  private let count: Int?
  private let months: [Int]
  /// Days after the week's first day, ascending.
  private let offsets: [Int]
  private let times: [TimeOfDay]
  private let start: LocalDateTime
  /// The first day of the week that `start` lies in.
  private let firstWeek: CalendarDay

  /// A bound on the work: a rule of one week that is asked for a thousand years.
  private static let mostWeeks = 52_000

  /// - Parameter weekStart: 0 for Sunday.
  init(
    start: LocalDateTime, interval: Int, count: Int?, weekStart: Int, months: [Int],
    weekdays: [Int], hours: [Int], minutes: [Int]
  ) {
    (self.interval, self.count, self.months, self.start) = (interval, count, months, start)
    let startOffset = (start.day.weekday.numberFromSunday - weekStart + 7) % 7
    firstWeek = start.day.adding(days: -startOffset)
    offsets =
      weekdays.isEmpty
      ? [startOffset] : Set(weekdays.map { ($0 - weekStart + 7) % 7 }).sorted()
    times = (hours.isEmpty ? [start.time.hour] : hours.sorted()).flatMap { hour in
      (minutes.isEmpty ? [start.time.minute] : minutes.sorted()).compactMap {
        TimeOfDay(hour: hour, minute: $0, second: start.time.second)
      }
    }
  }

  /// Hands the times in their order to `take` until it says `false` or there are no more.
  func forEach(_ take: (LocalDateTime) -> Bool) {
    var given = 0
    for week in 0..<WeeklyTimes.mostWeeks {
      for time in timesOfWeek(firstWeek.adding(days: 7 * interval * week)) where time >= start {
        given += 1
        guard given <= count ?? .max, take(time) else { return }
      }
    }
  }

  private func timesOfWeek(_ first: CalendarDay) -> [LocalDateTime] {
    offsets.map { first.adding(days: $0) }
      .filter { months.isEmpty || months.contains($0.month) }
      .flatMap { day in times.map { LocalDateTime(day: day, time: $0) } }
  }
}
