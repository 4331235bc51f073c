import Crypto
import Domain
import Testing

@testable import Scheduler
@testable import Store

@Suite("Many posts that are due at once")
struct CrowdTests {
  @Test("a server that does not answer holds up no account at another server")
  func servers() throws {
    let slow = (1...20).map { World.account("slow-\($0)", server: "https://slow.example") }
    let quick = (1...20).map { World.account("quick-\($0)", server: "https://quick.example") }
    let world = try World(accounts: slow + quick)
    try world.add("a", to: (slow + quick).map(\.name.text))
    #expect(world.sent.count == 2 * world.settings.callsPerServerMax)
    let stuck = Set(slow.map(\.name))
    let rows = try world.store.accounts()
    world.platform = { order in
      let name = rows.first { $0.id == order.account }?.name
      return name.map(stuck.contains) == true ? nil : ok("\(order.flow.number)")
    }
    try world.run()
    for account in quick { #expect(try world.state("a", on: account.name.text) == .published) }
    #expect(world.core.callsUnderway == world.settings.callsPerServerMax)
  }

  @Test("where the network names an account's server at its sign-in, that one counts")
  func namedServer() throws {
    var recipe = TestRecipe()
    recipe.serverFact = "home"
    let names = (1...20).map { "account-\($0)" }
    let world = try World(recipe: recipe, accounts: names.map { World.account($0) })
    for (offset, row) in try world.store.accounts().enumerated() {
      let facts: JSON = ["home": .string("https://home-\(offset % 2).example")]
      try world.store.turn { store in
        _ = try store.carryOut(
          [.account(row.id, AccountChange(server: facts))], at: world.wall)
      }
    }
    try world.boot()
    try world.add("a", to: names)
    #expect(world.sent.count == 2 * world.settings.callsPerServerMax)
  }

  @Test("more accounts than a server takes at once have their turn one after the other")
  func crowd() throws {
    let names = (1...30).map { "account-\($0)" }
    let world = try World(accounts: names.map { World.account($0) })
    try world.add("a", to: names)
    try world.add("b", to: names)
    #expect(world.sent.count == world.settings.callsPerServerMax)
    world.platform = { order in ok("\(order.flow.number)") }
    try world.run()
    #expect(world.sent.count == 60)
    for name in names { #expect(try world.state("b", on: name) == .published) }
  }

  @Test("a brief turn begins few posts, and leaves the others to the next")
  func brief() throws {
    let names = (1...30).map { "account-\($0)" }
    let world = try World(
      accounts: names.map { World.account($0, server: "https://\($0).example") })
    try world.add("a", due: world.wall + .seconds(60), to: names)
    world.wall = world.wall + .seconds(60)
    world.uptime = world.uptime + .seconds(60)
    let effects = try world.store.turn { store in
      try world.core.turn(
        [], clocks: Clocks(wall: world.wall, uptime: world.uptime),
        entropy: Entropy(seed: [UInt8](repeating: 1, count: 32), hashing: SHA256()),
        ledger: store, isBrief: true)
    }
    let sent = effects.filter { if case .send = $0 { true } else { false } }
    #expect(sent.count == 8)
    #expect(world.core.wantsAnotherTurn)
  }

  @Test("the cost of a post does not grow with what is due behind it")
  func backlog() throws {
    func cost(_ posts: Int) throws -> Int {
      let world = try World()
      for number in 1...posts { try world.add("post-\(number)") }
      #expect(world.sent.count == 1)
      _ = world.store.connection.takeWork().reduce(0) { $0 + $1.steps }
      let first = world.sent[0].flow
      world.platform = { $0.flow == first ? ok("1") : nil }
      try world.run()
      #expect(world.sent.count == 2)
      return world.store.connection.takeWork().reduce(0) { $0 + $1.steps }
    }
    let (few, many) = (try cost(20), try cost(200))
    #expect(many < few * 5 / 4)
  }
}
