/// Text forms of an instant: RFC 3339 in UTC, and the `Date` header of HTTP.
extension Instant {
  /// RFC 3339 in UTC with milliseconds, such as `2026-12-01T08:30:00.000Z`.
  package var rfc3339: String {
    let local = LocalDateTime(self, offset: .zero)
    var text: [UInt8] = []
    text.reserveCapacity(24)
    text.append(local.day.year, digits: 4, then: "-")
    text.append(local.day.month, digits: 2, then: "-")
    text.append(local.day.day, digits: 2, then: "T")
    text.append(local.time.hour, digits: 2, then: ":")
    text.append(local.time.minute, digits: 2, then: ":")
    text.append(local.time.second, digits: 2, then: ".")
    text.append(Int(((milliseconds % 1000) + 1000) % 1000), digits: 3, then: "Z")
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads RFC 3339 (`Z` or a numeric offset, optional fraction); `nil` when it is anything else.
  package init?(rfc3339 text: String) {
    var scanner = DigitScanner(text)
    guard let local = LocalDateTime(scanning: &scanner) else { return nil }
    var fraction: Int64 = 0
    if scanner.accept(UInt8(ascii: ".")) {
      guard let value = scanner.fractionAsMilliseconds() else { return nil }
      fraction = value
    }
    guard let offset = scanner.utcOffset(), scanner.isAtEnd else { return nil }
    self = Instant(milliseconds: local.instant(offset: offset).milliseconds + fraction)
  }

  /// Reads the preferred form of an HTTP date (RFC 9110 §5.6.7), such as
  /// `Sun, 06 Nov 1994 08:49:37 GMT`; `nil` for anything else.
  package init?(httpDate text: String) {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let dayNumber = Int(words[1]),
      let month = Instant.monthNames.firstIndex(of: String(words[2])),
      let year = Int(words[3]),
      let day = CalendarDay(year: year, month: month + 1, day: dayNumber)
    else { return nil }
    let parts = words[4].split(separator: ":").compactMap { Int($0) }
    guard parts.count == 3, let time = TimeOfDay(hour: parts[0], minute: parts[1], second: parts[2])
    else { return nil }
    self = LocalDateTime(day: day, time: time).instant(offset: .zero)
  }

  /// The preferred form of an HTTP date (RFC 9110 §5.6.7).
  package var httpDate: String {
    let local = LocalDateTime(self, offset: .zero)
    let weekday = local.day.weekday.rawValue
    let name = weekday.prefix(1).uppercased() + weekday.dropFirst()
    let (day, time) = (local.day, local.time)
    return "\(name), \(Instant.padded(day.day, 2)) \(Instant.monthNames[day.month - 1]) "
      + "\(Instant.padded(day.year, 4)) \(time.text(withSeconds: true)) GMT"
  }

  private static let monthNames = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  fileprivate static func padded(_ value: Int, _ width: Int) -> String {
    var text: [UInt8] = []
    text.append(value, digits: width)
    return String(decoding: text, as: UTF8.self)
  }
}

extension [UInt8] {
  /// The digits, and the character that follows them.
  fileprivate mutating func append(_ value: Int, digits: Int, then follower: Unicode.Scalar) {
    append(value, digits: digits)
    append(UInt8(ascii: follower))
  }

  /// Decimal digits with zeros before them, more of them where `value` needs more.
  fileprivate mutating func append(_ value: Int, digits: Int) {
    if value < 0 { append(UInt8(ascii: "-")) }
    let start = endIndex
    var rest = value.magnitude
    while rest > 0 || count - start < digits {
      insert(UInt8(ascii: "0") + UInt8(rest % 10), at: start)
      rest /= 10
    }
  }
}

extension CalendarDay {
  /// `2026-12-01`.
  package var text: String {
    "\(Instant.padded(year, 4))-\(Instant.padded(month, 2))-\(Instant.padded(day, 2))"
  }
}

extension TimeOfDay {
  /// `09:30`, or `09:30:00`.
  package func text(withSeconds: Bool) -> String {
    let minutes = "\(Instant.padded(hour, 2)):\(Instant.padded(minute, 2))"
    return withSeconds ? minutes + ":" + Instant.padded(second, 2) : minutes
  }
}

extension LocalDateTime {
  /// `2026-12-01 09:30`, with seconds only where they are not zero.
  package var text: String {
    day.text + " " + time.text(withSeconds: time.second != 0)
  }

  /// Reads `2026-12-01 09:30`, `2026-12-01T09:30` and both with seconds; `nil` for anything else.
  package init?(text: String) {
    var scanner = DigitScanner(text)
    guard let value = LocalDateTime(scanning: &scanner), scanner.isAtEnd else { return nil }
    self = value
  }

  fileprivate init?(scanning scanner: inout DigitScanner) {
    guard let year = scanner.number(digits: 4), scanner.accept(UInt8(ascii: "-")),
      let month = scanner.number(digits: 2), scanner.accept(UInt8(ascii: "-")),
      let dayNumber = scanner.number(digits: 2),
      let day = CalendarDay(year: year, month: month, day: dayNumber),
      scanner.accept(UInt8(ascii: "T")) || scanner.accept(UInt8(ascii: "t"))
        || scanner.accept(UInt8(ascii: " ")),
      let hour = scanner.number(digits: 2), scanner.accept(UInt8(ascii: ":")),
      let minute = scanner.number(digits: 2)
    else { return nil }
    var second = 0
    if scanner.accept(UInt8(ascii: ":")) {
      guard let value = scanner.number(digits: 2) else { return nil }
      second = value
    }
    guard let time = TimeOfDay(hour: hour, minute: minute, second: second) else { return nil }
    self.init(day: day, time: time)
  }
}

/// Reads fixed-width numbers from ASCII text.
private struct DigitScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  var isAtEnd: Bool { position == bytes.count }

  mutating func accept(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func number(digits: Int) -> Int? {
    guard position + digits <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[position..<position + digits] {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    position += digits
    return value
  }

  mutating func fractionAsMilliseconds() -> Int64? {
    var value: Int64 = 0
    var digits = 0
    while let digit = number(digits: 1) {
      if digits < 3 { value = value * 10 + Int64(digit) }
      digits += 1
    }
    guard digits > 0 else { return nil }
    for _ in digits..<max(3, digits) { value *= 10 }
    return value
  }

  mutating func utcOffset() -> Duration? {
    if accept(UInt8(ascii: "Z")) || accept(UInt8(ascii: "z")) { return .zero }
    let negative = accept(UInt8(ascii: "-"))
    guard negative || accept(UInt8(ascii: "+")), let hours = number(digits: 2),
      accept(UInt8(ascii: ":")), let minutes = number(digits: 2), hours < 24, minutes < 60
    else { return nil }
    let seconds = Int64(hours * 3600 + minutes * 60)
    return .seconds(negative ? -seconds : seconds)
  }
}
