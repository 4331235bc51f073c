import Domain
import Store
import Testing

@testable import Scheduler

@Suite("Late posts, and accounts that cannot be used")
struct StandstillTests {
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
}

@Suite("Media that cannot be handed out")
struct MediaTroubleTests {
  private static let denied = ErrorObject(
    .permissionMissing, "the bucket would not take a file: AccessDenied", hint: "mend it")

  /// A platform that fetches its files, and a bucket that refuses them while `obstacle` is set.
  private func world() throws -> World {
    var recipe = TestRecipe()
    recipe.fetchesMedia = true
    let world = try World(recipe: recipe)
    world.platform = { order in ok("\(order.flow.number)") }
    world.obstacle = { $0.call.publicFiles.isEmpty ? nil : Self.denied }
    return world
  }

  private func notices(_ world: World) throws -> [String] {
    try world.store.undeliveredNotices(limit: 9).filter { $0.kind == .media }.map(\.body)
  }

  @Test("uses up no attempt, blames no network, and is told once")
  func waits() throws {
    let world = try world()
    try world.add("picture", attempts: 2, withMedia: true)
    try world.add("other", attempts: 2, withMedia: true)
    try world.run(for: .seconds(3000))
    for name in ["picture", "other"] {
      let situation = try world.situation(name)
      #expect(situation.delivery?.state == .blocked)
      #expect(situation.delivery?.cause == .media)
      #expect(situation.delivery?.reason == Self.denied)
      #expect(situation.flow.tries == 0)
    }
    #expect(try notices(world).count == 1)
    #expect(try notices(world).first?.contains("mend it") == true)
    // Texts go on: the account's circuit did not open.
    try world.add("words")
    try world.run(for: .seconds(1))
    #expect(try world.state("words") == .published)
  }

  @Test("posts go out when it is mended: the first within five minutes, the others as missed ones")
  func mended() throws {
    let world = try world()
    for name in ["a", "b"] { try world.add(name, withMedia: true) }
    try world.run(for: .seconds(60))
    world.obstacle = { _ in nil }
    try world.run(for: .seconds(300))
    #expect(try world.state("a") == .published)
    try world.run(for: .seconds(300))
    #expect(try world.state("b") == .published)
    #expect(try world.situation("a").flow.tries == 0)
  }

  @Test("what passes by itself is tried again as ever")
  func passing() throws {
    let world = try world()
    world.obstacle = {
      $0.call.publicFiles.isEmpty
        ? nil : ErrorObject(.platformTrouble, "the bucket did not answer", retryable: true)
    }
    try world.add("picture", attempts: 2, withMedia: true)
    try world.run(for: .seconds(3000))
    #expect(try world.situation("picture").delivery?.question == .attemptsUsedUp)
  }

  @Test("a post that is too late by then follows its policy")
  func late() throws {
    let world = try world()
    try world.add("picture", late: .skip, grace: .seconds(600), withMedia: true)
    try world.run(for: .seconds(1200))
    #expect(try world.state("picture") == .expired)
  }
}
