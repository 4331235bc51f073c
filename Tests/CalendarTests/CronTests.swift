import Domain
import Testing

@testable import Calendar

@Suite("Cron lines")
struct CronTests {
  private let recurrences = ICalRecurrences()

  private func expand(_ line: String, from: String = "2026-11-20 00:00", limit: Int = 4) throws
    -> [String]
  {
    recurrences.expand(
      cron: line, from: try local(from), until: try local("2100-01-01 00:00"), limit: limit
    ).map(\.text)
  }

  // 2026-11-20 is a Friday.
  @Test(
    "gives the times that cron would",
    arguments: [
      (
        "0 9 * * TUE",
        ["2026-11-24 09:00", "2026-12-01 09:00", "2026-12-08 09:00", "2026-12-15 09:00"]
      ),
      (
        "30 9,17 * * 1-5",
        ["2026-11-20 09:30", "2026-11-20 17:30", "2026-11-23 09:30", "2026-11-23 17:30"]
      ),
      (
        "*/20 8 * * *",
        ["2026-11-20 08:00", "2026-11-20 08:20", "2026-11-20 08:40", "2026-11-21 08:00"]
      ),
      (
        "5/25 0 * * *",
        ["2026-11-20 00:05", "2026-11-20 00:30", "2026-11-20 00:55", "2026-11-21 00:05"]
      ),
      (
        "0 10-16/3 20 * *",
        ["2026-11-20 10:00", "2026-11-20 13:00", "2026-11-20 16:00", "2026-12-20 10:00"]
      ),
      (
        "0 0 1 jan *",
        ["2027-01-01 00:00", "2028-01-01 00:00", "2029-01-01 00:00", "2030-01-01 00:00"]
      ),
      (
        "0 12 * * 0",
        ["2026-11-22 12:00", "2026-11-29 12:00", "2026-12-06 12:00", "2026-12-13 12:00"]
      ),
      (
        "0 12 * * 7",
        ["2026-11-22 12:00", "2026-11-29 12:00", "2026-12-06 12:00", "2026-12-13 12:00"]
      ),
      (
        "0 12 * * sat-7",
        ["2026-11-21 12:00", "2026-11-22 12:00", "2026-11-28 12:00", "2026-11-29 12:00"]
      ),
      (
        "0 12 * * 5-7",
        ["2026-11-20 12:00", "2026-11-21 12:00", "2026-11-22 12:00", "2026-11-27 12:00"]
      ),
      (
        "0 12 * DEC mon-wed",
        ["2026-12-01 12:00", "2026-12-02 12:00", "2026-12-07 12:00", "2026-12-08 12:00"]
      ),
      // Both day fields: one of them is enough.
      (
        "0 0 13 * 5",
        ["2026-11-20 00:00", "2026-11-27 00:00", "2026-12-04 00:00", "2026-12-11 00:00"]
      ),
      (
        "0 0 21 * 5",
        ["2026-11-20 00:00", "2026-11-21 00:00", "2026-11-27 00:00", "2026-12-04 00:00"]
      ),
      // A star with a step is no restriction, so both must fit.
      (
        "0 0 */2 * 5",
        ["2026-11-27 00:00", "2026-12-11 00:00", "2026-12-25 00:00", "2027-01-01 00:00"]
      ),
      (
        "0 0 29 2 *",
        ["2028-02-29 00:00", "2032-02-29 00:00", "2036-02-29 00:00", "2040-02-29 00:00"]
      ),
      (
        "0 0 31 2 1",
        ["2027-02-01 00:00", "2027-02-08 00:00", "2027-02-15 00:00", "2027-02-22 00:00"]
      ),
      (
        "\t0  9\t* * 2 ",
        ["2026-11-24 09:00", "2026-12-01 09:00", "2026-12-08 09:00", "2026-12-15 09:00"]
      ),
    ])
  func times(_ line: String, _ expected: [String]) throws {
    #expect(recurrences.problem(withCron: line) == nil)
    #expect(try expand(line) == expected)
  }

  @Test(
    "refuses what is no cron line",
    arguments: [
      ("", "five fields"), ("* * * *", "five fields"), ("* * * * * *", "five fields"),
      ("@daily", "five fields"), ("60 * * * *", "no minute"), ("* 24 * * *", "no hour"),
      ("* * 0 * *", "no day"), ("* * 32 * *", "no day"), ("* * * 13 *", "no month"),
      ("* * * foo *", "no month"), ("* * * * 8", "no weekday"), ("*/0 * * * *", "no minute"),
      ("1-2-3 * * * *", "no minute"), ("1//2 * * * *", "no minute"), ("1, * * * *", "no minute"),
      ("-1 * * * *", "no minute"), ("+1 * * * *", "no minute"), ("*/99 * * * *", "no minute"),
      ("5-1 * * * *", "backwards"), ("* * * * fri-mon", "backwards"), ("* * 30 2 *", "such a day"),
      ("* * 31 4,6 *", "such a day"), ("99999999999999999999 * * * *", "no minute"),
    ])
  func refused(_ line: String, _ reason: String) throws {
    let problem = try #require(recurrences.problem(withCron: line))
    #expect(problem.contains(reason))
    #expect(try expand(line) == [])
  }

  @Test("includes from, excludes until")
  func window() throws {
    let times = recurrences.expand(
      cron: "0 * * * *", from: try local("2026-11-20 08:00"), until: try local("2026-11-20 10:00"),
      limit: 10)
    #expect(times.map(\.text) == ["2026-11-20 08:00", "2026-11-20 09:00"])
    #expect(try expand("* * * * *", limit: 0) == [])
  }
}
