import Domain
import Testing

@testable import Calendar

@Suite("Recurrence rules")
struct RecurrenceTests {
  private let recurrences = ICalRecurrences()
  private let clock = ContinuousClock()

  private func expand(
    _ rule: String, _ start: String, from: String? = nil, until: String = "9999-12-31 23:59",
    limit: Int = 12
  ) throws -> [String] {
    recurrences.expand(
      rule: rule, start: try local(start), from: try local(from ?? start),
      until: try local(until), limit: limit
    ).map(\.text)
  }

  @Test("agrees with the oracle from the start", arguments: RuleCase.fromStart)
  func fromStart(_ example: RuleCase) throws {
    #expect(recurrences.problem(withRule: example.rule) == nil)
    #expect(try expand(example.rule, example.start) == example.times)
  }

  @Test("agrees with the oracle long after the start", arguments: RuleCase.fromLongAgo)
  func fromLongAgo(_ example: RuleCase) throws {
    let times = try expand(example.rule, example.start, from: "2026-11-20 00:00", limit: 6)
    #expect(times == example.times)
  }

  @Test("includes from, excludes until, and stops at the limit")
  func window() throws {
    let days = try expand(
      "FREQ=DAILY", "2026-01-01 09:00", from: "2026-02-01 09:00", until: "2026-02-04 09:00")
    #expect(days == ["2026-02-01 09:00", "2026-02-02 09:00", "2026-02-03 09:00"])
    #expect(try expand("RRULE:FREQ=DAILY", "2026-01-01 09:00", limit: 2).count == 2)
    #expect(try expand("FREQ=DAILY", "2026-01-01 09:00", limit: 0) == [])
    #expect(try expand("FREQ=DAILY", "2026-01-02 09:00", until: "2026-01-01 09:00") == [])
  }

  @Test(
    "refuses what is no rule or has no bound",
    arguments: [
      ("", "\"\" is not NAME=value"),
      ("BYDAY=MO", "FREQ is missing"),
      ("FREQ=SECONDLY", "FREQ=SECONDLY is not possible"),
      ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY"),
      ("FREQ=MINUTELY;INTERVAL=5", "FREQ=MINUTELY"),
      ("FREQ=DAILY;BYSECOND=1", "BYSECOND is not possible"),
      ("FREQ=DAILY;RSCALE=CHINESE", "RSCALE is not possible"),
      ("FREQ=DAILY;INTERVAL=0", "INTERVAL must be 1 to 9999"),
      ("FREQ=DAILY;INTERVAL=-1", "INTERVAL"),
      ("FREQ=DAILY;INTERVAL=99999999999999999999", "INTERVAL"),
      ("FREQ=DAILY;COUNT=3;UNTIL=20261231", "COUNT and UNTIL"),
      ("FREQ=DAILY;COUNT=3;COUNT=4", "COUNT is there twice"),
      ("FREQ=DAILY;UNTIL=20261231T000000Z", "without Z"),
      ("FREQ=DAILY;UNTIL=20260231", "does not exist"),
      ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL must be"),
      ("FREQ=DAILY;BYDAY=1MO", "1MO is possible with"),
      ("FREQ=WEEKLY;BYDAY=XX", "BYDAY takes"),
      ("FREQ=WEEKLY;BYDAY=", "is not NAME=value"),
      ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY is not possible with FREQ=WEEKLY"),
      ("FREQ=HOURLY;BYMONTHDAY=30;BYMONTH=2", "BYMONTHDAY is not possible with FREQ=HOURLY"),
      ("FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1", "BYSETPOS is not possible with FREQ=WEEKLY"),
      ("FREQ=HOURLY;BYHOUR=8", "BYHOUR is not possible with FREQ=HOURLY"),
      ("FREQ=DAILY;BYSETPOS=2;BYHOUR=1", "BYSETPOS is not possible with FREQ=DAILY"),
      ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "no month has a day"),
      ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30,31", "no month has a day"),
      ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "no month has a day"),
      ("FREQ=MONTHLY;BYDAY=6MO", "no month has a day"),
      ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20", "no month has a day"),
      ("FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2", "no month has a day"),
      ("FREQ=DAILY;BYMONTHDAY=-1", "below zero"),
      ("FREQ=MONTHLY;BYMONTHDAY=29,-2;BYSETPOS=1", "among BYDAY only"),
      ("FREQ=YEARLY;BYMONTHDAY=1,2;BYSETPOS=1", "BYSETPOS is not possible with FREQ=YEARLY"),
      ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1;BYHOUR=8,9", "one time a day"),
      ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY takes"),
      ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY takes"),
      ("FREQ=YEARLY;BYMONTH=13", "BYMONTH takes"),
      ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS needs"),
      ("FREQ=DAILY;BYHOUR=24", "BYHOUR takes"),
      ("FREQ=DAILY;WKST=XX", "WKST takes"),
      ("FREQ=DAILY;;COUNT=1", "\"\" is not NAME=value"),
      ("every tuesday", "is not NAME=value"),
      (String(repeating: "BYDAY=MO;", count: 200), "longer than"),
    ])
  func refused(_ rule: String, _ reason: String) throws {
    let problem = try #require(recurrences.problem(withRule: rule))
    #expect(problem.contains(reason))
    #expect(try expand(rule, "2026-01-01 09:00") == [])
  }

  @Test(
    "rules that never or hardly ever fit end quickly",
    arguments: [
      "FREQ=HOURLY;INTERVAL=168;BYDAY=MO", "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
      "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1", "FREQ=YEARLY;BYWEEKNO=1;BYMONTH=7",
      "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3", "FREQ=MONTHLY;INTERVAL=2;BYMONTH=2,4,6",
      "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31;BYMONTH=2,1",
      "FREQ=DAILY;INTERVAL=7;BYDAY=MO", "FREQ=YEARLY;BYDAY=53MO;BYMONTH=1",
      "FREQ=HOURLY;BYMONTH=1;INTERVAL=8760;BYDAY=MO",
      "FREQ=DAILY;INTERVAL=9999;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU",
    ])
  func neverFits(_ rule: String) throws {
    let took = try clock.measure {
      _ = try expand(rule, "2025-01-07 09:00", from: "2026-01-01 00:00", limit: 100)
    }
    #expect(took < .seconds(5))
  }

  @Test("a monthly rule that meets a day only every 28 years is found")
  func rareMonth() throws {
    #expect(recurrences.problem(withRule: "FREQ=MONTHLY;BYMONTH=2;BYDAY=5MO") == nil)
    let times = try expand("FREQ=MONTHLY;BYMONTH=2;BYDAY=5MO", "2025-01-01 09:00", limit: 2)
    #expect(times == ["2044-02-29 09:00", "2072-02-29 09:00"])
  }

  @Test("a start on a day that its months lack gives nothing, soon")
  func missingStartDay() throws {
    #expect(try expand("FREQ=MONTHLY;BYMONTH=2", "2026-01-31 09:00") == [])
    let took = try clock.measure {
      _ = try expand("FREQ=YEARLY;BYMONTH=2", "2026-01-31 09:00")
    }
    #expect(took < .seconds(5))
  }

  @Test("an hourly rule that misses its own days gives nothing")
  func missesItsDays() throws {
    #expect(try expand("FREQ=HOURLY;INTERVAL=168;BYDAY=FR", "2026-01-01 09:00") == [])
    #expect(try expand("FREQ=HOURLY;INTERVAL=48;BYDAY=FR", "2026-01-01 09:00").isEmpty == false)
  }
}
