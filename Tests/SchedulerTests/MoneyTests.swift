import Domain
import Testing

@testable import Scheduler
@testable import Store

@Suite("Money")
struct MoneyTests {
  private func world(budget: String) throws -> World {
    var recipe = TestRecipe()
    recipe.price = Money("0.20")!
    let limits = AccountLimits(budget: Money(budget)!)
    let world = try World(recipe: recipe, accounts: [World.account("one", limits: limits)])
    world.platform = { order in ok("\(order.flow.number)") }
    return world
  }

  private func notices(_ world: World) throws -> [String] {
    try world.store.undeliveredNotices(limit: 100).map(\.title)
  }

  @Test("posts wait before the budget of the month would be exceeded, and go out in the next")
  func budget() throws {
    let world = try world(budget: "0.50")
    for name in ["a", "b", "c"] { try world.add(name, late: .publish) }
    try world.run()
    #expect(try world.state("b") == .published)
    let waiting = try world.situation("c").delivery
    #expect(waiting?.state == .blocked && waiting?.cause == .budget)
    let row = try world.store.spendings()
    #expect(row.map(\.spent.text) == ["0.40"] && row[0].calls == 2)
    // January 2027 ends in a little more than two weeks.
    try world.run(for: .seconds(18 * 86_400))
    world.vouch()
    try world.turn([.wake])
    try world.run()
    #expect(try world.state("c") == .published)
    #expect(try world.store.spendings().map(\.spent.text) == ["0.40", "0.20"])
  }

  @Test("what was spent is remembered when the process dies")
  func crash() throws {
    let world = try world(budget: "0.50")
    for name in ["a", "b"] { try world.add(name) }
    try world.run()
    try world.crash()
    try world.add("c", late: .publish)
    try world.run()
    #expect(try world.state("c") == .blocked)
  }

  @Test("people are told at four fifths, and once when nothing is left")
  func told() throws {
    let world = try world(budget: "0.50")
    for name in ["a", "b", "c", "d"] { try world.add(name, late: .publish) }
    try world.run(for: .seconds(3600))
    #expect(
      try notices(world).filter { $0.hasPrefix("one has spent") } == [
        "one has spent four fifths of its budget", "one has spent its budget",
      ])
  }

  @Test("a thread that the budget does not allow as a whole does not begin")
  func thread() throws {
    let world = try world(budget: "0.50")
    try world.add("thread", texts: ["1", "2", "3"], late: .publish)
    try world.run()
    #expect(try world.state("thread") == .blocked)
    #expect(world.sent.isEmpty)
  }

  @Test("a call that never left costs nothing")
  func refund() throws {
    let world = try world(budget: "0.50")
    world.platform = { _ in .notSent("no route") }
    try world.add("a")
    try world.run()
    #expect(try world.store.spendings().map(\.spent) == [.zero])
  }

  @Test("a raised budget lets posts go within minutes")
  func raised() throws {
    let world = try world(budget: "0.10")
    try world.add("a", late: .publish)
    try world.run()
    #expect(try world.state("a") == .blocked)
    let more = World.account("one", limits: AccountLimits(budget: Money("5")!))
    try world.apply(Plan(posts: [], accounts: [.declare(more)]))
    try world.turn([.accounts(try world.store.accounts())])
    try world.run(for: .seconds(300))
    #expect(try world.state("a") == .published)
  }

  @Test(
    "amounts are read and written without rounding",
    arguments: [
      ("25", "25.00"), ("12.5", "12.50"), ("0.015", "0.015"), ("0.000001", "0.000001"),
      ("1000000", "1000000.00"),
    ])
  func text(written: String, shown: String) {
    #expect(Money(written)?.text == shown)
  }

  @Test(
    "what is no amount is refused", arguments: ["", "-1", "1,50", ".5", "5.", "1e3", "0.0000001"])
  func nonsense(text: String) { #expect(Money(text) == nil) }
}

@Suite("Limits of days")
struct DailyLimitTests {
  @Test("people are told once when four fifths are used, and again after half came back")
  func told() {
    let profile = PlatformProfile(
      name: PlatformName("test"), title: "Test", version: 1, settings: [],
      limits: [
        LimitRule("posts", scope: .account, .window(count: 10, perSeconds: 86_400), unit: "posts")
      ])
    let row = AccountRow(id: AccountID(1), declared: World.account("one"), state: .ok)
    var gate = RateGate(rows: [])
    func pay(_ count: Int, at now: Instant) -> Int {
      (0..<count).reduce(0) { told, _ in
        _ = gate.pay([.init("posts")], of: row, profile, at: now)
        return told + gate.takeNearlyUsedUp().count
      }
    }
    #expect(pay(7, at: World.noon) == 0)
    #expect(pay(3, at: World.noon) == 1)
    #expect(pay(2, at: World.noon + .seconds(20_000)) == 0)
    #expect(pay(1, at: World.noon + .seconds(86_400)) == 0)
    #expect(pay(9, at: World.noon + .seconds(86_400)) == 1)
  }
}
