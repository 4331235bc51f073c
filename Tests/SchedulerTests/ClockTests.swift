import Domain
import Store
import Testing

@testable import Scheduler

@Suite("A wall clock that is set")
struct ClockTests {
  @Test(
    "a back-off that was counted on a wrong clock does not strand a post", arguments: [true, false])
  func backoff(restarts: Bool) throws {
    let world = try World()
    var isDown = true
    world.platform = { order in ok("id", status: isDown ? 503 : 200) }
    // The clock is a year ahead, and the upload fails on it.
    world.wall = world.wall + .seconds(31_536_000)
    if restarts { try world.crash() } else { try world.turn() }
    world.vouch()
    try world.add("a", due: World.noon, late: .publish, attempts: 50, withMedia: true)
    try world.run(for: .seconds(30))
    #expect(try world.situation("a").flow.notBefore > World.noon + .seconds(31_000_000))
    world.wall = World.noon + .seconds(60)
    isDown = false
    if restarts { try world.crash() } else { try world.turn() }
    #expect(try world.situation("a").flow.notBefore <= world.wall + .seconds(900))
    // The circuit opened: the host is asked once more before anything is sent to it.
    for _ in 1...2 {
      try world.turn([.ping(host: "test", answered: true, date: world.wall)])
      try world.run(for: .seconds(120))
    }
    #expect(try world.state("a") == .published)
  }

  @Test("what may be out is asked about at once, though by the new clock it is not due yet")
  func doubt() throws {
    let world = try World()
    world.platform = { order in order.step == "post-0" ? .unknown("lost") : nil }
    try world.add("a")
    try world.run(for: .seconds(1))
    #expect(try world.state("a") == .doubtful)
    world.platform = { _ in ok("who are you", status: 418) }
    try world.run(for: .seconds(4000))
    world.platform = { _ in ok("id-1") }
    world.wall = World.noon - .seconds(86_400)
    try world.turn()
    #expect(try world.situation("a").flow.notBefore <= world.wall + .seconds(60))
    try world.run(for: .seconds(60))
    #expect(try world.state("a") == .published)
  }

  @Test("a delete that is to be tried again does not wait for the old clock")
  func delete() throws {
    let world = try World()
    world.platform = { _ in ok("id-1") }
    try world.add("a")
    try world.run(for: .seconds(1))
    world.platform = { _ in .unknown("lost") }
    #expect(try world.command(.delete, "a") == nil)
    try world.run(for: .milliseconds(100))
    world.platform = { _ in ok("gone") }
    world.wall = World.noon - .seconds(86_400)
    try world.turn()
    world.vouch()
    try world.run(for: .seconds(60))
    #expect(try world.situation("a").published.map(\.isDeleted) == [true])
  }

  @Test("a renewal that is to be tried again does not wait for the old clock")
  func renewal() throws {
    let world = try World()
    try world.connect(try world.store.accounts()[0].id, accessFor: 300)
    try world.boot()
    world.platform = { _ in ok("who are you", status: 418) }
    try world.add("a")
    try world.run(for: .seconds(600))
    let sent = world.sent.count
    world.platform = { _ in ok("") }
    world.wall = World.noon - .seconds(86_400)
    try world.turn()
    world.vouch()
    try world.run(for: .seconds(60))
    #expect(world.sent.dropFirst(sent).contains { $0.step == "refresh" })
  }

  @Test("a limit that was used on a clock ahead refills on the right one")
  func bucket() throws {
    let world = try World()
    world.platform = { order in ok("id-\(order.flow.number)") }
    world.wall = world.wall + .seconds(31_536_000)
    try world.crash()
    for name in ["a", "b", "c"] { try world.add(name) }
    try world.run(for: .seconds(10))
    world.wall = World.noon
    try world.turn()
    world.vouch()
    try world.add("d", late: .publish)
    try world.run(for: .seconds(3600))
    #expect(try world.state("d") == .published)
  }

  @Test("a step between two turns is noticed without anybody telling")
  func step() throws {
    let world = try World()
    #expect(world.core.witness.hasRecent(at: world.uptime))
    world.wall = world.wall + .seconds(4)
    try world.turn()
    #expect(world.core.witness.hasRecent(at: world.uptime))
    world.wall = world.wall - .seconds(60)
    try world.turn()
    #expect(!world.core.witness.hasRecent(at: world.uptime))
  }

  @Test("a clock behind what the store remembers is in doubt until a witness confirms it")
  func behind() throws {
    let world = try World()
    world.wall = world.wall + .seconds(7200)
    try world.crash()
    world.wall = world.wall - .seconds(3600)
    try world.crash()
    world.core.witness.forget()
    let uptime = world.uptime
    #expect(world.core.isClockInDoubt(at: uptime))
    func answer(_ offset: Int64) throws {
      try world.turn([
        .ping(host: "h", answered: true, date: world.wall + .seconds(offset))
      ])
    }
    try answer(3600)
    #expect(world.core.isClockInDoubt(at: uptime))
    try answer(0)
    #expect(!world.core.isClockInDoubt(at: uptime))
  }
}
