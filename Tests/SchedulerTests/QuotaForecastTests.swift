import Domain
import Testing

@testable import Scheduler

@Suite("Limits in a plan")
struct QuotaForecastTests {
  private let now = Instant(rfc3339: "2026-11-30T00:00:00Z")!

  @Test("what does not fit on a day is offered the next days that have room")
  func spread() throws {
    let forecast = forecast(posts(12, on: "2026-12-03", amount: 1), capacity: 7)
    let overrun = try #require(forecast.overruns.first)
    #expect(forecast.overruns.count == 1)
    #expect(overrun.day.text == "2026-12-03")
    #expect((overrun.fitting, overrun.planned) == (7, 12))
    #expect(overrun.moves.map { $0.to?.text } == Array(repeating: "2026-12-04", count: 5))
    #expect(overrun.moves.map(\.post.name) == ["p7", "p8", "p9", "p10", "p11"])
  }

  @Test("days that are taken are passed over")
  func taken() {
    let planned =
      posts(4, on: "2026-12-03", amount: 1) + posts(2, on: "2026-12-04", amount: 1)
      + posts(1, on: "2026-12-05", amount: 1)
    let forecast = forecast(planned, capacity: 2)
    #expect(forecast.overruns.count == 1)
    #expect(forecast.overruns[0].moves.map { $0.to?.text } == ["2026-12-05", "2026-12-06"])
  }

  @Test("what no day within a year has room for is said to fit nowhere")
  func nowhere() throws {
    let moves = try #require(
      forecast(posts(400, on: "2026-12-03", amount: 1), capacity: 1).overruns.first
    ).moves
    #expect(moves.count == 399)
    #expect(moves.count { $0.to == nil } > 0)
    #expect(moves.first?.to?.text == "2026-12-04")
    #expect(moves.drop { $0.to != nil }.allSatisfy { $0.to == nil })
  }

  @Test("every plan that was spread as proposed fits", arguments: 1...20)
  func proposalsFit(seed: Int) {
    var state = UInt64(seed)
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    var planned: [PlannedDelivery] = []
    for number in 0..<40 {
      let due = now + .seconds(Int64(86_400 * (1 + random(5)) + 3600 * 9))
      planned.append(delivery("p\(number)", due: due, amount: 1 + random(3)))
    }
    let first = forecast(planned, capacity: 10)
    var targets: [PostUID: CalendarDay] = [:]
    for move in first.overruns.flatMap(\.moves) { targets[move.post] = move.to }
    let spread = planned.map { delivery -> PlannedDelivery in
      guard let day = targets[delivery.post] else { return delivery }
      var moved = delivery
      moved.due = LocalDateTime(day: day, time: TimeOfDay(hour: 9, minute: 0)!).instant(
        offset: .zero)
      return moved
    }
    #expect(!first.overruns.isEmpty)
    #expect(forecast(spread, capacity: 10).overruns.isEmpty)
  }

  @Test("units count, and what is used up already counts with them")
  func units() {
    let films = posts(3, on: "2026-11-30", amount: 40)
    #expect(forecast(films, capacity: 120).overruns.isEmpty)
    var gate = RateGate(rows: [])
    let row = AccountRow(id: AccountID(1), declared: account("one"), state: .ok)
    _ = gate.pay([.init("units", 30)], of: row, profile(capacity: 120), at: now)
    let forecast = forecast(films, capacity: 120, gate: gate)
    #expect(forecast.overruns.map(\.fitting) == [2])
    #expect(forecast.overruns[0].rule.unit == "units")
  }

  @Test("accounts of one app share its limit")
  func shared() {
    let planned = ["one", "two"].flatMap { posts(3, on: "2026-12-03", amount: 1, to: $0) }
    let forecast = forecast(planned, capacity: 4, scope: .app)
    #expect(forecast.overruns.map(\.planned) == [6])
    #expect(forecast.overruns[0].accounts.map(\.text) == ["one", "two"])
    #expect(self.forecast(planned, capacity: 4).overruns.isEmpty)
  }

  @Test("the stretch that counts is any as long as the period, not the calendar's day")
  func rolling() {
    let evening = delivery("a", due: now + .seconds(20 * 3600), amount: 3)
    let morning = delivery("b", due: now + .seconds(30 * 3600), amount: 3)
    let nextEvening = delivery("c", due: now + .seconds(44 * 3600), amount: 3)
    #expect(forecast([evening, morning], capacity: 4).overruns.map(\.day.text) == ["2026-12-01"])
    #expect(forecast([evening, nextEvening], capacity: 4).overruns.isEmpty)
  }

  @Test("limits of minutes need no planning")
  func short() {
    let planned = posts(12, on: "2026-12-03", amount: 1)
    #expect(forecast(planned, capacity: 1, perSeconds: 900).overruns.isEmpty)
  }

  // MARK: - Plans

  private func posts(
    _ count: Int, on day: String, amount: Int, to name: String = "one"
  ) -> [PlannedDelivery] {
    (0..<count).map { number in
      let noon = Instant(rfc3339: day + "T12:00:00Z")!
      return delivery(
        "p\(number)", due: noon + .seconds(Int64(number)), amount: amount, to: name)
    }
  }

  private func delivery(
    _ name: String, due: Instant, amount: Int, to account: String = "one"
  ) -> PlannedDelivery {
    PlannedDelivery(
      post: PostUID(.yaml, name), account: self.account(account), due: due,
      costs: [.init("units", amount)])
  }

  private func account(_ name: String) -> DeclaredAccount {
    DeclaredAccount(name: AccountName(name)!, platform: PlatformName("test"))
  }

  private func profile(
    capacity: Int, perSeconds: Int = 86_400, scope: LimitRule.Scope = .account
  ) -> PlatformProfile {
    PlatformProfile(
      name: PlatformName("test"), title: "Test", version: 1, settings: [],
      limits: [
        LimitRule(
          "units", scope: scope, .window(count: capacity, perSeconds: perSeconds), unit: "units")
      ])
  }

  private func forecast(
    _ planned: [PlannedDelivery], capacity: Int, perSeconds: Int = 86_400,
    scope: LimitRule.Scope = .account, gate: RateGate = RateGate(rows: [])
  ) -> QuotaForecast {
    let profile = profile(capacity: capacity, perSeconds: perSeconds, scope: scope)
    return QuotaForecast(
      planned, profiles: [profile.name: profile], gate: gate, at: now,
      dayOf: { LocalDateTime($0, offset: .zero).day })
  }
}
