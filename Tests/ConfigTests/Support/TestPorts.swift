import Config
import Domain

/// Berlin and UTC by their rules since 1996, without a zone database.
struct TestZones: TimeZones {
  func knows(_ zone: String) -> Bool { zone == "UTC" || zone == "Europe/Berlin" }

  func resolve(_ local: LocalDateTime, in zone: String) -> ZonedTime? {
    guard knows(zone) else { return nil }
    if zone == "UTC" {
      return ZonedTime(
        instant: local.instant(offset: .zero), fit: .exact, abbreviation: "UTC", offset: .zero)
    }
    let summer = local.instant(offset: .seconds(7200))
    let winter = local.instant(offset: .seconds(3600))
    switch (isSummer(summer), isSummer(winter)) {
    case (true, true): return zoned(summer, .exact, "CEST", 7200)
    case (false, false): return zoned(winter, .exact, "CET", 3600)
    case (true, false): return zoned(summer, .repeated, "CEST", 7200)
    case (false, true): return zoned(winter, .skipped, "CEST", 7200)
    }
  }

  func local(_ instant: Instant, in zone: String) -> (time: LocalDateTime, abbreviation: String)? {
    guard knows(zone) else { return nil }
    if zone == "UTC" { return (LocalDateTime(instant, offset: .zero), "UTC") }
    return isSummer(instant)
      ? (LocalDateTime(instant, offset: .seconds(7200)), "CEST")
      : (LocalDateTime(instant, offset: .seconds(3600)), "CET")
  }

  private func zoned(
    _ instant: Instant, _ fit: ZonedTime.Fit, _ name: String, _ offset: Int
  ) -> ZonedTime {
    ZonedTime(instant: instant, fit: fit, abbreviation: name, offset: .seconds(offset))
  }

  private func isSummer(_ instant: Instant) -> Bool {
    let year = LocalDateTime(instant, offset: .zero).day.year
    return instant >= change(year, month: 3) && instant < change(year, month: 10)
  }

  /// The last Sunday of the month at 01:00 UTC.
  private func change(_ year: Int, month: Int) -> Instant {
    var day = CalendarDay(year: year, month: month, day: 31)!
    while day.weekday != .sunday { day = day.adding(days: -1) }
    return LocalDateTime(day: day, time: TimeOfDay(hour: 1, minute: 0)!).instant(offset: .zero)
  }
}

/// `FREQ=DAILY`, `FREQ=WEEKLY;BYDAY=…` and cron lines with a fixed minute and hour.
struct TestRecurrences: Recurrences {
  private static let short: [Weekday: String] = [
    .monday: "MO", .tuesday: "TU", .wednesday: "WE", .thursday: "TH", .friday: "FR",
    .saturday: "SA", .sunday: "SU",
  ]

  func problem(withRule rule: String) -> String? {
    rule.hasPrefix("FREQ=DAILY") || rule.hasPrefix("FREQ=WEEKLY;BYDAY=")
      ? nil : "FREQ is missing or unknown"
  }

  func expand(
    rule: String, start: LocalDateTime, from: LocalDateTime, until: LocalDateTime, limit: Int
  ) -> [LocalDateTime] {
    let days = rule.hasPrefix("FREQ=DAILY") ? nil : rule.split(separator: "=").last.map(String.init)
    return expand(at: start.time, from: max(from, start), until: until, limit: limit) { day in
      days?.contains(TestRecurrences.short[day.weekday]!) ?? true
    }
  }

  func problem(withCron line: String) -> String? {
    line.split(separator: " ").count == 5 ? nil : "it needs five fields"
  }

  func expand(
    cron line: String, from: LocalDateTime, until: LocalDateTime, limit: Int
  ) -> [LocalDateTime] {
    let fields = line.split(separator: " ")
    guard let time = TimeOfDay(hour: Int(fields[1])!, minute: Int(fields[0])!) else { return [] }
    return expand(at: time, from: from, until: until, limit: limit) { day in
      fields[4] == "*" || fields[4].lowercased() == day.weekday.rawValue
    }
  }

  private func expand(
    at time: TimeOfDay, from: LocalDateTime, until: LocalDateTime, limit: Int,
    where fits: (CalendarDay) -> Bool
  ) -> [LocalDateTime] {
    var (found, day): ([LocalDateTime], CalendarDay) = ([], from.day)
    while found.count < limit {
      let local = LocalDateTime(day: day, time: time)
      guard local < until else { break }
      if local >= from, fits(day) { found.append(local) }
      day = day.adding(days: 1)
    }
    return found
  }
}

/// Knows files by their names; what they hold does not matter.
struct TestMedia: MediaLibrary {
  var known: Set<String> = ["media/tower.jpg", "media/bell.png", "media/big.png", "media/a.mp4"]
  var hasTools = true

  func examine(_ path: String, _: MetadataPolicy) throws(MediaProblem) -> MediaFile {
    if path.hasSuffix(".xyz") { throw .unknownFormat }
    guard known.contains(path) else { throw .missing }
    var file = MediaFile(
      hash: String(path.utf8.count, radix: 16), bytes: 1000, mime: "image/jpeg", width: 640,
      height: 480, name: String(path.split(separator: "/").last ?? ""))
    if path == "media/big.png" {
      (file.mime, file.bytes, file.width) = ("image/png", 4_200_000, 4800)
    }
    if path == "media/a.mp4" { (file.mime, file.milliseconds) = ("video/mp4", 95_000) }
    return file
  }
}

extension TestMedia {
  /// A file that says by its hash which form it is.
  func make(
    _ form: MediaForm, of path: String, _ file: MediaFile
  ) throws(FittingProblem) -> MediaFile {
    guard hasTools else { throw .missingTool("ffmpeg") }
    var made = form.expected(of: file)
    made.hash += "-" + form.name
    made.bytes = file.bytes / 2
    return made
  }
}

/// A hash that is good enough to tell texts apart (FNV-1a, four times).
struct TestHashing: Hashing {
  func sha256(_ bytes: [UInt8]) -> [UInt8] {
    (0..<4).flatMap { seed -> [UInt8] in
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(seed)
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
    }
  }
}

/// A platform with a few plain rules.
struct TestRecipe: FittingRecipe {
  var profile: PlatformProfile
  var longest: Int

  static let mastodon = TestRecipe(
    profile: PlatformProfile(
      name: .mastodon, title: "Mastodon", version: 1,
      settings: [.init("server", .origin, isRequired: true, summary: "The server of the account.")],
      postOptions: ["sensitive"], limits: []),
    longest: 500)

  static let bluesky = TestRecipe(
    profile: PlatformProfile(
      name: .bluesky, title: "Bluesky", version: 1,
      settings: [
        .init("handle", .text, isRequired: true, summary: "The handle of the account."),
        .init("video_server", .origin, summary: "Where films go."),
        .init(
          "server", .origin, defaultValue: "https://bsky.social", summary: "The account's server."),
      ], limits: []),
    longest: 300)

  func publish(
    _ content: Content, as account: AccountFacts, with flow: inout Flow
  ) throws(Pause) -> Publication {
    Publication(parts: [])
  }

  func problems(with content: Content, for account: AccountFacts) -> [ContentProblem] {
    var problems: [ContentProblem] = []
    let limit = account.server["limit"]?.integer.map(Int.init) ?? longest
    for (index, part) in content.parts.enumerated() {
      if part.text.count > limit {
        problems.append(
          ContentProblem(
            .error, .text(part: index),
            "\(part.text.count) of \(limit) characters (links count 23)",
            excess: part.text.count - limit))
      }
      if part.poll != nil, !part.media.isEmpty {
        problems.append(ContentProblem(.error, .poll(part: index), "a poll cannot have media"))
      }
      for (number, item) in part.media.enumerated() where item.alt.isEmpty {
        problems.append(ContentProblem(.warning, .media(part: index, index: number), "no alt text"))
      }
      for (number, item) in part.media.enumerated() {
        let field = ContentProblem.Field.media(part: index, index: number)
        if item.file.mime == "image/png", item.file.bytes > 2_000_000 {
          problems.append(ContentProblem(.error, field, "the file has 4.2 of 2.0 MB"))
        }
        if let length = item.file.milliseconds, length > 60_000 {
          problems.append(
            ContentProblem(.error, field, "the film plays 95 s (60 are taken)", hint: "trim it"))
        }
      }
      if part.media.count > 4 {
        problems.append(
          ContentProblem(.error, .media(part: index, index: 4), "5 of 4 pictures"))
      }
    }
    return problems
  }

  func limits(in answer: Answer) -> [LimitReading] { [] }

  func fitted(_ content: Content, for account: AccountFacts) -> Content {
    var fitted = content
    for part in fitted.parts.indices where fitted.parts[part].text.count > longest {
      fitted.parts[part].text = "short"
    }
    return fitted
  }
}

extension ConfigurationPorts {
  static let test = ConfigurationPorts(
    zones: TestZones(), recurrences: TestRecurrences(), media: TestMedia(),
    hashing: TestHashing(), recipes: [TestRecipe.mastodon, TestRecipe.bluesky])
}
