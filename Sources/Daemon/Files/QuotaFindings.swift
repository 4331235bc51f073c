package import Config
import Control
package import Domain
package import Scheduler

/// What plans and checks say about days on which limits are not enough.
package struct QuotaFindings: Sendable {
  /// Days told for one plan; more would bury the rest.
  private static let toldMax = 5
  /// Posts named as examples.
  private static let namedMax = 3

  private let snapshot: Snapshot
  private let forecast: QuotaForecast
  private let profiles: [PlatformName: PlatformProfile]

  /// - Parameters:
  ///   - planned: everything that will go out.
  ///   - gate: what is used up already.
  package init(
    _ snapshot: Snapshot, _ planned: [PlannedDelivery], _ recipes: [any Recipe], gate: RateGate,
    zones: any TimeZones, at now: Instant
  ) {
    self.snapshot = snapshot
    profiles = Dictionary(
      recipes.map { ($0.profile.name, $0.profile) }, uniquingKeysWith: { first, _ in first })
    let days = Days(zones: zones, zone: snapshot.timezone)
    forecast = QuotaForecast(
      planned, profiles: profiles, gate: gate, at: now, dayOf: { days.date(of: $0) })
  }

  /// One warning per day and limit, at the place of the first post that does not fit.
  package var warnings: [Diagnostic] {
    let told = forecast.overruns.prefix(QuotaFindings.toldMax)
    let more = forecast.overruns.count - told.count
    return told.enumerated().compactMap { offset, overrun in
      guard let first = overrun.moves.first, let place = place(of: first.post, overrun) else {
        return nil
      }
      let isLast = offset == told.count - 1 && more > 0
      let rest = isLast ? "; the same on \(more) more day\(more == 1 ? "" : "s")" : ""
      return Diagnostic(.warning, place, message(overrun) + rest, hint: hint(overrun))
    }
  }

  /// What is planned of daily limits on the days that a plan changes.
  func quotas(of plan: Plan, _ zones: any TimeZones) -> [QuotaView] {
    let days = Days(zones: zones, zone: snapshot.timezone)
    let touched = Set(plan.posts.compactMap { $0.declared.map { days.date(of: $0.due.instant) } })
    return forecast.days.filter { touched.contains($0.day) }.compactMap { use in
      guard let account = use.accounts.first else { return nil }
      return QuotaView(
        account: account, day: use.day.text, limit: use.rule.name, unit: use.rule.unit,
        used: use.used, capacity: use.rule.capacity)
    }.sorted { ($0.day, $0.account, $0.limit) < ($1.day, $1.account, $1.limit) }
  }

  // MARK: - Words

  private func message(_ overrun: QuotaForecast.Overrun) -> String {
    let rule = overrun.rule
    let names = overrun.accounts.map(\.text).joined(separator: ", ")
    let whose = rule.isOwn ? "its limits:" : title(overrun)
    return "on \(overrun.day.text) \(overrun.fitting) of \(overrun.planned) posts fit on \(names): "
      + "\(whose) \(rule.text)"
  }

  private func title(_ overrun: QuotaForecast.Overrun) -> String {
    let account = snapshot.accounts.first { $0.name == overrun.accounts.first }
    let title = account.flatMap { profiles[$0.platform]?.title } ?? "the network"
    return "\(title) takes"
  }

  /// `move 5: 3 to 2026-12-04 (a, b, c), 2 to 2026-12-05 (d, e)`.
  private func hint(_ overrun: QuotaForecast.Overrun) -> String {
    var groups: [(day: CalendarDay?, posts: [PostUID])] = []
    for move in overrun.moves {
      if let last = groups.last, last.day == move.to {
        groups[groups.count - 1].posts.append(move.post)
      } else {
        groups.append((move.to, [move.post]))
      }
    }
    let parts = groups.prefix(QuotaFindings.namedMax).map { group in
      let names = group.posts.prefix(QuotaFindings.namedMax).map(\.name).joined(separator: ", ")
      let more = group.posts.count > QuotaFindings.namedMax ? " …" : ""
      let target = group.day.map { "to \($0.text)" } ?? "to next year"
      return "\(group.posts.count) \(target) (\(names)\(more))"
    }
    let more = groups.count > QuotaFindings.namedMax ? ", the rest later" : ""
    return "move " + parts.joined(separator: ", ") + more
  }

  private func place(of post: PostUID, _ overrun: QuotaForecast.Overrun) -> Place? {
    snapshot.posts.first { $0.uid == post }?.timePlace
      ?? overrun.accounts.first.flatMap { snapshot.accountPlaces[$0] }
  }
}
