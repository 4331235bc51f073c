import Domain
import Glibc
import Testing

@testable import Calendar

func local(_ text: String) throws -> LocalDateTime { try #require(LocalDateTime(text: text)) }

@Suite("Time zones")
struct TimeZoneTests {
  private let zones = SystemTimeZones()

  @Test("agrees with the oracle in gaps, overlaps and far years", arguments: ZoneCase.table)
  func table(_ example: ZoneCase) throws {
    let found = try #require(zones.resolve(try local(example.local), in: example.zone))
    #expect(found.instant == Instant(milliseconds: example.seconds * 1000))
    #expect(found.fit == example.fit)
    #expect(found.abbreviation == example.abbreviation)
    #expect(found.offset == .seconds(example.offset))
    let shown = try #require(zones.local(found.instant, in: example.zone))
    #expect(shown.time == (try local(example.shown)))
    #expect(shown.abbreviation == example.abbreviation)
    if example.fit != .skipped { #expect(example.shown.hasPrefix(example.local)) }
  }

  @Test(
    "unknown zones and names that leave the folder are unknown",
    arguments: [
      "", "Europe/Atlantis", "berlin", "europe/berlin", "Europe", "Europe/", "/Europe/Berlin",
      "Europe//Berlin", "../../etc/passwd", "Europe/../Europe/Berlin", "./Europe/Berlin",
      "right/Europe/Berlin", "posix/Europe/Berlin", "localtime", "tzdata.zi", "zone.tab",
      "Europe/Berlin\u{0}", "Europe/Berlin ", "Etc/", "CEST-2",
      "E" + String(repeating: "u", count: 10_000),
    ])
  func unknown(_ name: String) throws {
    #expect(!zones.knows(name))
    #expect(zones.resolve(try local("2026-01-01 00:00"), in: name) == nil)
    #expect(zones.local(Instant(milliseconds: 0), in: name) == nil)
  }

  @Test(
    "knows the usual names",
    arguments: [
      "UTC", "Etc/UTC", "Europe/Berlin", "America/Port-au-Prince", "EST5EDT", "Etc/GMT+5",
    ])
  func known(_ name: String) { #expect(zones.knows(name)) }

  @Test(
    "every half hour around the changes resolves to itself, or to its first showing",
    arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
  func walk(_ name: String) throws {
    for (start, days) in [("2026-03-07T00:00:00Z", 30), ("2026-10-03T00:00:00Z", 31)] {
      let first = try #require(Instant(rfc3339: start))
      for step in 0..<(days * 48) {
        let instant = first + .seconds(step * 1800)
        let shown = try #require(zones.local(instant, in: name)).time
        let back = try #require(zones.resolve(shown, in: name))
        guard back.fit == .repeated ? back.instant <= instant : back.instant == instant else {
          Issue.record("\(shown.text) in \(name) resolves to \(back)")
          continue
        }
      }
    }
  }

  @Test("before 1970 and at fractions of a second the clock shows the second that runs")
  func fractions() throws {
    let shown = try #require(zones.local(Instant(milliseconds: -1), in: "UTC"))
    #expect(shown.time == (try local("1969-12-31 23:59:59")))
  }

  @Test("broken and cut zone files are refused, never a crash")
  func broken() throws {
    let bytes = try #require(ZoneFile.read("/usr/share/zoneinfo/Europe/Berlin"))
    #expect(Zone(tzif: bytes) != nil)
    for length in stride(from: 0, to: bytes.count, by: 5) {
      #expect(Zone(tzif: Array(bytes.prefix(length))) == nil)
    }
    for index in Array(0..<60) + Array(stride(from: 60, to: bytes.count, by: 13)) {
      for value in [0x00, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = value
        _ = Zone(tzif: changed)?.resolve(try local("2026-07-01 12:00"))
      }
    }
  }

  @Test(
    "refuses rules that are none",
    arguments: [
      "", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "<+05", "5",
      "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0", "CET-200",
    ])
  func badRules(_ text: String) { #expect(ZoneRule(text) == nil) }

  @Test(
    "reads the other forms of a rule",
    arguments: [
      // J60 is 1 March in all years; 59 is 29 February in leap years.
      ("AAA0BBB,J60/0,J300/0", "2028-02-29T23:59:59Z", "AAA"),
      ("AAA0BBB,J60/0,J300/0", "2028-03-01T00:00:00Z", "BBB"),
      ("AAA0BBB,59/0,J300/0", "2028-02-29T00:00:00Z", "BBB"),
      ("AAA0BBB,59/0,J300/0", "2027-02-28T23:59:59Z", "AAA"),
      ("QQQ3EDT4,0/0,J365/23", "2027-12-31T23:30:00Z", "EDT"),
      ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2026-07-01T00:00:00Z", "-02"),
      ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-01T00:00:00Z", "GMT"),
    ])
  func ruleForms(_ text: String, _ instant: String, _ abbreviation: String) throws {
    let rule = try #require(ZoneRule(text))
    let moment = try #require(Instant(rfc3339: instant))
    #expect(rule.type(at: moment.wholeSeconds).abbreviation == abbreviation)
  }
}
