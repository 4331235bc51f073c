package import Domain

/// Writes moments for people: in one zone, and relative to now.
package struct TimeText: Sendable {
  private let zones: any TimeZones
  /// The IANA name of the zone that times are written in.
  package let zone: String
  package let now: Instant

  /// A zone that the system does not know is replaced by UTC.
  package init(zones: any TimeZones, zone: String, now: Instant) {
    self.zones = zones
    self.zone = zones.knows(zone) ? zone : "UTC"
    self.now = now
  }

  /// `Europe/Berlin (CET)`: the zone and what it is called now.
  package var zoneName: String {
    guard let abbreviation = zones.local(now, in: zone)?.abbreviation, abbreviation != zone else {
      return zone
    }
    return "\(zone) (\(abbreviation))"
  }

  /// `2026-12-01 09:30 CET`.
  package func full(_ instant: Instant) -> String {
    guard let (time, abbreviation) = zones.local(instant, in: zone) else {
      return instant.rfc3339
    }
    return "\(time.day.text) \(time.time.text(withSeconds: false)) \(abbreviation)"
  }

  /// `2026-12-01 09:30`, where the zone is named elsewhere.
  package func short(_ instant: Instant) -> String {
    guard let (time, _) = zones.local(instant, in: zone) else { return instant.rfc3339 }
    return "\(time.day.text) \(time.time.text(withSeconds: false))"
  }

  /// `09:30` today, `2026-12-01 09:30` on other days.
  package func near(_ instant: Instant) -> String {
    guard let (time, _) = zones.local(instant, in: zone),
      let (today, _) = zones.local(now, in: zone), time.day == today.day
    else { return short(instant) }
    return time.time.text(withSeconds: false)
  }

  /// `09:30:05.250`, for attempts.
  package func precise(_ instant: Instant) -> String {
    guard let (time, _) = zones.local(instant, in: zone) else { return instant.rfc3339 }
    let fraction = String(1000 + ((instant.milliseconds % 1000) + 1000) % 1000).dropFirst()
    return "\(time.day.text) \(time.time.text(withSeconds: true)).\(fraction)"
  }

  /// `in 14 min`, `2 h ago`, `now`.
  package func relative(_ instant: Instant) -> String {
    let distance = instant - now
    if distance > .seconds(-1), distance < .seconds(1) { return "now" }
    return distance < .zero
      ? TimeText.length(.zero - distance) + " ago" : "in " + TimeText.length(distance)
  }

  /// The moment that is written in a document; `nil` for none or for one that is not RFC 3339.
  package func read(_ text: String?) -> Instant? {
    text.flatMap { Instant(rfc3339: $0) }
  }

  /// The text of a moment in a document, as `write` writes it; the document's own text if it is not
  /// RFC 3339.
  func text(_ text: String?, _ write: (Instant) -> String) -> String {
    guard let text else { return "" }
    return Instant(rfc3339: text).map(write) ?? text
  }

  /// `12 d`, `2 h`, `14 min`, `5 s`: the largest unit that fits, rounded down.
  package static func length(_ duration: Duration) -> String {
    let seconds = max(0, duration.wholeMilliseconds / 1000)
    switch seconds {
    case 0..<60: return "\(seconds) s"
    case 60..<3600: return "\(seconds / 60) min"
    case 3600..<172_800: return "\(seconds / 3600) h"
    default: return "\(seconds / 86_400) d"
    }
  }
}
