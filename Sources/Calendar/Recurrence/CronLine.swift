import Domain

/// A five-field cron line: minute, hour, day of the month, month, day of the week.
///
/// As Vixie cron reads it: lists, ranges, steps, English names, Sunday as 0 or 7; when both day
/// fields are restricted a day needs to fit one of them.
struct CronLine: Hashable, Sendable {
  private let minutes: Field
  private let hours: Field
  private let days: Field
  private let months: Field
  private let weekdays: Field

  /// Reads `line`.
  ///
  /// - Throws: what is wrong with it, for people.
  init(_ line: String) throws(RuleProblem) {
    let words = line.split { $0 == " " || $0 == "\t" }
    guard words.count == 5 else {
      throw RuleProblem(
        "a cron line has five fields (minute hour day month weekday), this one has \(words.count)")
    }
    minutes = try Field(words[0], "minute", 0...59)
    hours = try Field(words[1], "hour", 0...23)
    days = try Field(words[2], "day", 1...31)
    months = try Field(
      words[3], "month", 1...12,
      names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
      firstName: 1)
    weekdays = try Field(
      words[4], "weekday", 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
      firstName: 0)
    guard !weekdays.isStar || DayOfMonth.exists(months.values, days.values) else {
      throw RuleProblem("no month of this cron line has such a day")
    }
  }

  /// Times from `from` (inclusive) until `until` (exclusive), at most `limit`.
  ///
  /// Looks at 40 years at most: 29 February on a given weekday can be that far away.
  func expand(from: LocalDateTime, until: LocalDateTime, limit: Int) -> [LocalDateTime] {
    var found: [LocalDateTime] = []
    var day = from.day
    let last = min(until.day, day.adding(days: 40 * 366))
    while day <= last, found.count < limit {
      if matches(day) {
        for time in times(on: day) where time >= from && time < until && found.count < limit {
          found.append(time)
        }
      }
      day = day.adding(days: 1)
    }
    return found
  }

  private func times(on day: CalendarDay) -> [LocalDateTime] {
    hours.values.flatMap { hour in
      minutes.values.compactMap { minute in
        TimeOfDay(hour: hour, minute: minute).map { LocalDateTime(day: day, time: $0) }
      }
    }
  }

  private func matches(_ day: CalendarDay) -> Bool {
    guard months.contains(day.month) else { return false }
    let weekday = day.weekday.numberFromSunday
    let isDay = days.contains(day.day)
    let isWeekday = weekdays.contains(weekday) || (weekday == 0 && weekdays.contains(7))
    return days.isStar || weekdays.isStar ? isDay && isWeekday : isDay || isWeekday
  }

  /// The values of one field.
  private struct Field: Hashable, Sendable {
    /// Ascending.
    let values: [Int]
    /// Begins with `*`, which counts as unrestricted even with a step.
    let isStar: Bool
    private let mask: UInt64

    func contains(_ value: Int) -> Bool { mask & 1 << UInt64(value) != 0 }

    init(
      _ text: Substring, _ name: String, _ range: ClosedRange<Int>, names: [String] = [],
      firstName: Int = 0
    ) throws(RuleProblem) {
      var mask: UInt64 = 0
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
        let span = try Field.span(pieces[0], in: range, names: names, firstName: firstName)
        let step = pieces.count == 2 ? Int(pieces[1]) : 1
        guard let span, pieces.count <= 2, let step, (1...range.upperBound + 1).contains(step)
        else {
          throw RuleProblem(
            "\"\(part)\" is no \(name): \(range.lowerBound) to \(range.upperBound), "
              + "lists 1,2, ranges 1-5, steps */5")
        }
        // `5/15` means from 5 on in steps of 15.
        let end = pieces.count == 2 && span.count == 1 ? range.upperBound : span.upperBound
        for value in stride(from: span.lowerBound, through: end, by: step) {
          mask |= 1 << UInt64(value)
        }
      }
      self.mask = mask
      values = range.filter { mask & 1 << UInt64($0) != 0 }
      isStar = text.first == "*"
    }

    /// `*`, `5`, `mon`, `1-5` or `mon-fri`; `nil` for anything else.
    private static func span(
      _ text: Substring, in range: ClosedRange<Int>, names: [String], firstName: Int
    ) throws(RuleProblem) -> ClosedRange<Int>? {
      if text == "*" { return range }
      let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { word in
        names.firstIndex(of: word.lowercased()).map { $0 + firstName }
          ?? (word.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(word) : nil)
      }
      guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2,
        range.contains(first), range.contains(last)
      else { return nil }
      guard first <= last else {
        throw RuleProblem("the range \"\(text)\" runs backwards")
      }
      return first...last
    }
  }
}

extension Weekday {
  /// 0 for Sunday to 6 for Saturday.
  var numberFromSunday: Int {
    switch self {
    case .sunday: 0
    case .monday: 1
    case .tuesday: 2
    case .wednesday: 3
    case .thursday: 4
    case .friday: 5
    case .saturday: 6
    }
  }
}
