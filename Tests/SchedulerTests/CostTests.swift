import Domain
import Testing

@testable import Scheduler
@testable import Store

/// Work is counted and not timed: statements and steps of SQLite's virtual machine are the same on
/// every machine, however busy it is.
@Suite("What a post costs")
struct CostTests {
  private struct Work {
    var commits: Int
    var statements: Int
    var steps: Int
  }

  /// What the store does while `body` runs, once every statement was prepared.
  private func work(_ world: World, _ body: () throws -> Void) throws -> Work {
    _ = try look(world)
    try body()
    return try look(world)
  }

  private func look(_ world: World) throws -> Work {
    let work = world.store.connection.takeWork()
    return Work(
      commits: work.first { $0.text == Transaction.commit.text }?.runs ?? 0,
      statements: work.reduce(0) { $0 + $1.runs }, steps: work.reduce(0) { $0 + $1.steps })
  }

  private func world() throws -> World {
    let world = try World()
    world.comparesKeptRows = false
    world.platform = { order in ok("\(order.flow.number)") }
    try world.add("first")
    try world.run()
    return world
  }

  @Test("a text that goes out at its first call takes two commits and a bounded number of steps")
  func post() throws {
    let world = try world()
    try world.add("a", due: world.wall + .seconds(60))
    let work = try work(world) { try world.run(for: .seconds(61)) }
    #expect(try world.state("a") == .published)
    #expect(work.commits == 2)
    #expect(work.statements <= 38)
    #expect(work.steps <= 1555)
  }

  @Test("a post behind a busy account is read once, when it begins")
  func backlog() throws {
    let world = try world()
    for name in ["a", "b"] { try world.add(name) }
    _ = try look(world)
    try world.run()
    #expect(try world.store.connection.prepared(Situations.ofFlow).takeRuns() == 2)
    #expect(try world.state("b") == .published)
  }

  @Test("an hour in which nothing is due costs nothing, whatever is due later")
  func idle() throws {
    let world = try world()
    for day in 1...20 { try world.add("day-\(day)", due: world.wall + .seconds(86_400 * day)) }
    let work = try work(world) { try world.run(for: .seconds(3600)) }
    #expect(work.statements == 0)
    #expect(world.core.nextWake == World.noon + .seconds(86_400))
  }

  @Test(
    "posts that wait cost one look when the time has come, however many they are",
    arguments: [Lane.due, .catchUp])
  func waiting(lane: Lane) throws {
    func statements(_ waiting: Int) throws -> Int {
      let limits = lane == .due ? AccountLimits(spacingSeconds: 100) : .init()
      let world = try World(accounts: [World.account("one", limits: limits)])
      world.comparesKeptRows = false
      world.platform = { order in ok("\(order.flow.number)") }
      let due = world.wall - .seconds(lane == .due ? 0 : 200)
      for number in 1...waiting { try world.add("p\(number)", due: due) }
      try world.run(for: .seconds(10))
      #expect(world.sent.count == 1)
      let work = try work(world) { try world.run(for: .seconds(lane == .due ? 100 : 300)) }
      #expect(world.sent.count == 2)
      return work.statements
    }
    #expect(try statements(60) == statements(20))
  }

  @Test("posts that the network turned away go out in their order")
  func throttled() throws {
    let world = try World()
    var turnsAway = true
    world.platform = { order in
      defer { turnsAway.toggle() }
      return turnsAway
        ? ok("", status: 429, headers: [.init("retry-after", "10")]) : ok("\(order.flow.number)")
    }
    let names = ["a", "b", "c"]
    for name in names { try world.add(name) }
    try world.run(for: .seconds(7200))
    for name in names { #expect(try world.state(name) == .published) }
    #expect(world.sent.map(\.flow.number) == [1, 1, 2, 2, 3, 3])
  }

  @Test("a core without room waits for an answer, and not for the clock")
  func starved() throws {
    let names = (1...12).map { "account-\($0)" }
    let world = try World(accounts: names.map { World.account($0) })
    world.settings.inFlightMax = world.settings.inFlightReservedForSettling + 2
    try world.boot()
    try world.add("a", due: world.wall + .seconds(60), to: names)
    try world.run(for: .seconds(60))
    #expect(world.sent.count == 2)
    #expect(world.core.nextWake == nil && !world.core.wantsAnotherTurn)
    world.platform = { order in ok("\(order.flow.number)") }
    try world.run()
    for name in names { #expect(try world.state("a", on: name) == .published) }
  }
}
