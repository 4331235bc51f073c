import Domain

/// The `NAME=value` parts of an `RRULE`, in their order.
struct RuleParts {
  private(set) var names: [String] = []
  private var values: [String: String] = [:]

  private static let known = [
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR",
    "BYMINUTE", "BYSETPOS", "BYYEARDAY", "BYWEEKNO",
  ]

  /// - Throws: for unknown, doubled and empty parts.
  init(_ rule: String) throws(RuleProblem) {
    var text = rule.uppercased()
    if text.hasPrefix("RRULE:") { text.removeFirst(6) }
    guard text.utf8.count <= 1000 else { throw RuleProblem("the rule is longer than 1000 bytes") }
    for part in text.split(separator: ";", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "=", omittingEmptySubsequences: false)
      guard pieces.count == 2, !pieces[1].isEmpty else {
        throw RuleProblem("\"\(part)\" is not NAME=value")
      }
      let name = String(pieces[0])
      guard RuleParts.known.contains(name) else { throw RuleProblem("\(name) is not possible") }
      guard values.updateValue(String(pieces[1]), forKey: name) == nil else {
        throw RuleProblem("\(name) is there twice")
      }
      names.append(name)
    }
  }

  subscript(name: String) -> String? { values[name] }

  /// The number of the part `name`; `nil` when it is not there.
  func number(_ name: String, _ range: ClosedRange<Int>) throws(RuleProblem) -> Int? {
    guard let text = values[name] else { return nil }
    guard let number = RuleParts.integer(text), range.contains(number) else {
      throw RuleProblem("\(name) must be \(range.lowerBound) to \(range.upperBound), not \(text)")
    }
    return number
  }

  /// The numbers of the part `name`; none when it is not there.
  ///
  /// Zero is allowed only where the range begins with it.
  func list(_ name: String, _ range: ClosedRange<Int>) throws(RuleProblem) -> [Int] {
    guard let text = values[name] else { return [] }
    var numbers: [Int] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = RuleParts.integer(word), range.contains(number),
        number != 0 || range.lowerBound == 0
      else {
        throw RuleProblem(
          "\(name) takes numbers from \(range.lowerBound) to \(range.upperBound), not \"\(word)\"")
      }
      if !numbers.contains(number) { numbers.append(number) }
    }
    return numbers
  }

  /// One weekday of `BYDAY`: `FR`, or `-1FR` for the last Friday.
  struct Weekday: Hashable, Sendable {
    /// 0 is Sunday.
    let day: Int
    let ordinal: Int?
  }

  /// The weekdays of `BYDAY`; with a number in front (`-1FR`) where that is allowed.
  func weekdays(allowsNumbers: Bool) throws(RuleProblem) -> [Weekday] {
    guard let text = values["BYDAY"] else { return [] }
    var days: [Weekday] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let number = word.dropLast(2)
      guard let day = RuleParts.weekdayNames.firstIndex(of: String(word.suffix(2))),
        number.isEmpty || RuleParts.integer(number).map({ $0 != 0 && abs($0) <= 53 }) == true
      else { throw RuleProblem("BYDAY takes MO, TU … or 1MO, -1FR, not \"\(word)\"") }
      guard number.isEmpty || allowsNumbers else {
        throw RuleProblem("\(word) is possible with FREQ=MONTHLY or YEARLY only")
      }
      days.append(Weekday(day: day, ordinal: RuleParts.integer(number)))
    }
    return days
  }

  /// The last local time of the rule: a date means the whole day.
  func until() throws(RuleProblem) -> LocalDateTime? {
    guard let text = values["UNTIL"] else { return nil }
    let digits = Array(text.utf8)
    guard !text.hasSuffix("Z") else {
      throw RuleProblem("UNTIL is a local time here, so write it without Z")
    }
    guard digits.prefix(8).allSatisfy({ (0x30...0x39).contains($0) }),
      digits.count == 8 || (digits.count == 15 && digits[8] == UInt8(ascii: "T"))
    else {
      throw RuleProblem("UNTIL must be 20261231 or 20261231T180000, not \(text)")
    }
    let padded = digits.count == 8 ? digits + Array("T235959".utf8) : digits
    let fields = [0..<4, 4..<6, 6..<8, 9..<11, 11..<13, 13..<15].compactMap {
      RuleParts.integer(String(decoding: padded[$0], as: UTF8.self))
    }
    guard fields.count == 6,
      let day = CalendarDay(year: fields[0], month: fields[1], day: fields[2]),
      let time = TimeOfDay(hour: fields[3], minute: fields[4], second: fields[5])
    else { throw RuleProblem("UNTIL=\(text) does not exist") }
    return LocalDateTime(day: day, time: time)
  }

  /// Checks the parts that only libical uses.
  func checkOtherLists() throws(RuleProblem) {
    _ = try list("BYYEARDAY", -366...366)
    _ = try list("BYWEEKNO", -53...53)
    _ = try list("BYSETPOS", -366...366)
    if values["BYSETPOS"] != nil, !names.contains(where: { $0.hasPrefix("BY") && $0 != "BYSETPOS" })
    {
      throw RuleProblem("BYSETPOS needs another BY… to choose from")
    }
  }

  /// The first day of a week, 0 for Sunday; Monday unless `WKST` says otherwise.
  func weekStart() throws(RuleProblem) -> Int {
    guard let text = values["WKST"] else { return 1 }
    guard let day = RuleParts.weekdayNames.firstIndex(of: text) else {
      throw RuleProblem("WKST takes MO, TU …, not \(text)")
    }
    return day
  }

  private static let weekdayNames = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]

  /// A whole number of at most four digits.
  private static func integer(_ text: some StringProtocol) -> Int? {
    let digits =
      text.utf8.first.map { "+-".utf8.contains($0) } == true ? text.dropFirst() : text[...]
    guard (1...4).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(text)
  }
}
