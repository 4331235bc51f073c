import Domain
import Testing

/// A local time and what it means in a zone.
struct ZoneCase: Sendable, CustomTestStringConvertible {
  let zone: String
  let local: String
  let seconds: Int64
  let fit: ZonedTime.Fit
  let abbreviation: String
  let offset: Int
  /// What the zone's clocks show at that moment.
  let shown: String

  var testDescription: String { "\(local) \(zone)" }

  init(
    _ zone: String, _ local: String, _ seconds: Int64, _ fit: ZonedTime.Fit,
    _ abbreviation: String, _ offset: Int, _ shown: String
  ) {
    (self.zone, self.local, self.seconds, self.fit) = (zone, local, seconds, fit)
    (self.abbreviation, self.offset, self.shown) = (abbreviation, offset, shown)
  }

  /// Computed with Python's `zoneinfo` (the data of Debian 12) and frozen.
  static let table = [
    ZoneCase(
      "Europe/Berlin", "2026-03-29 01:59", 1774745940, .exact, "CET", 3600, "2026-03-29 01:59:00"),
    ZoneCase(
      "Europe/Berlin", "2026-03-29 02:00", 1774746000, .skipped, "CEST", 7200, "2026-03-29 03:00:00"
    ),
    ZoneCase(
      "Europe/Berlin", "2026-03-29 02:30", 1774747800, .skipped, "CEST", 7200, "2026-03-29 03:30:00"
    ),
    ZoneCase(
      "Europe/Berlin", "2026-03-29 03:00", 1774746000, .exact, "CEST", 7200, "2026-03-29 03:00:00"),
    ZoneCase(
      "Europe/Berlin", "2026-10-25 01:59", 1792886340, .exact, "CEST", 7200, "2026-10-25 01:59:00"),
    ZoneCase(
      "Europe/Berlin", "2026-10-25 02:00", 1792886400, .repeated, "CEST", 7200,
      "2026-10-25 02:00:00"),
    ZoneCase(
      "Europe/Berlin", "2026-10-25 02:59", 1792889940, .repeated, "CEST", 7200,
      "2026-10-25 02:59:00"),
    ZoneCase(
      "Europe/Berlin", "2026-10-25 03:00", 1792893600, .exact, "CET", 3600, "2026-10-25 03:00:00"),
    ZoneCase(
      "Europe/Berlin", "2027-03-28 02:30", 1806197400, .skipped, "CEST", 7200, "2027-03-28 03:30:00"
    ),
    ZoneCase(
      "Europe/Berlin", "2075-07-01 12:00", 3329200800, .exact, "CEST", 7200, "2075-07-01 12:00:00"),
    ZoneCase(
      "Europe/Berlin", "2075-01-01 12:00", 3313566000, .exact, "CET", 3600, "2075-01-01 12:00:00"),
    ZoneCase(
      "Europe/Berlin", "1945-05-24 03:30", -776561400, .exact, "CEMT", 10800,
      "1945-05-24 03:30:00"),
    ZoneCase(
      "Europe/Berlin", "1880-01-01 00:00", -2840144008, .exact, "LMT", 3208, "1880-01-01 00:00:00"),
    ZoneCase(
      "America/New_York", "2026-03-08 02:30", 1772955000, .skipped, "EDT", -14400,
      "2026-03-08 03:30:00"),
    ZoneCase(
      "America/New_York", "2026-11-01 01:30", 1793511000, .repeated, "EDT", -14400,
      "2026-11-01 01:30:00"),
    ZoneCase(
      "America/New_York", "2026-11-01 02:00", 1793516400, .exact, "EST", -18000,
      "2026-11-01 02:00:00"),
    ZoneCase(
      "America/New_York", "2050-07-04 09:00", 2540552400, .exact, "EDT", -14400,
      "2050-07-04 09:00:00"),
    ZoneCase(
      "Australia/Lord_Howe", "2026-04-05 01:30", 1775313000, .repeated, "+11", 39600,
      "2026-04-05 01:30:00"),
    ZoneCase(
      "Australia/Lord_Howe", "2026-04-05 01:59", 1775314740, .repeated, "+11", 39600,
      "2026-04-05 01:59:00"),
    ZoneCase(
      "Australia/Lord_Howe", "2026-04-05 02:00", 1775316600, .exact, "+1030", 37800,
      "2026-04-05 02:00:00"),
    ZoneCase(
      "Australia/Lord_Howe", "2026-10-04 02:00", 1791041400, .skipped, "+11", 39600,
      "2026-10-04 02:30:00"),
    ZoneCase(
      "Australia/Lord_Howe", "2026-10-04 02:15", 1791042300, .skipped, "+11", 39600,
      "2026-10-04 02:45:00"),
    ZoneCase(
      "Australia/Lord_Howe", "2026-10-04 02:30", 1791041400, .exact, "+11", 39600,
      "2026-10-04 02:30:00"),
    ZoneCase(
      "Australia/Lord_Howe", "2060-12-25 08:00", 2871147600, .exact, "+11", 39600,
      "2060-12-25 08:00:00"),
    ZoneCase(
      "Asia/Kathmandu", "2026-06-01 12:00", 1780294500, .exact, "+0545", 20700,
      "2026-06-01 12:00:00"),
    ZoneCase(
      "Asia/Kathmandu", "1986-01-01 00:10", 504902400, .skipped, "+0545", 20700,
      "1986-01-01 00:25:00"),
    ZoneCase(
      "Asia/Kathmandu", "2090-06-01 12:00", 3799980900, .exact, "+0545", 20700,
      "2090-06-01 12:00:00"),
    ZoneCase(
      "Pacific/Apia", "2011-12-30 12:00", 1325282400, .skipped, "+14", 50400,
      "2011-12-31 12:00:00"),
    ZoneCase(
      "Pacific/Apia", "2011-12-31 12:00", 1325282400, .exact, "+14", 50400, "2011-12-31 12:00:00"),
    ZoneCase(
      "Europe/Dublin", "2026-03-29 01:30", 1774747800, .skipped, "IST", 3600,
      "2026-03-29 02:30:00"),
    ZoneCase(
      "Europe/Dublin", "2026-12-01 09:00", 1796115600, .exact, "GMT", 0, "2026-12-01 09:00:00"),
    ZoneCase(
      "Europe/Dublin", "2055-12-01 09:00", 2711264400, .exact, "GMT", 0, "2055-12-01 09:00:00"),
    ZoneCase(
      "Europe/Dublin", "2055-06-01 09:00", 2695449600, .exact, "IST", 3600, "2055-06-01 09:00:00"),
    ZoneCase(
      "America/Sao_Paulo", "2018-11-04 00:30", 1541302200, .skipped, "-02", -7200,
      "2018-11-04 01:30:00"),
    ZoneCase(
      "America/Nuuk", "2060-03-27 23:00", 2847661200, .skipped, "-01", -3600,
      "2060-03-28 00:00:00"),
    ZoneCase(
      "Asia/Gaza", "2060-10-30 12:00", 2866356000, .exact, "EET", 7200, "2060-10-30 12:00:00"),
    ZoneCase(
      "Africa/Casablanca", "2026-02-15 12:00", 1771156800, .exact, "+00", 0, "2026-02-15 12:00:00"),
    ZoneCase(
      "Etc/GMT+5", "2026-01-01 00:00", 1767243600, .exact, "-05", -18000, "2026-01-01 00:00:00"),
    ZoneCase("UTC", "2026-01-01 00:00", 1767225600, .exact, "UTC", 0, "2026-01-01 00:00:00"),
    ZoneCase(
      "Asia/Tehran", "2040-06-01 00:00", 2222109000, .exact, "+0330", 12600, "2040-06-01 00:00:00"),
    ZoneCase(
      "America/Santiago", "2060-09-05 00:30", 2861584200, .skipped, "-03", -10800,
      "2060-09-05 01:30:00"),
    ZoneCase(
      "Antarctica/Troll", "2060-03-28 02:00", 2847664800, .skipped, "+02", 7200,
      "2060-03-28 04:00:00"),
  ]
}
