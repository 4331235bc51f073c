import Domain

/// Gives out the times of slots, each to one post.
struct SlotBook {
  private let slots: [String: Slot]
  private let zones: any TimeZones
  private let now: Instant
  private let until: Instant
  private var taken: [String: Set<Instant>] = [:]
  private var cursors: [String: Cursor] = [:]

  /// Where the search for a free time goes on; times before it are taken.
  private struct Cursor {
    var day: CalendarDay
    var index = 0
  }

  /// - Parameter horizon: how far ahead a time may lie.
  init(slots: [String: Slot], zones: any TimeZones, now: Instant, horizon: Duration) {
    self.slots = slots
    self.zones = zones
    self.now = now
    until = now + horizon
  }

  /// Marks a time as given.
  mutating func take(_ due: DeclaredPost.Due) {
    guard let slot = due.slot else { return }
    taken[slot, default: []].insert(due.instant)
  }

  /// The next free time, which is taken by this; `nil` when the horizon has none or the slot is
  /// unknown.
  mutating func next(_ name: String) -> DeclaredPost.Due? {
    guard let slot = slots[name], let today = zones.local(now, in: slot.zone)?.time.day else {
      return nil
    }
    var cursor = cursors[name] ?? Cursor(day: today)
    defer { cursors[name] = cursor }
    while true {
      if !slot.days.contains(cursor.day.weekday) || cursor.index >= slot.times.count {
        cursor = Cursor(day: cursor.day.adding(days: 1))
        if cursor.day.daysSinceEpoch > until.milliseconds / 86_400_000 + 1 { return nil }
        continue
      }
      let local = LocalDateTime(day: cursor.day, time: slot.times[cursor.index])
      cursor.index += 1
      guard let instant = zones.resolve(local, in: slot.zone)?.instant, instant > now else {
        continue
      }
      guard instant <= until else { return nil }
      if taken[name, default: []].insert(instant).inserted {
        return DeclaredPost.Due(instant: instant, zone: slot.zone, slot: name)
      }
    }
  }
}
