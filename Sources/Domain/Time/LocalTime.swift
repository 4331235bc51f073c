/// A day in the proleptic Gregorian calendar, without a time zone.
package struct CalendarDay: Hashable, Comparable, Sendable {
  package var year: Int
  /// 1 … 12.
  package var month: Int
  /// 1 … 31.
  package var day: Int

  /// Fails when the month has no such day or the year is outside 1 … 9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...CalendarDay.daysInMonth(month, of: year)).contains(day)
    else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// The day that lies `number` days after 1970-01-01 (negative: before).
  package init(daysSinceEpoch number: Int64) {
    // The civil calendar repeats every 146,097 days; years are counted from March so that the
    // leap day is the last day of a year.
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
  }

  /// Days from 1970-01-01 to this day.
  package var daysSinceEpoch: Int64 {
    let shiftedYear = Int64(month <= 2 ? year - 1 : year)
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let monthFromMarch = Int64(month > 2 ? month - 3 : month + 9)
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  package var weekday: Weekday {
    let index = Int((daysSinceEpoch % 7 + 10) % 7)  // 1970-01-01 was a Thursday
    return Weekday.allCases[index]
  }

  /// The day so many days later; earlier for a negative number.
  package func adding(days: Int) -> CalendarDay {
    CalendarDay(daysSinceEpoch: daysSinceEpoch + Int64(days))
  }

  package static func < (left: CalendarDay, right: CalendarDay) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  private static func daysInMonth(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// A day of the week, Monday first (ISO 8601).
package enum Weekday: String, CaseIterable, Sendable {
  case monday = "mon"
  case tuesday = "tue"
  case wednesday = "wed"
  case thursday = "thu"
  case friday = "fri"
  case saturday = "sat"
  case sunday = "sun"
}

/// A time of day on a 24-hour clock.
package struct TimeOfDay: Hashable, Comparable, Sendable {
  /// 0 … 86,399.
  package let secondsSinceMidnight: Int

  /// Fails outside 00:00:00 … 23:59:59.
  package init?(hour: Int, minute: Int, second: Int = 0) {
    guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else {
      return nil
    }
    secondsSinceMidnight = hour * 3600 + minute * 60 + second
  }

  package var hour: Int { secondsSinceMidnight / 3600 }
  package var minute: Int { secondsSinceMidnight / 60 % 60 }
  package var second: Int { secondsSinceMidnight % 60 }

  package static func < (left: TimeOfDay, right: TimeOfDay) -> Bool {
    left.secondsSinceMidnight < right.secondsSinceMidnight
  }
}

/// A date and time as people write it, without a time zone.
package struct LocalDateTime: Hashable, Comparable, Sendable {
  package var day: CalendarDay
  package var time: TimeOfDay

  package init(day: CalendarDay, time: TimeOfDay) {
    self.day = day
    self.time = time
  }

  /// The local time that a clock shows which is `offset` ahead of UTC.
  package init(_ instant: Instant, offset: Duration) {
    let shifted = (instant + offset).milliseconds
    // Rounded down by comparing, because `shifted - 999` can overflow.
    let seconds = shifted / 1000 - (shifted % 1000 < 0 ? 1 : 0)
    let days = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
    let rest = Int(seconds - days * 86_400)
    day = CalendarDay(daysSinceEpoch: days)
    // `rest` is 0 … 86,399, so the failable initialiser cannot fail.
    time = TimeOfDay(hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60)!
  }

  /// The instant at which a clock that is `offset` ahead of UTC shows this.
  package func instant(offset: Duration) -> Instant {
    let seconds = day.daysSinceEpoch * 86_400 + Int64(time.secondsSinceMidnight)
    return Instant(milliseconds: seconds * 1000) - offset
  }

  package static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
    (left.day, left.time) < (right.day, right.time)
  }
}
