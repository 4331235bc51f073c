import Domain
import Testing

@testable import Scheduler
@testable import Store

@Suite("Many posts that are due at once")
struct CrowdTests {
  @Test("more accounts than a platform takes at once have their turn one after the other")
  func crowd() throws {
    let names = (1...30).map { "account-\($0)" }
    let world = try World(accounts: names.map { World.account($0) })
    try world.add("a", to: names)
    try world.add("b", to: names)
    #expect(world.sent.count == world.recipe.profile.pace.concurrency)
    world.platform = { order in ok("\(order.flow.number)") }
    try world.run()
    #expect(world.sent.count == 60)
    for name in names { #expect(try world.state("b", on: name) == .published) }
  }

  @Test("the cost of a post does not grow with what is due behind it")
  func backlog() throws {
    func cost(_ posts: Int) throws -> Int {
      let world = try World()
      for number in 1...posts { try world.add("post-\(number)") }
      #expect(world.sent.count == 1)
      _ = world.store.connection.takeMachineSteps()
      let first = world.sent[0].flow
      world.platform = { $0.flow == first ? ok("1") : nil }
      try world.run()
      #expect(world.sent.count == 2)
      return world.store.connection.takeMachineSteps()
    }
    let (few, many) = (try cost(20), try cost(200))
    #expect(many < few * 5 / 4)
  }
}
