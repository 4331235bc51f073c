import Domain

/// Reads the times that people and programs write into requests.
struct MomentReader {
  var zones: any TimeZones
  /// The zone of local times.
  var zone: String

  /// Reads a local time or RFC 3339; `nil` for no text and for `now`.
  ///
  /// - Throws: `bad_request`.
  func read(_ text: String?) throws(ErrorObject) -> Instant? {
    guard zones.knows(zone) else {
      throw ErrorObject(
        .badRequest, "timezone: there is no time zone \"\(zone)\"",
        hint: "use a name such as Europe/Berlin")
    }
    guard let text, text != "now" else { return nil }
    if let instant = Instant(rfc3339: text) { return instant }
    guard let local = LocalDateTime(text: text), let zoned = zones.resolve(local, in: zone) else {
      throw ErrorObject(
        .badRequest, "at: \"\(text)\" is not a time",
        hint: "use 2026-12-01 09:30, 2026-12-01T09:30:00+01:00 or now")
    }
    return zoned.instant
  }
}
