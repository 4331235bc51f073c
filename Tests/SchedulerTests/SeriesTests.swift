import Domain
import Testing

@testable import Scheduler
@testable import Store

@Suite("Missed occurrences of a series")
struct MissedSeriesTests {
  private static let hour = Duration.seconds(3600)

  /// Occurrences `a@1`, `a@2` … due an hour after the other, while the platform cannot be reached
  /// because nobody runs the daemon.
  private func missed(
    _ count: Int, grace: Duration = .seconds(10 * 3600), late: LatePolicy = .ask
  ) throws -> World {
    let world = try World()
    world.platform = { order in
      ok("{\"id\":\"\(order.flow.number)\"}")
    }
    for number in 1...count {
      try world.add(
        "a@\(number)", origin: .series, due: world.wall + .seconds(Int64(number) * 3600),
        texts: ["text \(number)"], late: late, grace: grace)
    }
    return world
  }

  private func states(_ world: World, _ count: Int) throws -> [DeliveryState?] {
    try (1...count).map { try world.situation("a@\($0)", origin: .series).delivery?.state }
  }

  @Test("after a long night the latest goes out, and the others say why not")
  func collapse() throws {
    let world = try missed(5)
    world.wall = world.wall + .seconds(4 * 3600 + 60)
    try world.boot()
    try world.run(for: .seconds(60))
    #expect(
      try states(world, 5) == [.expired, .expired, .expired, .published, .scheduled])
    let reason = try world.situation("a@1", origin: .series).delivery?.reason
    #expect(reason?.message == "it was missed, and the next one of its series is due already")
    try world.run(for: Self.hour)
    #expect(try states(world, 5).last == .published)
  }

  @Test("when the latest is too late as well, its own policy decides")
  func tooLate() throws {
    let world = try missed(2, grace: .seconds(60), late: .ask)
    world.wall = world.wall + .seconds(10 * 3600)
    try world.boot()
    try world.run(for: .seconds(60))
    #expect(try states(world, 2) == [.expired, .attention])
  }

  @Test("another series, another account and a cancelled successor do not count")
  func others() throws {
    let world = try World(accounts: [World.account("one"), World.account("two")])
    world.platform = { order in ok("{\"id\":\"\(order.flow.number)\"}") }
    let (first, second) = (world.wall + .seconds(60), world.wall + .seconds(120))
    try world.add("a@1", origin: .series, due: first)
    try world.add("a@2", origin: .series, due: second, to: ["two"])
    try world.add("aa@2", origin: .series, due: second)
    let id = try #require(try world.situation("a@1", origin: .series).delivery?.id)
    #expect(try world.situation("a@1", origin: .series).successorDue == nil)
    try world.add("a@3", origin: .series, due: second)
    #expect(try world.situation("a@1", origin: .series).successorDue == second)
    let successor = try #require(try world.situation("a@3", origin: .series).delivery?.id)
    #expect(id != successor)
    try world.store.connection.execute(
      "UPDATE delivery SET state = 12 WHERE id = \(successor.number)")
    #expect(try world.situation("a@1", origin: .series).successorDue == nil)
  }

  @Test("one by one, on time, every occurrence goes out")
  func onTime() throws {
    let world = try missed(3)
    for _ in 1...3 {
      try world.run(for: Self.hour - .seconds(60))
      try world.turn([.ping(host: "witness", answered: true, date: world.wall)])
      try world.run(for: .seconds(60))
    }
    #expect(try states(world, 3) == [.published, .published, .published])
  }
}
