import Domain
import Store
import Testing

@testable import Scheduler

@Suite("Posts that are late")
struct LatePostTests {
  @Test(
    "after its grace a post follows its own policy",
    arguments: [
      (LatePolicy.publish, DeliveryState.published), (.skip, .expired), (.ask, .attention),
    ])
  func late(policy: LatePolicy, state: DeliveryState) throws {
    let world = try World()
    world.platform = { _ in ok("id") }
    try world.add("old", due: world.wall - .seconds(7300), late: policy)
    try world.run(for: .seconds(10))
    #expect(try world.state("old") == state)
  }

  @Test("a late post that somebody retries goes out now")
  func retryLate() throws {
    let world = try World()
    world.platform = { _ in ok("id") }
    try world.add("old", due: world.wall - .seconds(7300))
    try world.run(for: .seconds(10))
    #expect(try world.command(.retry, "old") == nil)
    try world.run(for: .seconds(1))
    #expect(try world.state("old") == .published)
  }

  @Test("a post that somebody retries goes before those that wait with it for the network")
  func retryHeld() throws {
    let world = try World()
    world.platform = { order in
      order.flow.number == 2
        ? ok("id") : ok("", status: 429, headers: [.init("retry-after", "3600")])
    }
    for name in ["a", "b"] { try world.add(name) }
    try world.run(for: .seconds(10))
    #expect(world.sent.map(\.flow.number) == [1])
    #expect(try world.command(.retry, "b") == nil)
    try world.run(for: .seconds(10))
    // Only that one: the network still wants to be left alone.
    try world.run(for: .seconds(600))
    #expect(world.sent.map(\.flow.number) == [1, 2])
    #expect(try world.state("b") == .published)
    try world.run(for: .seconds(3600))
    try world.turn([.ping(host: "test", answered: true, date: world.wall)])
    try world.run(for: .seconds(60))
    #expect(world.sent.map(\.flow.number) == [1, 2, 1])
  }

  @Test("posts that were missed go out one by one, five minutes apart")
  func catchUp() throws {
    let world = try World()
    world.platform = { order in ok("\(order.flow.number)") }
    for (name, age) in [("c", 400), ("a", 600), ("b", 500)] {
      try world.apply(Plan(posts: [], accounts: []))
      world.core.isDraining = true
      try world.add(name, due: world.wall - .seconds(age))
    }
    world.core.isDraining = false
    try world.run(for: .seconds(299))
    try world.turn([.wake])
    try world.run()
    #expect(world.sent.count == 1)
    try world.run(for: .seconds(200))
    #expect(world.sent.count == 2)
    try world.run(for: .seconds(200))
    #expect(world.sent.count == 3)
    #expect(try world.state("c") == .published)
  }
}
