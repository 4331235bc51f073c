package import Domain

/// A delivery that will go out, as far as limits are concerned.
package struct PlannedDelivery: Hashable, Sendable {
  package var post: PostUID
  package var account: DeclaredAccount
  package var due: Instant
  package var costs: [Call.Cost]

  package init(post: PostUID, account: DeclaredAccount, due: Instant, costs: [Call.Cost]) {
    self.post = post
    self.account = account
    self.due = due
    self.costs = costs
  }
}

/// Finds out which planned posts do not fit into the limits of their accounts, long before they
/// are due, and on which days they would.
///
/// A post fits when no stretch of time that is as long as the limit's period and ends with it, or
/// the quota day that it is part of, takes more than the limit allows. That is what the networks
/// document; how the gate spreads what does
/// not fit is no plan.
package struct QuotaForecast: Sendable {
  /// A shorter limit delays a post by minutes, which needs no planning.
  private static let shortestPeriod = Duration.seconds(3600)
  /// How far ahead a place is looked for.
  private static let daysAheadMax = 366

  /// Days on which a limit is not enough, the first ones first.
  package private(set) var overruns: [Overrun] = []
  /// What is planned on each day, of limits that count whole days.
  package private(set) var days: [DayUse] = []

  /// A day on which a limit is not enough.
  package struct Overrun: Hashable, Sendable {
    package var rule: LimitRule
    /// Who shares the limit, of those that have posts on that day.
    package var accounts: [AccountName]
    package var day: CalendarDay
    /// Posts on that day, and how many of them fit.
    package var planned: Int
    package var fitting: Int
    /// Where the others would fit, in the order of their times.
    package var moves: [Move]
  }

  /// A post that would fit on another day, at the same time of day.
  package struct Move: Hashable, Sendable {
    package var post: PostUID
    /// `nil` when no day within a year has room.
    package var to: CalendarDay?
  }

  /// What is planned of a limit on one day.
  package struct DayUse: Hashable, Sendable {
    package var rule: LimitRule
    package var accounts: [AccountName]
    package var day: CalendarDay
    package var used: Int
  }

  /// - Parameters:
  ///   - deliveries: everything that will go out, in any order.
  ///   - gate: what is used up already.
  ///   - dayOf: the day that people write a time under.
  package init(
    _ deliveries: [PlannedDelivery], profiles: [PlatformName: PlatformProfile], gate: RateGate,
    at now: Instant, dayOf: (Instant) -> CalendarDay
  ) {
    for var line in QuotaForecast.lines(deliveries, profiles, gate, now, dayOf) {
      line.place(at: now, today: dayOf(now))
      overruns += line.overruns(aheadMax: QuotaForecast.daysAheadMax)
      if line.rule.period >= .seconds(86_400) { days += line.days }
    }
    overruns = tightest(overruns)
  }

  private static func lines(
    _ deliveries: [PlannedDelivery], _ profiles: [PlatformName: PlatformProfile],
    _ gate: RateGate, _ now: Instant, _ dayOf: (Instant) -> CalendarDay
  ) -> [QuotaLine] {
    var lines: [QuotaLine] = []
    var places: [RateGate.Key: Int] = [:]
    for delivery in deliveries.sorted(by: { ($0.due, $0.post) < ($1.due, $1.post) }) {
      guard let profile = profiles[delivery.account.platform] else { continue }
      let rules = gate.rules(of: delivery.account, profile)
      for cost in delivery.costs + [Call.Cost("own.posts")] {
        guard let rule = rules.first(where: { $0.name == cost.limit }),
          rule.period >= shortestPeriod, 1...rule.capacity ~= cost.amount
        else { continue }
        let key = gate.key(rule, delivery.account)
        let index = places[key] ?? lines.count
        if index == lines.count {
          places[key] = index
          lines.append(QuotaLine(rule, used: gate.used(rule, delivery.account, at: now)))
        }
        lines[index].add(delivery, cost.amount, on: dayOf(delivery.due))
      }
    }
    return lines
  }

  /// Of several limits that are not enough for the same accounts on the same day, the one into
  /// which the fewest posts fit.
  private func tightest(_ all: [Overrun]) -> [Overrun] {
    struct Slot: Hashable {
      var day: CalendarDay
      var account: AccountName?
    }
    var best: [Slot: Overrun] = [:]
    var order: [Slot] = []
    for overrun in all {
      let slot = Slot(day: overrun.day, account: overrun.accounts.first)
      if best[slot] == nil { order.append(slot) }
      guard let known = best[slot], known.moves.count >= overrun.moves.count else {
        best[slot] = overrun
        continue
      }
    }
    return order.compactMap { best[$0] }.sorted { $0.day < $1.day }
  }
}

/// Everything that is planned of one limit.
private struct QuotaLine {
  var rule: LimitRule
  /// Units that were used before now.
  private let usedBefore: Int
  private var uses: [Use] = []
  /// What fits on each day.
  private var fitting: [CalendarDay: Int] = [:]

  private struct Use {
    var post: PostUID
    var account: AccountName
    var due: Instant
    var day: CalendarDay
    var amount: Int
    var fits = true
  }

  init(_ rule: LimitRule, used: Int) {
    self.rule = rule
    usedBefore = used
  }

  /// Uses come in the order of their times.
  mutating func add(_ delivery: PlannedDelivery, _ amount: Int, on day: CalendarDay) {
    uses.append(
      Use(
        post: delivery.post, account: delivery.account.name, due: delivery.due, day: day,
        amount: amount))
  }

  /// Decides for each use, in order, whether it fits with those before it that do.
  mutating func place(at now: Instant, today: CalendarDay) {
    var window: [(at: Instant, amount: Int)] = usedBefore > 0 ? [(now, usedBefore)] : []
    if usedBefore > 0 { fitting[today] = usedBefore }
    var (first, sum) = (0, usedBefore)
    for index in uses.indices {
      let use = uses[index]
      while first < window.count, rule.hasReturned(window[first].at, at: use.due) {
        sum -= window[first].amount
        first += 1
      }
      uses[index].fits = sum + use.amount <= rule.capacity
      guard uses[index].fits else { continue }
      window.append((max(use.due, now), use.amount))
      sum += use.amount
      fitting[use.day, default: 0] += use.amount
    }
  }

  /// The days with uses that do not fit, each with the next days that have room for them.
  func overruns(aheadMax: Int) -> [QuotaForecast.Overrun] {
    var fitting = fitting
    var overruns: [QuotaForecast.Overrun] = []
    var next: CalendarDay?
    var rest = uses[...]
    while let day = rest.first?.day {
      let ofDay = rest.prefix { $0.day == day }
      rest = rest.dropFirst(ofDay.count)
      let late = ofDay.filter { !$0.fits }
      guard !late.isEmpty else { continue }
      // So many units found no day, and more will find none either.
      var tooMuch = Int.max
      let moves = late.map { use in
        guard use.amount < tooMuch else { return QuotaForecast.Move(post: use.post, to: nil) }
        // Earlier days are full for whoever comes later, so that the search goes on from there.
        let from = max(next ?? day, day)
        let target = room(for: use.amount, after: day, from: from, aheadMax, fitting)
        if let target { fitting[target, default: 0] += use.amount }
        next = target ?? next
        if target == nil { tooMuch = use.amount }
        return QuotaForecast.Move(post: use.post, to: target)
      }
      overruns.append(
        QuotaForecast.Overrun(
          rule: rule, accounts: Set(ofDay.map(\.account)).sorted(), day: day,
          planned: ofDay.count, fitting: ofDay.count - late.count, moves: moves))
    }
    return overruns
  }

  /// A day whose whole period, before and after it, has room.
  private func room(
    for amount: Int, after day: CalendarDay, from: CalendarDay, _ aheadMax: Int,
    _ fitting: [CalendarDay: Int]
  ) -> CalendarDay? {
    let daySeconds: Int64 = 86_400
    let reach = Int((rule.period.wholeSecondsRoundedUp + daySeconds - 1) / daySeconds) - 1
    // A limit of hours holds as often as it fits into a day, if the posts are spread over it.
    let perDay =
      rule.period < .seconds(daySeconds)
      ? rule.capacity * Int(daySeconds / max(1, rule.period.wholeSecondsRoundedUp)) : rule.capacity
    var candidate = from > day ? from : day.adding(days: 1)
    let last = day.adding(days: aheadMax)
    while candidate <= last {
      let sum = (-reach...reach).reduce(0) { $0 + (fitting[candidate.adding(days: $1)] ?? 0) }
      if sum + amount <= perDay { return candidate }
      candidate = candidate.adding(days: 1)
    }
    return nil
  }

  var days: [QuotaForecast.DayUse] {
    var days: [QuotaForecast.DayUse] = []
    var rest = uses[...]
    while let day = rest.first?.day {
      let ofDay = rest.prefix { $0.day == day }
      rest = rest.dropFirst(ofDay.count)
      days.append(
        QuotaForecast.DayUse(
          rule: rule, accounts: Set(ofDay.map(\.account)).sorted(), day: day,
          used: ofDay.reduce(0) { $0 + $1.amount }))
    }
    return days
  }
}
