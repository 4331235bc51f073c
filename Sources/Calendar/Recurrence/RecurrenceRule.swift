import Domain

/// An `RRULE` value (RFC 5545 §3.3.10) that was checked before libical sees it.
///
/// libical looks for the next date without an end: a rule that never fits keeps it busy for
/// minutes. So we accept only what it answers in bounded time, which is all that a schedule of
/// posts needs: no SECONDLY and MINUTELY, for DAILY and HOURLY only filters that fit again within
/// years, and no day that no month has. Also left out is what libical answers wrongly: BYSETPOS but
/// with MONTHLY, BYHOUR with HOURLY (`FREQ=DAILY;BYHOUR=…` says the same), and see
/// `checkWhatLibicalMisreads`.
struct RecurrenceRule: Hashable, Sendable {
  enum Frequency: String, CaseIterable, Sendable {
    case hourly = "HOURLY"
    case daily = "DAILY"
    case weekly = "WEEKLY"
    case monthly = "MONTHLY"
    case yearly = "YEARLY"

    /// The filters that may be used with it; RFC 5545's table, less what makes libical search long.
    var filters: Set<String> {
      switch self {
      case .hourly: ["BYMONTH", "BYDAY", "BYMINUTE"]
      case .daily: ["BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE"]
      case .weekly: ["BYMONTH", "BYDAY", "BYHOUR", "BYMINUTE"]
      case .monthly: ["BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "BYSETPOS"]
      case .yearly:
        [
          "BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "BYYEARDAY", "BYWEEKNO",
        ]
      }
    }
  }

  let frequency: Frequency
  let interval: Int
  /// How many times it has in all.
  let count: Int?
  /// The rule for libical, without what `UNTIL` said.
  let text: String
  /// The last time that belongs to it.
  let until: LocalDateTime?
  private let fit: MonthlyFit
  private let hours: [Int]
  private let minutes: [Int]
  private let weekStart: Int

  /// Reads `rule`, with or without `RRULE:` in front.
  ///
  /// - Throws: what is wrong with it, for people.
  init(_ rule: String) throws(RuleProblem) {
    let parts = try RuleParts(rule)
    guard let word = parts["FREQ"] else { throw RuleProblem("FREQ is missing") }
    guard let frequency = Frequency(rawValue: word) else {
      throw RuleProblem(
        "FREQ=\(word) is not possible; use HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY")
    }
    for name in parts.names where name.hasPrefix("BY") && !frequency.filters.contains(name) {
      throw RuleProblem("\(name) is not possible with FREQ=\(word)")
    }
    self.frequency = frequency
    interval = try parts.number("INTERVAL", 1...9999) ?? 1
    count = try parts.number("COUNT", 1...9999)
    until = try parts.until()
    if count != nil, until != nil { throw RuleProblem("COUNT and UNTIL exclude each other") }
    try parts.checkOtherLists()
    hours = try parts.list("BYHOUR", 0...23)
    minutes = try parts.list("BYMINUTE", 0...59)
    weekStart = try parts.weekStart()
    fit = try MonthlyFit(parts, frequency)
    let isPerMonth = parts.names.contains("BYMONTHDAY") && !parts.names.contains("BYMONTH")
    try fit.checkWhatLibicalMisreads(frequency)
    text =
      parts.names.filter { $0 != "UNTIL" }.map { "\($0)=\(parts[$0] ?? "")" }
      .joined(separator: ";") + (frequency == .yearly && isPerMonth ? RecurrenceRule.allMonths : "")
    guard mayMeet else { throw RuleProblem("no month has a day for this rule") }
  }

  /// RFC 5545 takes a yearly BYMONTHDAY in every month; libical only in the month of the start.
  private static let allMonths = ";BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12"

  /// A start nearer to `from`, at which the rule gives the same times from there on; `start` itself
  /// when it counts from its first time or its steps are large anyway.
  func nearerStart(_ start: LocalDateTime, to from: LocalDateTime) -> LocalDateTime {
    let unit: Int64
    switch frequency {
    case .hourly: unit = 3600
    case .daily: unit = 86_400
    case .weekly: unit = 7 * 86_400
    case .monthly, .yearly: return start
    }
    let step = unit * Int64(interval)
    let distance = (from.instant(offset: .zero) - start.instant(offset: .zero)).components.seconds
    // One step is left over, because filters may move times within it.
    let steps = distance / step - 1
    guard count == nil, steps > 0 else { return start }
    return LocalDateTime(start.instant(offset: .zero) + .seconds(steps * step), offset: .zero)
  }

  /// The times of a weekly rule from `start` on; `nil` for other rules.
  func weeklyTimes(_ start: LocalDateTime) -> WeeklyTimes? {
    guard frequency == .weekly else { return nil }
    return WeeklyTimes(
      start: start, interval: interval, count: count, weekStart: weekStart, months: fit.months,
      weekdays: fit.weekdays.map(\.day), hours: hours, minutes: minutes)
  }

  /// Whether the rule, begun at `start`, ever meets its own days.
  ///
  /// Steps of 168 hours from a Tuesday never meet a Monday, and libical would look for one through
  /// thousands of years.
  func everMeets(_ start: LocalDateTime) -> Bool {
    switch frequency {
    case .hourly: return hourlyMeets(start)
    case .monthly: return fit.exists(from: start.day, interval: interval)
    case .daily, .weekly, .yearly: return true
    }
  }

  /// Whether some month has a day for the rule.
  private var mayMeet: Bool {
    switch frequency {
    case .monthly: return fit.exists(from: CalendarDay(daysSinceEpoch: 0), interval: 1)
    case .hourly, .daily, .weekly, .yearly:
      let months = fit.months.isEmpty ? Array(1...12) : fit.months
      return fit.monthDays.isEmpty || DayOfMonth.exists(months, fit.monthDays)
    }
  }

  private func hourlyMeets(_ start: LocalDateTime) -> Bool {
    let week = 7 * 24
    var hour = start.day.weekday.numberFromSunday * 24 + start.time.hour
    for _ in 0..<week {
      if fit.weekdays.isEmpty || fit.weekdays.contains(where: { $0.day == hour / 24 }) {
        return true
      }
      hour = (hour + interval) % week
    }
    return false
  }
}

extension MonthlyFit {
  fileprivate init(
    _ parts: RuleParts, _ frequency: RecurrenceRule.Frequency
  ) throws(RuleProblem) {
    months = try parts.list("BYMONTH", 1...12)
    monthDays = try parts.list("BYMONTHDAY", -31...31)
    weekdays = try parts.weekdays(allowsNumbers: frequency == .monthly || frequency == .yearly)
    timesPerDay =
      max(1, try parts.list("BYHOUR", 0...23).count)
      * max(1, try parts.list("BYMINUTE", 0...59).count)
    positions = try parts.list("BYSETPOS", -366...366)
  }

  /// Refuses what libical 3.0 answers otherwise than RFC 5545 says.
  fileprivate func checkWhatLibicalMisreads(
    _ frequency: RecurrenceRule.Frequency
  ) throws(RuleProblem) {
    // It leaves days counted from the end out.
    if frequency == .daily, monthDays.contains(where: { $0 < 0 }) {
      throw RuleProblem("BYMONTHDAY below zero is possible with FREQ=MONTHLY or YEARLY only")
    }
    // It counts a day twice that BYMONTHDAY names from both ends.
    if !positions.isEmpty, !monthDays.isEmpty {
      throw RuleProblem("BYSETPOS chooses among BYDAY only, not with BYMONTHDAY")
    }
    // It chooses days, and then takes all their times.
    if !positions.isEmpty, timesPerDay > 1 {
      throw RuleProblem("BYSETPOS is possible with one time a day only")
    }
  }
}
