import Config
import Control
import Domain
import Scheduler
import Store

extension Operator {
  func accounts() async throws(ErrorObject) -> Page<AccountView> {
    let views = try await inTurn { [parts] in try AccountViews(parts, $0).all() }
    return Page(items: views, total: views.count)
  }
}

/// Accounts as people see them, read inside a turn.
struct AccountViews {
  private let parts: Operator.Parts
  private let context: Context

  init(_ parts: Operator.Parts, _ context: Context) {
    self.parts = parts
    self.context = context
  }

  /// Today, in the schedule's zone.
  var today: Range<Instant> {
    Days(zones: parts.ports.zones, zone: parts.present.timezone).day(of: context.now)
  }

  func all() throws -> [AccountView] {
    try context.store.accountSummaries(today: today).map(view)
  }

  func one(_ name: AccountName) throws -> AccountView? {
    try all().first { $0.name == name }
  }

  private func view(_ summary: AccountSummary) -> AccountView {
    let row = summary.row
    return AccountView(
      name: row.name, platform: row.declared.platform, project: row.declared.project,
      state: row.state.word, reason: row.reason, handle: row.identity?.handle,
      nextDue: summary.nextDue?.rfc3339, publishedToday: summary.publishedToday,
      pending: summary.pending, limits: limits(of: row), token: row.token.map(token),
      circuit: circuit(of: row), spending: spending(of: row))
  }

  /// `nil` where the network charges nothing.
  private func spending(of row: AccountRow) -> SpendingView? {
    let spent = context.core.spending.row(of: row.id, in: Month(of: context.now))
    let budget = row.declared.limits.budget
    let hasPrices = profile(of: row)?.chargesForCalls ?? false
    guard hasPrices || spent.spent > .zero else { return nil }
    return SpendingView(
      month: spent.month.text, spent: spent.spent.text, budget: budget?.text, calls: spent.calls)
  }

  private func profile(of row: AccountRow) -> PlatformProfile? {
    parts.ports.recipes.first { $0.profile.name == row.declared.platform }?.profile
  }

  private func limits(of row: AccountRow) -> [LimitView] {
    guard let profile = profile(of: row) else { return [] }
    return context.core.gate.levels(of: row, profile, at: context.now).map { rule, bucket in
      let wait = bucket.wait(for: bucket.capacity, at: context.now)
      return LimitView(
        name: rule.name, unit: rule.unit,
        left: bucket.closedUntil == nil ? max(0, Int(bucket.level)) : 0, capacity: rule.capacity,
        perSeconds: Int(rule.period.wholeSecondsRoundedUp),
        fullAt: wait > .zero ? (context.now + wait).rfc3339 : nil)
    }
  }

  private func token(_ row: TokenRow) -> TokenView {
    TokenView(
      obtainedAt: row.obtainedAt.rfc3339, accessExpires: row.accessExpires?.rfc3339,
      refreshExpires: row.refreshExpires?.rfc3339, scopes: row.scopes)
  }

  private func circuit(of row: AccountRow) -> String {
    let now = context.clocks.uptime
    guard let until = context.core.heldBack(row.id, at: now) else { return "closed" }
    return (context.now + (until - now)).rfc3339
  }
}
