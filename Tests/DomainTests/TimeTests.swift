import Domain
import Testing

@Suite("Instants, local times and their texts")
struct TimeTests {
  @Test(
    "reads RFC 3339",
    arguments: [
      ("1970-01-01T00:00:00Z", 0),
      ("2026-12-01T08:30:00.000Z", 1_796_113_800_000),
      ("2026-12-01t09:30:00+01:00", 1_796_113_800_000),
      ("2026-12-01 08:30:00z", 1_796_113_800_000),
      ("2026-12-01T08:30:00.5Z", 1_796_113_800_500),
      ("2026-12-01T08:30:00.123456789-00:30", 1_796_115_600_123),
      ("1969-12-31T23:59:59.999Z", -1),
      ("0001-01-01T00:00:00Z", -62_135_596_800_000),
      ("9999-12-31T23:59:59Z", 253_402_300_799_000),
      ("2024-02-29T12:00:00Z", 1_709_208_000_000),
    ])
  func reads(_ text: String, _ milliseconds: Int64) {
    #expect(Instant(rfc3339: text) == Instant(milliseconds: milliseconds))
  }

  @Test(
    "refuses what is no RFC 3339",
    arguments: [
      "", "2026-12-01", "2026-12-01T08:30:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
      "2026-12-01T24:00:00Z", "2026-12-01T08:60:00Z", "2026-12-01T08:30:60Z",
      "2026-12-01T08:30:00.Z", "2026-12-01T08:30:00+1:00", "2026-12-01T08:30:00+24:00",
      "2026-12-01T08:30:00Zx", " 2026-12-01T08:30:00Z", "0000-01-01T00:00:00Z",
      "+026-12-01T08:30:00Z",
      "２０２６-12-01T08:30:00Z",
    ])
  func refuses(_ text: String) { #expect(Instant(rfc3339: text) == nil) }

  @Test("writes and reads every kind of instant back")
  func roundTrip() {
    for milliseconds in [
      0, -1, 1, 999, 1_796_113_800_000, -62_135_596_800_000, 253_402_300_799_999, 951_782_400_000,
    ] as [Int64] {
      let instant = Instant(milliseconds: milliseconds)
      #expect(Instant(rfc3339: instant.rfc3339) == instant)
    }
    #expect(Instant(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
    #expect(Instant.never.rfc3339 == "9999-12-31T23:59:59.000Z")
  }

  @Test("every instant has a text, also the outermost")
  func outermost() {
    for instant in [Instant(milliseconds: .min), Instant(milliseconds: .max)] {
      #expect(!instant.rfc3339.isEmpty)
      #expect(!LocalDateTime(instant, offset: .seconds(3600)).text.isEmpty)
    }
  }

  @Test("arithmetic is held at the ends")
  func saturation() {
    let (first, last) = (Instant(milliseconds: .min), Instant(milliseconds: .max))
    #expect(last + .seconds(1) == last)
    #expect(first - .seconds(1) == first)
    #expect((last - first).wholeMilliseconds == .max)
    #expect((first - last).wholeMilliseconds == .min)
    #expect((Instant(milliseconds: 0) - first).wholeMilliseconds == .max)
    #expect(last - .milliseconds(Int64.min) == last)
    #expect(Duration.seconds(Int64.max).wholeMilliseconds == .max)
    #expect(Duration.milliseconds(1).wholeSecondsRoundedUp == 1)
    #expect(Duration.milliseconds(-5000).wholeSecondsRoundedUp == 0)
    #expect(Duration.milliseconds(1000).wholeSecondsRoundedUp == 1)
  }

  @Test("the HTTP date of RFC 9110 there and back")
  func httpDate() {
    let instant = Instant(milliseconds: 784_111_777_000)
    #expect(instant.httpDate == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(Instant(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT") == instant)
    for text in [
      "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
      "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
    ] { #expect(Instant(httpDate: text) == nil) }
  }

  @Test("days and their numbers agree over 400 years, with weekdays in order")
  func days() throws {
    var day = try #require(CalendarDay(year: 1800, month: 1, day: 1))
    var weekday = try #require(Weekday.allCases.firstIndex(of: day.weekday))
    #expect(day.weekday == .wednesday)
    let first = day.daysSinceEpoch
    for number in 0..<Int64(146_097) {
      #expect(day.daysSinceEpoch == first + number)
      #expect(Weekday.allCases[weekday] == day.weekday)
      let next = CalendarDay(daysSinceEpoch: first + number + 1)
      #expect(day < next)
      day = next
      weekday = (weekday + 1) % 7
    }
    #expect(day == CalendarDay(year: 2200, month: 1, day: 1))
  }

  @Test("days and times that do not exist are refused")
  func invalid() {
    #expect(CalendarDay(year: 2026, month: 2, day: 29) == nil)
    #expect(CalendarDay(year: 1900, month: 2, day: 29) == nil)
    #expect(CalendarDay(year: 2000, month: 2, day: 29) != nil)
    #expect(CalendarDay(year: 0, month: 1, day: 1) == nil)
    #expect(CalendarDay(year: 10_000, month: 1, day: 1) == nil)
    #expect(CalendarDay(year: 2026, month: 0, day: 1) == nil)
    #expect(TimeOfDay(hour: 24, minute: 0) == nil)
    #expect(TimeOfDay(hour: 0, minute: 60) == nil)
    #expect(TimeOfDay(hour: 0, minute: 0, second: 60) == nil)
  }

  @Test(
    "local times as people write them",
    arguments: [
      ("2026-12-01 09:30", "2026-12-01 09:30"), ("2026-12-01T09:30", "2026-12-01 09:30"),
      ("2026-12-01 09:30:00", "2026-12-01 09:30"), ("2026-12-01 09:30:05", "2026-12-01 09:30:05"),
      ("2026-12-01", nil), ("2026-12-01 9:30", nil), ("2026-12-01  09:30", nil),
      ("2026-12-01 09:30Z", nil), ("2026-02-30 09:30", nil), ("", nil),
    ])
  func localText(_ text: String, _ expected: String?) {
    #expect(LocalDateTime(text: text)?.text == expected)
  }
}
