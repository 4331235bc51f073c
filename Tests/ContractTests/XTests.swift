import Domain
import PlatformModels
import Scheduler
import Store
import Testing

@Suite("X: a refresh token that works once")
struct SingleUseTokenTests {
  private func world() throws -> World {
    let world = try World([.x])
    try world.connect(.x)
    return world
  }

  private func account(_ world: World) throws -> AccountState {
    try #require(try world.store.accounts().first).state
  }

  private func renewals(_ world: World) -> Int { world.sent.count { $0.step == "token" } }

  @Test("it is used at half of the access token's life, and only when a post needs it")
  func early() throws {
    let world = try world()
    try world.add("first", to: [.x], Content(text: "one"), in: .seconds(3000))
    try world.run(for: .seconds(3500))
    #expect(world.sent.map(\.step) == ["post-0"])
    try world.add("second", to: [.x], Content(text: "two"), in: .seconds(500))
    try world.run(for: .seconds(600))
    #expect(world.sent.map(\.step) == ["token", "post-0"])
    try expectExactly(2, on: world)
    try world.run(for: .seconds(70_000))
    #expect(renewals(world) == 1)
  }

  private func expectExactly(_ posts: Int, on world: World) throws {
    #expect(world.visible(on: .x).count == posts)
    #expect(world.bridge.ledger(of: .x).doubles == 0)
  }

  @Test("a lost answer leaves the old access token in use until it is nearly over")
  func lost() throws {
    let world = try world()
    world.bridge.spoil(.x, [FaultRule(.answerLost, on: .token, .numbers(1...1))])
    try world.add("a", to: [.x], Content(text: "one"), in: .seconds(4000))
    try world.run(for: .seconds(4100))
    #expect(try world.state("a", on: .x) == .published)
    try world.add("b", to: [.x], Content(text: "two"), in: .seconds(1900))
    try world.run(for: .seconds(2000))
    #expect(try world.state("b", on: .x) == .published)
    #expect(renewals(world) == 0)
    #expect(try account(world) == .ok)
    // The token is spent: its second use tells so, and a person must sign in.
    try world.run(for: .seconds(7200))
    #expect(renewals(world) == 1)
    #expect(try account(world) == .signIn)
    try expectExactly(2, on: world)
  }

  @Test("a use that never arrived is made up for at the end, and nobody is bothered")
  func neverArrived() throws {
    let world = try world()
    world.bridge.spoil(.x, [FaultRule(.dropped, on: .token, .numbers(1...1))])
    try world.add("a", to: [.x], Content(text: "one"), in: .seconds(4000))
    try world.run(for: .seconds(70_000))
    #expect(renewals(world) == 2)
    #expect(try account(world) == .ok)
    try world.add("b", to: [.x], Content(text: "two"))
    try world.run(for: .seconds(600))
    try expectExactly(2, on: world)
  }

  @Test("a process that dies with the token on its way does not use it again at once")
  func crash() throws {
    for crash in World.Crash.allCases {
      let world = try world()
      try world.add("a", to: [.x], Content(text: "one"), in: .seconds(4000))
      world.crashes = [1: crash]
      try world.run(for: .seconds(4600))
      #expect(world.crashes.isEmpty)
      #expect(try world.state("a", on: .x) == .published)
      #expect(renewals(world) == 1)
      try world.run(for: .seconds(70_000))
      #expect(renewals(world) == 2)
      #expect(try account(world) == (crash == .beforeRequest ? .ok : .signIn))
      try expectExactly(1, on: world)
    }
  }

  @Test("nor is an access token waited for that its network has ended before its time")
  func endedEarly() throws {
    let world = try world()
    world.bridge.spoil(
      .x,
      [
        FaultRule(.dropped, on: .token, .numbers(1...1)),
        FaultRule(.expiredToken, on: .publish, .numbers(1...1)),
      ])
    try world.add("a", to: [.x], Content(text: "one"), in: .seconds(4000))
    try world.run(for: .seconds(4200))
    #expect(renewals(world) == 2)
    #expect(try world.state("a", on: .x) == .published)
    #expect(try account(world) == .ok)
    try expectExactly(1, on: world)
  }

  @Test("an access token that is over already is renewed again at once: there is nothing to lose")
  func overAlready() throws {
    let world = try world()
    world.bridge.spoil(.x, [FaultRule(.dropped, on: .token, .numbers(1...1))])
    try world.add("a", to: [.x], Content(text: "one"), in: .seconds(9000))
    try world.run(for: .seconds(9060))
    #expect(try world.state("a", on: .x) == .published)
    #expect(renewals(world) == 2)
  }
}

@Suite("X: posts")
struct XContractTests {
  @Test("what may be sent again and is a duplicate there is found, not refused")
  func duplicate() throws {
    var rules = XModel.Rules()
    rules.duplicateWindow = .seconds(86_400)
    rules.readLag = .seconds(1000)
    let world = try World([.x], onDoubt: .resend, x: rules)
    try world.connect(.x)
    world.bridge.spoil(.x, [FaultRule(.answerLost, on: .publish, .numbers(1...1))])
    try world.add("a", to: [.x], Scene.text)
    try world.run(for: .seconds(86_400))
    #expect(world.sent.count { $0.step == "post-0" } == 2)
    #expect(try world.state("a", on: .x) == .published)
    try expectExactly(1, "a", on: .x, in: world)
  }

  @Test("a duplicate of an older post is refused")
  func older() throws {
    var rules = XModel.Rules()
    rules.duplicateWindow = .seconds(86_400)
    let world = try World([.x], x: rules)
    try world.connect(.x)
    for name in ["a", "b"] {
      try world.add(name, to: [.x], Scene.text)
      try world.run(for: .seconds(600))
    }
    #expect(try world.state("a", on: .x) == .published)
    #expect(try world.state("b", on: .x) == .refused)
    try expectExactly(1, "a", on: .x, in: world)
  }

  @Test("what cannot be found is sent again where the owner allows it")
  func resend() throws {
    let world = try World([.x], onDoubt: .resend)
    try world.connect(.x)
    world.bridge.spoil(.x, [FaultRule(.dropped, on: .publish, .numbers(1...1))])
    try world.add("a", to: [.x], Scene.text)
    try world.run(for: .seconds(86_400))
    #expect(try world.state("a", on: .x) == .published)
    try expectExactly(1, "a", on: .x, in: world)
  }

  @Test("without credit a post waits, and goes out when there is some")
  func credit() throws {
    var rules = XModel.Rules()
    rules.isOutOfCredit = true
    let world = try World([.x], x: rules)
    try world.connect(.x)
    try world.add("a", to: [.x], Scene.text)
    try world.run(for: .seconds(60))
    let error = try world.situation("a", on: .x).delivery?.reason
    #expect(error?.message.hasPrefix("the app's credit at X is used up") == true)
    let server = try #require(world.bridge.servers[.x] as? Faulty<XModel>)
    var refilled = server
    refilled.model.rules.isOutOfCredit = false
    world.bridge.servers[.x] = refilled
    try world.run(for: .seconds(4200))
    #expect(try world.state("a", on: .x) == .published)
    try expectExactly(1, "a", on: .x, in: world)
  }
}
