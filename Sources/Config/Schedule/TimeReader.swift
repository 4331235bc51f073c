import Domain

/// Turns local times into moments, and says what is odd about them.
final class TimeReader {
  private let report: Report
  private let zones: any TimeZones
  private let now: Instant
  /// How far ahead a post may lie.
  private let horizon: Duration
  private var knownZones: [String: Bool] = [:]
  private var pastTimes: [String: Int] = [:]
  /// So many past times of a file are named one by one.
  private let namedPastTimes: Int

  init(
    report: Report, zones: any TimeZones, now: Instant, horizon: Duration,
    namedPastTimes: Int = 10
  ) {
    self.namedPastTimes = namedPastTimes
    self.report = report
    self.zones = zones
    self.now = now
    self.horizon = horizon
  }

  /// The zone under `timezone:` of a mapping; `nil` when it is unknown, which is reported.
  func zone(_ node: YAMLNode, otherwise fallback: String) -> String? {
    guard let zone = node.text("timezone") else { return fallback }
    return accept(zone) ? zone.value : nil
  }

  /// Whether the system knows the zone; if not, it is reported.
  func accept(_ zone: Located<String>) -> Bool {
    let isKnown = knownZones[zone.value] ?? zones.knows(zone.value)
    knownZones[zone.value] = isKnown
    if !isKnown {
      report.error(
        zone.place, "no time zone \(quoted(zone.value))",
        hint: "use a name such as Europe/Berlin; timedatectl list-timezones shows all")
    }
    return isKnown
  }

  /// The moment of a local time, with a warning where a clock change skips or repeats it.
  func resolve(_ local: LocalDateTime, zone: String, at place: Place) -> Instant? {
    guard let zoned = zones.resolve(local, in: zone) else { return nil }
    let meant = zones.local(zoned.instant, in: zone)?.time ?? local
    let clock =
      meant.day == local.day
      ? meant.time.text(withSeconds: meant.time.second != 0) : meant.text
    switch zoned.fit {
    case .exact: break
    case .skipped:
      report.warning(
        place, "\(local.text) does not exist in \(zone) (clocks go forward)",
        hint: "it will go out at \(clock)")
    case .repeated:
      report.warning(
        place, "\(local.text) happens twice in \(zone) (clocks go back)",
        hint: "it will go out the first time, at \(clock) \(zoned.abbreviation)")
    }
    return zoned.instant
  }

  /// Names a time that is past, and refuses one that is too far ahead.
  func check(_ instant: Instant, zone: String, at place: Place, isKnown: Bool) {
    if instant > now + horizon {
      report.error(
        place, "\(text(instant, zone)) is more than \(DurationText.text(horizon)) ahead",
        hint: "correct the year, or raise horizon:")
    } else if instant < now, !isKnown {
      pastTimes[place.file, default: 0] += 1
      guard pastTimes[place.file, default: 0] <= namedPastTimes else { return }
      report.warning(
        place, "\(text(instant, zone)) is in the past",
        hint: "a new post needs a time to come, or at: now")
    }
  }

  /// Sums up the past times that were not named one by one.
  func finish() {
    for file in pastTimes.keys.sorted() {
      let more = (pastTimes[file] ?? 0) - namedPastTimes
      guard more > 0 else { continue }
      report.warning(.start(of: file), "\(more) more posts of this file are in the past")
    }
  }

  private func text(_ instant: Instant, _ zone: String) -> String {
    guard let local = zones.local(instant, in: zone) else { return instant.rfc3339 }
    return "\(local.time.text) \(local.abbreviation)"
  }
}
