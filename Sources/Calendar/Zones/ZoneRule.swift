import Domain

/// The rule at the end of a zone file, which holds after its last transition: a POSIX `TZ` text
/// such as `CET-1CEST,M3.5.0,M10.5.0/3`, with the extensions of RFC 8536 §3.3.1.
struct ZoneRule: Hashable, Sendable {
  private let standard: Zone.LocalType
  private let summer: Summer?

  private struct Summer: Hashable, Sendable {
    let type: Zone.LocalType
    let start: Change
    let end: Change
  }

  /// A day of every year, and a time on that day's clock in seconds.
  private struct Change: Hashable, Sendable {
    let day: Day
    let time: Int
  }

  private enum Day: Hashable, Sendable {
    /// The weekday (0 is Sunday) in week 1 … 5 of a month; week 5 is the last.
    case weekday(Int, week: Int, month: Int)
    /// 1 … 365; 29 February is never counted.
    case julian(Int)
    /// 0 … 365, counting 29 February.
    case ordinal(Int)
  }

  init?(_ text: String) {
    var scanner = Scanner(text)
    guard let name = scanner.name(), let west = scanner.offset() else { return nil }
    standard = Zone.LocalType(offset: -west, abbreviation: name)
    guard !scanner.isAtEnd else {
      summer = nil
      return
    }
    guard let summerName = scanner.name() else { return nil }
    var offset = standard.offset + 3600
    if !scanner.isNext(",") {
      guard let west = scanner.offset() else { return nil }
      offset = -west
    }
    guard scanner.accept(","), let start = scanner.change(), scanner.accept(","),
      let end = scanner.change(), scanner.isAtEnd
    else { return nil }
    summer = Summer(
      type: Zone.LocalType(offset: offset, abbreviation: summerName), start: start, end: end)
  }

  /// The type at `seconds` since the epoch.
  func type(at seconds: Int64) -> Zone.LocalType {
    guard let summer else { return standard }
    let days = (seconds + Int64(standard.offset)).dividedDown(by: 86_400)
    let year = CalendarDay(daysSinceEpoch: days).year
    // Each change is written in the clock that it ends.
    let start = ZoneRule.seconds(of: summer.start, in: year) - Int64(standard.offset)
    let end = ZoneRule.seconds(of: summer.end, in: year) - Int64(summer.type.offset)
    let isSummer =
      start < end ? (start..<end).contains(seconds) : !(end..<start).contains(seconds)
    return isSummer ? summer.type : standard
  }

  /// Seconds from the epoch to the change, on the clock that it ends.
  private static func seconds(of change: Change, in year: Int) -> Int64 {
    day(change.day, in: year) * 86_400 + Int64(change.time)
  }

  /// Days from the epoch.
  private static func day(_ day: Day, in year: Int) -> Int64 {
    switch day {
    case .ordinal(let number): return firstDay(month: 1, year) + Int64(number)
    case .julian(let number):
      let isLeap = CalendarDay(year: year, month: 2, day: 29) != nil
      return firstDay(month: 1, year) + Int64(number - 1) + (isLeap && number >= 60 ? 1 : 0)
    case .weekday(let weekday, let week, let month):
      let first = firstDay(month: month, year)
      let firstWeekday = (first + 4).remainderDown(by: 7)  // 1970-01-01 was a Thursday
      var day = first + (Int64(weekday) - firstWeekday).remainderDown(by: 7) + Int64(week - 1) * 7
      let next = month == 12 ? firstDay(month: 1, year + 1) : firstDay(month: month + 1, year)
      if day >= next { day -= 7 }
      return day
    }
  }

  private static func firstDay(month: Int, _ year: Int) -> Int64 {
    // Years beyond the calendar's end take its last year; no instant lies there.
    guard let day = CalendarDay(year: min(max(year, 1), 9999), month: month, day: 1) else {
      return 0
    }
    return day.daysSinceEpoch
  }
}

extension ZoneRule {
  /// Reads the parts of a POSIX `TZ` text.
  private struct Scanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    func isNext(_ character: Unicode.Scalar) -> Bool {
      position < bytes.count && bytes[position] == UInt8(ascii: character)
    }

    mutating func accept(_ character: Unicode.Scalar) -> Bool {
      guard isNext(character) else { return false }
      position += 1
      return true
    }

    /// `CET`, or `<+0545>` where the name is not made of letters.
    mutating func name() -> String? {
      let quoted = accept("<")
      let start = position
      while position < bytes.count,
        quoted ? bytes[position] != UInt8(ascii: ">") : isLetter(bytes[position])
      { position += 1 }
      let name = String(decoding: bytes[start..<position], as: UTF8.self)
      guard !name.isEmpty, !quoted || accept(">") else { return nil }
      return name
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func offset() -> Int? {
      let sign = accept("-") ? -1 : (accept("+"), 1).1
      guard var seconds = number(upTo: 167).map({ $0 * 3600 }) else { return nil }
      for unit in [60, 1] where accept(":") {
        guard let value = number(upTo: 59) else { return nil }
        seconds += value * unit
      }
      return sign * seconds
    }

    /// `M3.5.0`, `J60` or `59`, with `/time` behind it; 02:00 without.
    mutating func change() -> Change? {
      guard let day = day() else { return nil }
      guard accept("/") else { return Change(day: day, time: 7200) }
      return offset().map { Change(day: day, time: $0) }
    }

    private mutating func day() -> Day? {
      if accept("J") { return number(upTo: 365).map { .julian(max(1, $0)) } }
      guard accept("M") else { return number(upTo: 365).map { .ordinal($0) } }
      guard let month = number(upTo: 12), month > 0, accept("."), let week = number(upTo: 5),
        week > 0, accept("."), let weekday = number(upTo: 6)
      else { return nil }
      return .weekday(weekday, week: week, month: month)
    }

    private mutating func number(upTo limit: Int) -> Int? {
      let start = position
      var value = 0
      while position < bytes.count, position - start < 3, (0x30...0x39).contains(bytes[position]) {
        value = value * 10 + Int(bytes[position] - 0x30)
        position += 1
      }
      return position > start && value <= limit ? value : nil
    }

    private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  }
}

extension Int64 {
  fileprivate func remainderDown(by divisor: Int64) -> Int64 {
    (self % divisor + divisor) % divisor
  }

  fileprivate func dividedDown(by divisor: Int64) -> Int64 {
    (self - remainderDown(by: divisor)) / divisor
  }
}
