import Domain

/// Which days of a month a monthly rule takes, to find out whether it ever takes any.
///
/// The Gregorian calendar repeats after 400 years, so that a rule that fits none of their months
/// never fits.
struct MonthlyFit: Hashable, Sendable {
  /// Empty where the rule does not say.
  let months: [Int]
  /// 1 … 31, or −1 … −31 from the end.
  let monthDays: [Int]
  let weekdays: [RuleParts.Weekday]
  /// How many times a day.
  let timesPerDay: Int
  let positions: [Int]

  /// Whether any month, counted from `start` in steps of `interval`, has a day for the rule.
  func exists(from start: CalendarDay, interval: Int) -> Bool {
    var month = start.year * 12 + start.month - 1
    for _ in 0..<4800 {
      // Years only matter for their leap days and weekdays, so they may start again.
      if count(year: 2000 + month / 12 % 400, month: month % 12 + 1, day: start.day) > 0 {
        return true
      }
      month += interval
    }
    return false
  }

  /// How many times the rule takes in a month.
  private func count(year: Int, month: Int, day startDay: Int) -> Int {
    guard months.isEmpty || months.contains(month) else { return 0 }
    let days = (1...31).compactMap { CalendarDay(year: year, month: month, day: $0) }
    let fitting = days.count { fits($0, last: days.count, startDay: startDay) } * timesPerDay
    guard !positions.isEmpty else { return fitting }
    return positions.count { abs($0) <= fitting }
  }

  private func fits(_ day: CalendarDay, last: Int, startDay: Int) -> Bool {
    if monthDays.isEmpty, weekdays.isEmpty { return day.day == startDay }
    let fromEnd = day.day - last - 1
    guard monthDays.isEmpty || monthDays.contains(day.day) || monthDays.contains(fromEnd) else {
      return false
    }
    let (ordinal, ordinalFromEnd) = ((day.day - 1) / 7 + 1, (fromEnd + 1) / 7 - 1)
    return weekdays.isEmpty
      || weekdays.contains {
        $0.day == day.weekday.numberFromSunday
          && ($0.ordinal == nil || $0.ordinal == ordinal || $0.ordinal == ordinalFromEnd)
      }
  }
}
