import Domain

/// Counts posts per account and day.
struct DayCounter {
  let zones: any TimeZones
  let zone: String
  let now: Instant
  private var counts: [Slice: Int] = [:]

  private struct Slice: Hashable {
    var day: CalendarDay
    var account: AccountName
  }

  init(zones: any TimeZones, zone: String, now: Instant) {
    self.zones = zones
    self.zone = zone
    self.now = now
  }

  /// Counts one post, unless its day is over.
  mutating func add(_ account: AccountName, at instant: Instant) {
    guard let day = zones.local(instant, in: zone)?.time.day,
      let today = zones.local(now, in: zone)?.time.day, day >= today
    else { return }
    counts[Slice(day: day, account: account), default: 0] += 1
  }

  /// The counts by day and account.
  func lines(accounts: [DeclaredAccount]) -> [DayCount] {
    let sorted = counts.keys.sorted { ($0.day, $0.account) < ($1.day, $1.account) }
    return sorted.map { slice in
      let limits = accounts.first { $0.name == slice.account }?.limits
      return DayCount(
        account: slice.account, day: slice.day.text, posts: counts[slice] ?? 0,
        limit: limits?.perSeconds == 86_400 ? limits?.posts : nil)
    }
  }
}
