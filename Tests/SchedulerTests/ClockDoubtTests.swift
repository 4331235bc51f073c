import Domain
import Store
import Testing

@testable import Scheduler

@Suite("What a clock in doubt holds back")
struct ClockDoubtTests {
  @Test("a clock that two hosts accuse sends nothing visible, and says so")
  func clock() throws {
    let world = try World()
    world.platform = { _ in ok("id") }
    for host in ["witness", "other"] {
      try world.turn([.ping(host: host, answered: true, date: world.wall - .seconds(4000))])
    }
    try world.add("a", due: world.wall - .seconds(5000))
    try world.run(for: .seconds(30))
    #expect(world.sent.isEmpty)
    #expect(try world.situation("a").delivery?.cause == .clock)
    try world.turn([.ping(host: "other", answered: true, date: world.wall)])
    try world.run(for: .seconds(70))
    #expect(try world.state("a") == .published)
  }

  @Test("a clock that was set a day ahead makes no post late before a host has told the time")
  func clockAhead() throws {
    let world = try World()
    world.platform = { _ in ok("id") }
    try world.add("a", due: world.wall + .seconds(60))
    let day = Duration.seconds(86_400)
    for _ in 1...2 {
      world.wall = world.wall + day
      let asked = world.pings.count
      try world.turn([.clockStep])
      try world.run(for: .seconds(5))
      #expect(world.pings.count == asked + 1)
      try world.turn([.ping(host: "test", answered: true, date: world.wall - day)])
      try world.run(for: .seconds(5))
      #expect(world.sent.isEmpty)
      #expect(try world.state("a")?.isSettled == false)
      world.wall = world.wall - day
      try world.turn([.clockStep])
    }
    try world.run(for: .seconds(60))
    try world.turn([.ping(host: "test", answered: true, date: world.wall)])
    try world.run(for: .seconds(60))
    #expect(try world.state("a") == .published)
  }

  @Test("waits that were counted on a wrong clock end when it is right, also after a restart")
  func wrongWaits() throws {
    let world = try World()
    var calls = 0
    world.platform = { _ in
      calls += 1
      return ok("id-\(calls)")
    }
    try world.add("a", due: world.wall + .seconds(10))
    try world.add("b", due: world.wall + .seconds(20))
    let day = Duration.seconds(86_400)
    for host in ["one", "two"] {
      try world.turn([.ping(host: host, answered: true, date: world.wall)])
    }
    world.wall = world.wall + day
    try world.turn([.clockStep])
    try world.turn([.ping(host: "test", answered: true, date: world.wall - day)])
    try world.run(for: .seconds(5))
    world.wall = world.wall - day
    try world.crash()
    try world.run(for: .seconds(30))
    #expect(try world.state("a") == .published)
    #expect(try world.state("b") == .published)
  }

  @Test("a post is late without a witness where its host does not tell the time")
  func lateWithoutWitness() throws {
    let world = try World()
    try world.add("a", due: world.wall - .seconds(9000))
    world.wall = world.wall + .seconds(1)
    try world.turn([.clockStep])
    try world.turn([.ping(host: "test", answered: false, date: nil)])
    try world.run(for: .seconds(5))
    #expect(try world.situation("a").delivery?.question == .late)
  }
}
