import Domain
import Store
import Testing

@testable import Scheduler

@Suite("A disk that is full, and a store that refuses")
struct MachineTroubleTests {
  @Test("a full disk and a wrong clock are told once, however often they come and go")
  func machine() throws {
    let world = try World()
    for _ in 0..<5 {
      try world.turn([.disk(isLow: true)])
      try world.turn([.disk(isLow: true), .disk(isLow: false)])
    }
    #expect(try world.store.undeliveredNotices(limit: 9).map(\.kind) == [.disk])
    world.core.witness.forget()
    let wrong = world.wall - .seconds(3600)
    try world.turn([.ping(host: "a", answered: true, date: wrong)])
    try world.turn([.ping(host: "b", answered: true, date: wrong)])
    try world.turn([.ping(host: "c", answered: true, date: wrong)])
    #expect(world.core.isClockInDoubt(at: world.uptime))
    try world.turn([.ping(host: "a", answered: true, date: world.wall)])
    #expect(!world.core.isClockInDoubt(at: world.uptime))
    #expect(try world.store.undeliveredNotices(limit: 9).map(\.kind) == [.disk, .clock])
    try world.run(for: .seconds(3601))
    try world.turn([.disk(isLow: true)])
    #expect(try world.store.undeliveredNotices(limit: 9).map(\.kind) == [.disk, .clock, .disk])
    let actions = try world.store.audit(limit: 100).items.map(\.action)
    #expect(actions.count { $0 == "clock.trouble" } == 1)
    #expect(actions.count { $0 == "clock.well" } == 1)
  }

  @Test("a delivery whose writes the store refuses is parked, written down and told")
  func parked() throws {
    let world = try World()
    try world.alterStore(
      """
      CREATE TRIGGER refuse BEFORE INSERT ON step WHEN NEW.class = 2 BEGIN
        SELECT RAISE(FAIL, 'a rule of this test'); END
      """)
    try world.add("odd")
    try world.run(for: .seconds(10))
    #expect(world.sent.isEmpty)
    #expect(try world.state("odd") == .attention)
    #expect(try world.situation("odd").delivery?.question == .brokenJournal)
    let line = try #require(
      try world.store.audit(limit: 9).items.first { $0.action == "delivery.parked" })
    #expect(line.subject == "delivery:1")
    #expect(line.detail["error"]?.string?.contains("a rule of this test") == true)
    let notices = try world.store.undeliveredNotices(limit: 9)
    #expect(notices.map(\.title) == ["yaml:odd → one needs you"])
    // The account goes on.
    try world.alterStore("DROP TRIGGER refuse")
    world.platform = { _ in ok("id") }
    try world.add("even")
    try world.run(for: .seconds(10))
    #expect(try world.state("even") == .published)
  }

  @Test("what the store refuses of one delivery takes nothing from those of the same turn")
  func parkedAmongOthers() throws {
    let world = try World(accounts: ["one", "two", "three"].map { World.account($0) })
    world.platform = { order in ok("\(order.flow.number)") }
    try world.alterStore(
      """
      CREATE TRIGGER refuse BEFORE INSERT ON audit WHEN NEW.action = 'call.visible' BEGIN
        SELECT RAISE(FAIL, 'a rule of this test') FROM flight WHERE account = 2; END
      """)
    try world.add("a", to: ["one", "two"])
    try world.run(for: .seconds(10))
    #expect(try world.state("a", on: "one") == .published)
    #expect(try world.state("a", on: "two") == .attention)
    #expect(world.sent.count == 1)
    try world.alterStore("DROP TRIGGER refuse")
    try world.add("b", to: ["two", "three"])
    try world.run(for: .seconds(10))
    #expect(try world.state("b", on: "three") == .published)
  }

  @Test("a full disk holds visible calls back until there is room again")
  func disk() throws {
    let world = try World()
    world.platform = { _ in ok("id") }
    try world.turn([.disk(isLow: true)])
    try world.add("a")
    try world.run(for: .seconds(30))
    #expect(try world.situation("a").delivery?.cause == .disk)
    try world.turn([.disk(isLow: false)])
    try world.run(for: .seconds(61))
    #expect(try world.state("a") == .published)
  }

  @Test("a full disk holds edits back, too")
  func diskAndEdit() throws {
    let world = try World.published()
    try world.turn([.disk(isLow: true)])
    try world.edit("a", to: "a, corrected")
    try world.run(for: .seconds(30))
    #expect(!world.sent.contains { $0.step == "edit" })
    try world.turn([.disk(isLow: false)])
    try world.run(for: world.settings.blockedRecheck)
    #expect(world.sent.last?.step == "edit")
  }
}
