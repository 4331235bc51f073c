import Domain

/// Counts what a plan changes on the days of accounts whose owner limits the posts of a day.
struct DayCounter {
  private let zones: any TimeZones
  private let zone: String
  private let today: CalendarDay?
  private let limits: [AccountName: Int]
  private var counts: [Slice: Int] = [:]

  private struct Slice: Hashable {
    var day: CalendarDay
    var account: AccountName
  }

  init(zones: any TimeZones, zone: String, now: Instant, accounts: [DeclaredAccount]) {
    self.zones = zones
    self.zone = zone
    today = zones.local(now, in: zone)?.time.day
    var limits: [AccountName: Int] = [:]
    for account in accounts where account.limits.perSeconds == 86_400 {
      limits[account.name] = account.limits.posts
    }
    self.limits = limits
  }

  /// - Parameter stored: the post as the store has it.
  mutating func add(_ change: PostChange, stored: StoredPost?) {
    guard !limits.isEmpty else { return }
    let due = change.declared?.due.instant
    for plan in change.deliveries {
      switch plan {
      case .add(let target), .revive(_, let target): count(target.account, due, 1)
      case .cancel(_, let account): count(account, stored?.due.instant, -1)
      case .revise(_, let target): move(target.account, stored?.due.instant, due)
      case .reschedule(_, let account): move(account, stored?.due.instant, due)
      case .amend, .edit, .tooLate: break
      }
    }
  }

  /// The days by day and account.
  var lines: [DayChange] {
    counts.keys.sorted { ($0.day, $0.account) < ($1.day, $1.account) }.compactMap { slice in
      guard let limit = limits[slice.account], let from = begin(slice.day),
        let until = begin(slice.day.adding(days: 1))
      else { return nil }
      return DayChange(
        account: slice.account, day: slice.day.text, span: from..<until,
        change: counts[slice] ?? 0, limit: limit)
    }
  }

  private mutating func move(_ account: AccountName, _ from: Instant?, _ to: Instant?) {
    count(account, from, -1)
    count(account, to, 1)
  }

  private mutating func count(_ account: AccountName, _ instant: Instant?, _ change: Int) {
    guard limits[account] != nil, let instant, let today,
      let day = zones.local(instant, in: zone)?.time.day, day >= today
    else { return }
    counts[Slice(day: day, account: account), default: 0] += change
  }

  private func begin(_ day: CalendarDay) -> Instant? {
    guard let midnight = TimeOfDay(hour: 0, minute: 0) else { return nil }
    return zones.resolve(LocalDateTime(day: day, time: midnight), in: zone)?.instant
  }
}
