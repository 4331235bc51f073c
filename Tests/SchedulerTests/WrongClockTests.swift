import Domain
import Store
import Testing

@testable import Scheduler

@Suite("A clock that may be wrong")
struct WrongClockTests {
  @Test("while a host is asked for the time, none of its posts goes out")
  func oneQuestion() throws {
    let world = try World(accounts: [World.account("one"), World.account("two")])
    world.core.witness.forget()
    try world.add("a", to: ["one", "two"])
    try world.add("b")
    #expect(world.sent.isEmpty)
    #expect(pings(in: world) == 1)
    try world.turn([.ping(host: "test", answered: true, date: world.wall)])
    #expect(!world.sent.isEmpty)
  }

  @Test("a host that was not there is asked again before anything goes out")
  func nobodyThere() throws {
    let world = try World()
    world.core.witness.forget()
    try world.add("a")
    try world.turn([.ping(host: "test", answered: false, date: nil)])
    #expect(world.sent.isEmpty)
    #expect(pings(in: world) == 2)
    try world.turn([.ping(host: "test", answered: true, date: nil)])
    #expect(world.sent.count == 1)
  }

  @Test("a clock that is set back does not lengthen the life of a key")
  func keys() throws {
    let world = try World(recipe: TestRecipe(rule: .keyed(.seconds(800))))
    world.platform = { order in
      order.step == "post-0" ? .unknown("lost") : ok("", status: 404)
    }
    try world.add("a")
    try world.run(for: .seconds(10))
    world.wall = world.wall - .seconds(600)
    try world.turn([.clockStep])
    world.core.witness = ClockWitness(floor: nil)
    world.vouch()
    try world.run(for: .seconds(2400))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
    #expect(try world.state("a") == .attention)
  }

  @Test("nor does a restart after it")
  func keysAfterRestart() throws {
    let world = try World(recipe: TestRecipe(rule: .keyed(.seconds(1800))))
    let truth = world.wall
    world.platform = { order in
      order.step == "post-0" ? .unknown("lost") : ok("", status: 404)
    }
    try world.turn([.ping(host: "test.example", answered: true, date: truth)])
    try world.add("a")
    try world.run(for: .seconds(900))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 2)
    world.wall = world.wall - .seconds(1200)
    world.uptime = world.uptime + .seconds(300)
    try world.crash()
    let now = truth + .seconds(1200)
    try world.turn([.ping(host: "test.example", answered: true, date: now)])
    world.core.witness = ClockWitness()
    world.vouch()
    try world.run(for: .seconds(2400))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 2)
    #expect(try world.state("a") == .attention)
  }

  @Test("what a platform's clock shows is known after ours was set, and in a restarted process")
  func platformDate() throws {
    let world = try World()
    world.platform = { _ in .unknown("lost") }
    let truth = world.wall
    try world.turn([.ping(host: "test.example", answered: true, date: truth)])
    world.wall = world.wall - .seconds(3600)
    world.uptime = world.uptime + .seconds(30)
    try world.turn([.clockStep])
    world.core.witness = ClockWitness()
    world.vouch()
    try world.add("a")
    try world.run()
    let sent = try world.situation("a").journal.first { $0.step == "post-0" }
    #expect(sent?.at == truth - .seconds(3600))
    #expect(sent?.platformDate == truth + .seconds(30))
    try world.crash()
    #expect(try world.situation("a").journal.first == sent)
  }

  @Test("tokens that seem to be over as soon as they are new are not renewed in a storm")
  func renewals() throws {
    let world = try World()
    try world.connect(try world.store.accounts()[0].id, accessFor: 60)
    try world.boot()
    world.platform = { [unowned world] order in
      // The issuer's clock is a day behind ours, or ours a day ahead.
      .answered(
        Answer(status: 200, body: .bytes([0x31]), at: world.wall - .seconds(86_400)))
    }
    try world.add("a")
    try world.run(for: .seconds(600))
    #expect(world.sent.count { $0.step == "refresh" } <= 11)
  }

  private func pings(in world: World) -> Int {
    world.effects.count { if case .ping = $0 { true } else { false } }
  }
}
