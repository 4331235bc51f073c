import Domain

// MARK: - Kinds of times

extension ScalarKind {
  /// - Parameter shortest: anything below is refused.
  static func duration(from shortest: Duration = .zero, to longest: Duration) -> ScalarKind {
    let schema: JSON = ["type": "string", "pattern": "^([0-9]+[smhdwy])+$"]
    return ScalarKind("a duration such as 90s, 10m, 2h or 3d", schema: schema) { value in
      guard let duration = DurationText.parse(value) else { return .unexpected() }
      guard duration >= shortest else {
        return .said(
          "\(quoted(value)) is too short", hint: "at least \(DurationText.text(shortest))")
      }
      guard duration <= longest else {
        return .said("\(quoted(value)) is too long", hint: "at most \(DurationText.text(longest))")
      }
      return nil
    }
  }

  static let timeOfDay = ScalarKind(
    "a time of day such as 09:30",
    schema: ["type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$"]
  ) { TimeText.timeOfDay($0) != nil }

  static let date = ScalarKind(
    "a date such as 2026-12-01",
    schema: ["type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"]
  ) { TimeText.day($0) != nil }

  /// When a post goes out.
  static let moment = ScalarKind(
    "a time such as 2026-12-01 09:30", schema: ["type": "string"]
  ) { value in
    if Moment(value) != nil { return nil }
    let day = value.prefix(10)
    if LocalDateTime(text: day.prefix(8) + "01" + value.dropFirst(10)) != nil {
      return .said("there is no day \(day)", hint: "look at the month's last day")
    }
    return .unexpected(
      hint: "also possible: 2026-12-01T09:30:00+01:00, now, or next and the name of a slot")
  }

  /// Days of the week.
  static let days = ScalarKind(
    "days such as mon-fri, sat or daily", schema: ["type": "string"]
  ) { SlotDays.parse($0) != nil }

  /// So many posts in so much time.
  static let rate = ScalarKind(
    "a number of posts in a time such as 15/day or 5/2h",
    schema: ["type": "string", "pattern": "^[0-9]+/([0-9]*[smhdw]|minute|hour|day|week)$"]
  ) { Rate($0) != nil }
}

/// Durations as people write them.
enum DurationText {
  private static let units: [(letter: Character, seconds: Int64)] = [
    ("y", 365 * 86_400), ("w", 7 * 86_400), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
  ]

  /// Reads `90s`, `10m`, `2h`, `1h30m`; `nil` for anything else. A year has 365 days.
  static func parse(_ text: String) -> Duration? {
    var (total, number): (Int64, Int64?) = (0, nil)
    guard !text.isEmpty, text.utf8.count <= 24 else { return nil }
    for letter in text {
      if let digit = letter.wholeNumberValue, letter.isASCII {
        guard number ?? 0 < 1_000_000_000 else { return nil }
        number = (number ?? 0) * 10 + Int64(digit)
      } else {
        guard let unit = units.first(where: { $0.letter == letter }), let count = number else {
          return nil
        }
        total = total.addingSaturated(count * unit.seconds)
        number = nil
      }
    }
    return number == nil ? .seconds(total) : nil
  }

  /// A whole number of seconds in the largest unit that fits it without rest: `90m`, `30d`.
  static func text(_ duration: Duration) -> String {
    let seconds = duration.wholeMilliseconds / 1000
    let unit = units.first { seconds > 0 && seconds % $0.seconds == 0 } ?? ("s", 1)
    return "\(seconds / unit.seconds)\(unit.letter)"
  }
}

/// Days and times of day as people write them.
enum TimeText {
  /// Reads `9:30`, `09:30` and `09:30:15`.
  static func timeOfDay(_ text: String) -> TimeOfDay? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), (1...2).contains(parts[0].utf8.count),
      parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    let numbers = parts.compactMap { Int($0) }
    return TimeOfDay(
      hour: numbers[0], minute: numbers[1], second: numbers.count == 3 ? numbers[2] : 0)
  }

  /// Reads `2026-12-01`.
  static func day(_ text: String) -> CalendarDay? {
    LocalDateTime(text: text + " 00:00")?.day
  }
}

/// The value of a post's `at:`.
enum Moment: Hashable {
  case absolute(Instant)
  case local(LocalDateTime)
  /// As soon as it is accepted.
  case now
  /// The next free time of a slot.
  case next(String)

  /// `nil` unless the text is one of the four forms.
  init?(_ text: String) {
    if text == "now" {
      self = .now
    } else if text.hasPrefix("next ") {
      let slot = String(text.dropFirst(5))
      guard Slug.isValid(slot, maximumLength: 64) else { return nil }
      self = .next(slot)
    } else if let local = LocalDateTime(text: text) {
      self = .local(local)
    } else if let instant = Instant(rfc3339: text) {
      self = .absolute(instant)
    } else {
      return nil
    }
  }
}

/// So many posts in so much time.
struct Rate: Hashable {
  var count: Int
  var seconds: Int

  /// Reads `15/day`, `5/2h`, `1/h`.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000).contains(count) else {
      return nil
    }
    let words = ["minute": "1m", "hour": "1h", "day": "1d", "week": "1w"]
    let period = words[String(parts[1])] ?? String(parts[1])
    let spelled = period.first?.isNumber == true ? period : "1" + period
    guard let duration = DurationText.parse(spelled), duration > .zero else { return nil }
    self.count = count
    seconds = Int(duration.wholeSecondsRoundedUp)
  }
}

/// Days of the week as people write them.
enum SlotDays {
  /// Reads `mon`, `mon-fri`, `mon,wed` and `daily`; `nil` for anything else. A range may run over
  /// the end of the week: `sat-mon`.
  static func parse(_ text: String) -> Set<Weekday>? {
    if text == "daily" { return Set(Weekday.allCases) }
    var days: Set<Weekday> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { end in
        Weekday(rawValue: end.filter { $0 != " " }.lowercased())
      }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1]
      else { return nil }
      let week = Weekday.allCases
      guard let start = week.firstIndex(of: first), let end = week.firstIndex(of: last) else {
        return nil
      }
      for step in 0...((end - start + 7) % 7) { days.insert(week[(start + step) % 7]) }
    }
    return days
  }
}
