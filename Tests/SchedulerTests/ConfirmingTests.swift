import Domain
import Store
import Testing

@testable import Scheduler

@Suite("Posts that the network works on after it took them")
struct ConfirmingTests {
  @Test("it is asked on its own timer until it is done, and nothing is sent twice")
  func confirms() throws {
    let world = try World(recipe: TestRecipe(confirms: true))
    world.platform = { order in
      order.step != "done"
        ? world.ok("id-1") : world.ok("", status: world.sent.count < 5 ? 202 : 200)
    }
    try world.add("film")
    try world.run(for: .seconds(10))
    #expect(try world.state("film") == .confirming)
    #expect(world.core.nextWake == World.noon + .seconds(30))
    try world.run(for: .seconds(300))
    #expect(try world.state("film") == .published)
    #expect(world.sent.map(\.step) == ["post-0", "done", "done", "done", "done"])
  }

  @Test("a restart in between changes nothing")
  func restart() throws {
    let world = try World(recipe: TestRecipe(confirms: true))
    world.platform = { order in
      order.step != "done" ? world.ok("id-1") : world.ok("", status: 202)
    }
    try world.add("film")
    try world.run(for: .seconds(40))
    try world.crash()
    #expect(try world.state("film") == .confirming)
    world.platform = { _ in world.ok("") }
    try world.run(for: .seconds(60))
    #expect(try world.state("film") == .published)
    #expect(world.sent.filter { $0.step == "post-0" }.count == 1)
  }

  @Test("a network that fails while it works leaves the post where it is")
  func trouble() throws {
    let world = try World(recipe: TestRecipe(confirms: true))
    world.platform = { order in
      order.step != "done"
        ? world.ok("id-1")
        : world.sent.count == 3 ? .unknown("reset") : world.ok("", status: 202)
    }
    try world.add("film")
    // A retry waits for half a second at least.
    try world.run(for: .milliseconds(30_200))
    #expect(world.sent.count == 3)
    #expect(try world.state("film") == .confirming)
    try world.run(for: .seconds(60))
    #expect(try world.state("film") == .confirming)
  }

  @Test("after a bounded time without an end a person is asked")
  func bound() throws {
    let world = try World(recipe: TestRecipe(confirms: true))
    world.settings.doubtLimit = .seconds(600)
    try world.boot()
    world.platform = { order in
      order.step != "done" ? world.ok("id-1") : world.ok("", status: 202)
    }
    try world.add("film")
    try world.run(for: .seconds(590))
    #expect(try world.state("film") == .confirming)
    try world.run(for: .seconds(20))
    #expect(try world.state("film") == .attention)
    #expect(try world.situation("film").delivery?.question == .partial)
  }
}
