import Domain
import Store
import Testing

@testable import Scheduler

@Suite("From scheduled to published")
struct PublishingTests {
  @Test("a due post goes out once, and its id is kept")
  func happy() throws {
    let world = try World()
    world.platform = { _ in ok("id-1") }
    try world.add("launch")
    try world.run(for: .seconds(60))
    #expect(world.sent.map(\.step) == ["post-0"])
    let situation = try world.situation("launch")
    #expect(situation.delivery?.state == .published)
    #expect(situation.published.map(\.remote.id) == ["id-1"])
    #expect(situation.flow.isDone)
  }

  @Test("nothing leaves before it is due; media are prepared ahead")
  func ahead() throws {
    let world = try World()
    world.platform = { _ in ok("id") }
    let due = world.wall + .seconds(3600)
    try world.add("text", due: due)
    try world.add("picture", due: due, withMedia: true)
    try world.run(for: .seconds(2999))
    #expect(world.sent.isEmpty)
    try world.run(for: .seconds(2))
    #expect(world.sent.map(\.step) == ["upload"])
    #expect(try world.state("picture") == .armed)
    try world.run(for: .seconds(598))
    #expect(world.sent.count == 1)
    try world.run(for: .seconds(2))
    #expect(world.sent.count == 3)
  }

  @Test("one account has one visible call under way, two accounts have two")
  func oneVisible() throws {
    let world = try World(accounts: [World.account("one"), World.account("two")])
    try world.add("a", to: ["one", "two"])
    try world.add("b", to: ["one", "two"])
    #expect(world.sent.count == 2)
    #expect(Set(world.sent.map(\.account)).count == 2)
    world.platform = { order in ok("\(order.flow.number)") }
    try world.run()
    #expect(world.sent.count == 4)
    #expect(try world.state("b", on: "two") == .published)
  }

  @Test("a refusal for good ends the delivery and tells somebody")
  func refused() throws {
    let world = try World()
    world.platform = { _ in ok("", status: 422) }
    try world.add("rude")
    try world.run(for: .seconds(3600))
    #expect(world.sent.count == 1)
    #expect(try world.state("rude") == .refused)
    #expect(try world.situation("rude").delivery?.reason?.code == .contentRefused)
    #expect(try world.store.undeliveredNotices(limit: 9).map(\.kind) == [.refused])
  }

  @Test("a throttle is obeyed and spends no try")
  func throttled() throws {
    let world = try World()
    world.platform = { _ in
      world.sent.count == 1
        ? ok("", status: 429, headers: [.init("retry-after", "300")]) : ok("id")
    }
    try world.add("patient")
    try world.run(for: .seconds(299))
    #expect(world.sent.count == 1)
    #expect(try world.state("patient") == .armed)
    #expect(try world.situation("patient").flow.tries == 0)
    try world.run(for: .seconds(60))
    #expect(try world.state("patient") == .published)
  }

  @Test("a failed upload is repeated with growing waits, and needs a person in the end")
  func retries() throws {
    let world = try World()
    world.platform = { _ in ok("", status: 503) }
    try world.add("unlucky", attempts: 4, withMedia: true)
    try world.run(for: .seconds(1000))
    #expect(world.sent.map(\.step) == ["upload", "upload", "upload", "upload"])
    let delivery = try world.situation("unlucky").delivery
    #expect(delivery?.state == .attention)
    #expect(delivery?.question == .attemptsUsedUp)
    #expect(delivery?.reason?.attempts == 4)
  }

  @Test("a thread goes out part by part, and a part is not repeated when a later one fails")
  func thread() throws {
    let world = try World()
    world.platform = { order in
      order.step == "post-1" && world.sent.count == 2
        ? ok("", status: 429, headers: [.init("retry-after", "30")])
        : ok("id-\(order.step)")
    }
    try world.add("story", texts: ["one", "two"])
    try world.run(for: .seconds(120))
    #expect(world.sent.map(\.step) == ["post-0", "post-1", "post-1"])
    #expect(try world.state("story") == .published)
    #expect(try world.situation("story").published.count == 2)
  }

  @Test("a thread whose later part is refused asks a person instead of ending as refused")
  func partial() throws {
    let world = try World()
    world.platform = { order in ok("id", status: order.step == "post-1" ? 422 : 200) }
    try world.add("story", texts: ["one", "two"])
    try world.run(for: .seconds(120))
    let delivery = try world.situation("story").delivery
    #expect(delivery?.state == .attention)
    #expect(delivery?.question == .partial)
    #expect(try world.command(.resolve(.drop), "story") == nil)
    #expect(try world.state("story") == .published)
  }

  @Test("a post that has to begin anew is another call, with a key of its own")
  func anew() throws {
    let world = try World()
    var answers = [409, 200]
    world.platform = { _ in ok("id", status: answers.removeFirst()) }
    try world.add("a")
    try world.run(for: .seconds(60))
    #expect(try world.state("a") == .published)
    #expect(Set(world.sent.map(\.call.headers)).count == 2)
  }

  @Test("the rest of a thread that a retry cannot bring out is not said to go on with one")
  func stuck() throws {
    let world = try World()
    world.platform = { order in
      ok("id-\(order.step)", status: order.step == "post-1" ? 409 : 200)
    }
    try world.add("a", texts: ["one", "two"])
    try world.run(for: .seconds(60))
    let delivery = try #require(try world.situation("a").delivery)
    #expect(delivery.question == .partial)
    #expect(delivery.reason?.message.contains("its container is gone") == true)
    #expect(delivery.reason?.hint?.contains("retry") == false)
    #expect(delivery.reason?.hint?.contains("--drop") == true)
  }

  @Test("a limit is shared by all posts of an account and survives a restart")
  func limit() throws {
    let world = try World()
    world.platform = { order in ok("\(order.flow.number)") }
    for name in ["a", "b", "c", "d"] { try world.add(name) }
    try world.run(for: .seconds(10))
    #expect(world.sent.count == 3)
    #expect(
      try world.situation("d").delivery?.reason?.message
        == "one has used up what Test takes: 3 posts in 1 h")
    try world.crash()
    try world.run(for: .seconds(600))
    #expect(world.sent.count == 3)
    try world.run(for: .seconds(700))
    #expect(world.sent.count == 4)
  }

  @Test("the owner's spacing holds posts apart")
  func spacing() throws {
    let limits = AccountLimits(spacingSeconds: 600)
    let world = try World(accounts: [World.account("one", limits: limits)])
    world.platform = { order in ok("\(order.flow.number)") }
    try world.add("a")
    try world.add("b")
    try world.run(for: .seconds(599))
    #expect(world.sent.count == 1)
    #expect(
      try world.situation("b").delivery?.reason?.message
        == "one has used up what its limits allow: 1 post in 10 min")
    try world.run(for: .seconds(2))
    #expect(world.sent.count == 2)
  }
}
