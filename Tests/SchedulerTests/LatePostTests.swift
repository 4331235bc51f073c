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
