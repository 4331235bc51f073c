import Domain
import Testing

@Suite("Quota days")
struct QuotaDayTests {
  /// An instant, and the beginning and end of its day in California.
  struct Row: Sendable, CustomTestStringConvertible {
    var at: String
    var start: String
    var end: String

    var testDescription: String { at }

    init(_ at: String, _ start: String, _ end: String) {
      (self.at, self.start, self.end) = (at, start, end)
    }
  }

  /// As `date` shows them with TZ=America/Los_Angeles.
  static let rows: [Row] = [
    Row("2026-11-22T07:59:59Z", "2026-11-21T08:00:00Z", "2026-11-22T08:00:00Z"),
    Row("2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z", "2026-11-23T08:00:00Z"),
    Row("2026-07-04T06:59:59Z", "2026-07-03T07:00:00Z", "2026-07-04T07:00:00Z"),
    Row("2026-07-04T07:30:00Z", "2026-07-04T07:00:00Z", "2026-07-05T07:00:00Z"),
    // The days on which the clocks change have 23 and 25 hours.
    Row("2026-03-08T12:00:00Z", "2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z"),
    Row("2026-03-09T07:00:00Z", "2026-03-09T07:00:00Z", "2026-03-10T07:00:00Z"),
    Row("2026-11-01T07:00:00Z", "2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z"),
    Row("2026-11-02T07:59:00Z", "2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z"),
    Row("2027-03-14T08:00:00Z", "2027-03-14T08:00:00Z", "2027-03-15T07:00:00Z"),
    Row("2028-11-05T07:00:00Z", "2028-11-05T07:00:00Z", "2028-11-06T08:00:00Z"),
  ]

  @Test("begin at midnight in California, in summer and in winter", arguments: rows)
  func pacific(_ row: Row) throws {
    let at = try #require(Instant(rfc3339: row.at))
    #expect(QuotaDay.pacific.start(at: at) == Instant(rfc3339: row.start))
    #expect(QuotaDay.pacific.end(at: at) == Instant(rfc3339: row.end))
  }
}
