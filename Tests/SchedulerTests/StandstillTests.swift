import Domain
import Store
import Testing

@testable import Scheduler

@Suite("Accounts that cannot be used")
struct StandstillTests {
  @Test("a revoked sign-in blocks the account's posts and keeps them")
  func signIn() throws {
    let world = try World()
    world.platform = { _ in ok("", status: 403) }
    try world.add("a")
    try world.run(for: .seconds(1))
    try world.add("b")
    try world.run(for: .seconds(60))
    #expect(world.sent.count == 1)
    #expect(try world.state("a") == .blocked)
    #expect(try world.situation("b").delivery?.cause == .signIn)
    #expect(try world.store.accounts()[0].state == .signIn)
  }

  @Test("signing in again releases what was blocked")
  func signInAgain() throws {
    let world = try World()
    world.platform = { order in ok("id", status: order.step == "post-0" ? 403 : 200) }
    try world.add("a")
    try world.run(for: .seconds(1))
    world.platform = { _ in ok("id") }
    let account = try world.store.accounts()[0].id
    try world.turn([.connect(account, inputs: [:], sealed: [])])
    try world.run()
    let prompts = world.effects.compactMap { effect in
      if case .prompt(let flow, _, let request) = effect { (flow, request.name) } else { nil }
    }
    #expect(prompts.map(\.1) == ["password"])
    try world.turn([
      .supply(prompts[0].0, name: "password", .secret(SecretKey("vault:p")), sealed: [])
    ])
    try world.run(for: .seconds(1))
    #expect(try world.state("a") == .published)
    #expect(try world.store.accounts()[0].state == .ok)
  }

  @Test(
    "an answer that comes after the cancellation changes nothing", arguments: [429, 503, 200])
  func cancelledMeanwhile(status: Int) throws {
    let world = try World()
    try world.add("a", withMedia: true)
    try world.run(for: .seconds(1))
    #expect(world.sent.map(\.step) == ["upload"])
    #expect(try world.command(.cancel, "a") == nil)
    world.platform = { _ in ok("id", status: status) }
    try world.run(for: .seconds(3600))
    #expect(try world.state("a") == .cancelled)
    #expect(world.sent.count == 1)
  }

  @Test(
    "while the network wants to be left alone, no other post of the account goes out",
    arguments: [false, true])
  func throttledAccount(restarts: Bool) throws {
    let world = try World()
    var isThrottled = true
    world.platform = { order in
      isThrottled
        ? ok("", status: 429, headers: [.init("retry-after", "300")])
        : ok("id-\(order.flow.number)")
    }
    try world.add("a")
    try world.run(for: .seconds(1))
    if restarts { try world.crash() }
    try world.add("b")
    try world.run(for: .seconds(298))
    #expect(world.sent.count == 1)
    #expect(try world.state("b") == .scheduled)
    let reason = try world.situation("a").delivery?.reason?.message
    #expect(reason == "Test turned one away (429) and is left alone for now")
    #expect(world.core.nextWake.map { $0 > world.wall } == true)
    isThrottled = false
    try world.run(for: .seconds(600))
    #expect(try world.state("a") == .published)
    #expect(try world.state("b") == .published)
  }

  @Test("a sign-in that cannot get on is given up, and says why")
  func signInTrouble() throws {
    let world = try World()
    world.platform = { _ in .notSent("the file of the client secret cannot be read") }
    let account = try world.store.accounts()[0].id
    try world.turn([
      .connect(account, inputs: ["password": .secret(SecretKey("vault:p"))], sealed: [])
    ])
    try world.run(for: .seconds(60))
    let errors = world.effects.compactMap { effect in
      if case .signedIn(_, _, let error?) = effect { error.message } else { nil }
    }
    #expect(errors == ["the file of the client secret cannot be read"])
    #expect(world.sent.count == 5)
  }

  @Test("a token that is about to end is renewed before the post goes out")
  func refresh() throws {
    let world = try World()
    world.platform = { _ in ok("id") }
    try world.connect(try world.store.accounts()[0].id, accessFor: 300)
    try world.boot()
    try world.add("a")
    try world.run(for: .seconds(2))
    #expect(world.sent.map(\.step) == ["refresh", "post-0"])
    #expect(try world.state("a") == .published)
  }

  @Test("a renewal that is refused asks for a new sign-in")
  func refreshRefused() throws {
    let world = try World()
    world.platform = { order in ok("id", status: order.step == "refresh" ? 400 : 200) }
    try world.connect(try world.store.accounts()[0].id, accessFor: 300)
    try world.boot()
    try world.add("a")
    try world.run(for: .seconds(60))
    #expect(world.sent.map(\.step) == ["refresh"])
    #expect(try world.state("a") == .blocked)
    #expect(try world.store.accounts()[0].state == .signIn)
  }
}
