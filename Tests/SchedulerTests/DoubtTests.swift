import Domain
import Store
import Testing

@testable import Scheduler

@Suite("A visible call whose outcome nobody knows")
struct DoubtTests {
  private func lost(_ world: World, found: @escaping () -> Outcome) {
    world.platform = { order in
      order.step == "post-0" ? .unknown("the answer was lost") : found()
    }
  }

  @Test("a positive reading settles it at once; it is not sent again")
  func present() throws {
    let world = try World()
    lost(world) { ok("id-1") }
    try world.add("a")
    try world.run(for: .seconds(86_400))
    #expect(world.sent.map(\.step) == ["post-0", "post-0?0/find"])
    let situation = try world.situation("a")
    #expect(situation.delivery?.state == .published)
    #expect(situation.published.map(\.evidence) == [.read])
  }

  @Test("negative readings alone do not send again; after two a person is asked")
  func ask() throws {
    let world = try World()
    lost(world) { ok("", status: 404) }
    try world.add("a")
    try world.run(for: .seconds(700))
    #expect(try world.state("a") == .doubtful)
    try world.run(for: .seconds(400))
    let delivery = try world.situation("a").delivery
    #expect(delivery?.state == .attention)
    #expect(delivery?.question == .mayBePublished)
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
  }

  @Test("with on_doubt: resend it goes out again, but only after the quiet time and two readings")
  func resend() throws {
    let world = try World(accounts: [World.account("one", onDoubt: .resend)])
    lost(world) { ok("", status: 404) }
    try world.add("a")
    try world.run(for: .seconds(700))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
    world.platform = { order in
      ok(order.step == "post-0" ? "id" : "", status: order.step == "post-0" ? 200 : 404)
    }
    try world.run(for: .seconds(300))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 2)
    #expect(try world.state("a") == .published)
  }

  @Test("a question that the network turns down says nothing about the post")
  func questionTurnedDown() throws {
    let world = try World()
    var status = 422
    lost(world) { ok("id-1", status: status) }
    try world.add("a")
    try world.run(for: .seconds(2000))
    #expect(try world.state("a") == .doubtful)
    status = 200
    try world.run(for: .seconds(2000))
    #expect(try world.state("a") == .published)
    #expect(world.sent.count { $0.step == "post-0" } == 1)
  }

  @Test("what would go out again as another call does not, and a person is asked")
  func anotherCall() throws {
    let world = try World()
    world.platform = { _ in .notSent("the network is down") }
    try world.add("a")
    try world.run(for: .seconds(1))
    let sent = world.sent.count
    // The next program sends posts elsewhere.
    world.recipe.place = "notes"
    try world.crash()
    world.platform = { _ in ok("id") }
    try world.run(for: .seconds(600))
    #expect(sent > 0 && world.sent.count == sent)
    #expect(try world.situation("a").delivery?.question == .brokenJournal)
  }

  @Test("each sending again has a quiet time and two readings of its own")
  func sendings() throws {
    let world = try World(accounts: [World.account("one", onDoubt: .resend)])
    var (sent, read): ([Instant], [Instant]) = ([], [])
    world.platform = { order in
      guard order.step == "post-0" else {
        read.append(world.wall)
        return ok("", status: 404)
      }
      sent.append(world.wall)
      return .unknown("the answer was lost")
    }
    try world.add("a")
    try world.run(for: .seconds(3600))
    try #require(sent.count > 2)
    for (one, next) in zip(sent, sent.dropFirst()) {
      let quiet = one + TestRecipe().pace.quiet
      #expect(read.count { quiet <= $0 && $0 < next } == 2)
    }
  }

  @Test("each part of a thread has a quiet time and readings of its own")
  func parts() throws {
    let world = try World(accounts: [World.account("one", onDoubt: .resend)])
    var isFound = false
    world.platform = { order in
      if order.step.hasPrefix("post-0?"), isFound { return ok("id-0") }
      return order.step.contains("?") ? ok("", status: 404) : .unknown("the answer was lost")
    }
    try world.add("a", texts: ["one", "two"])
    func sent() -> Int { world.sent.count { $0.step == "post-1" } }
    // One reading after the quiet time was negative already.
    try world.run(for: .seconds(740))
    #expect(try world.situation("a").flow.negatives == 1)
    isFound = true
    try world.run(for: .seconds(700))
    #expect(sent() == 1)
    #expect(try world.situation("a").flow.negatives == 0)
    try world.run(for: .seconds(200))
    #expect(sent() == 2)
  }

  @Test("a call that the platform makes idempotent goes out again after the quiet time")
  func always() throws {
    let world = try World(recipe: TestRecipe(rule: .always))
    var isFirst = true
    world.platform = { order in
      guard order.step == "post-0" else { return ok("", status: 404) }
      defer { isFirst = false }
      return isFirst ? .unknown("lost") : ok("id")
    }
    try world.add("a")
    try world.run(for: .seconds(700))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
    try world.run(for: .seconds(120))
    let posts = world.sent.filter { $0.step == "post-0" }
    #expect(posts.count == 2 && posts[0].call == posts[1].call)
    #expect(try world.state("a") == .published)
  }

  @Test("what may still arrive is not called absent: nobody can cancel it or move it meanwhile")
  func alwaysAndLate() throws {
    let world = try World(recipe: TestRecipe(rule: .always))
    var hasArrived = false
    world.platform = { order in
      guard order.step != "post-0" else { return .unknown("lost") }
      return ok("id", status: hasArrived ? 200 : 404)
    }
    try world.add("a")
    try world.run(for: .seconds(2))
    #expect(try world.command(.cancel, "a")?.code == .conflict)
    #expect(try world.command(.reschedule(world.wall + .seconds(60)), "a")?.code == .conflict)
    hasArrived = true
    try world.run(for: .seconds(300))
    #expect(try world.state("a") == .published)
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
  }

  @Test(
    "a key allows a second sending inside its life only",
    arguments: [
      (3600, DeliveryState.published), (600, .attention),
    ])
  func keyed(life: Int, state: DeliveryState) throws {
    let world = try World(recipe: TestRecipe(rule: .keyed(.seconds(life))))
    var isFirst = true
    world.platform = { order in
      guard order.step == "post-0" else { return ok("", status: 404) }
      defer { isFirst = false }
      return isFirst ? .unknown("lost") : ok("id")
    }
    try world.add("a")
    try world.run(for: .seconds(1200))
    #expect(try world.state("a") == state)
  }

  @Test("an answer that is not on the list is doubt, not failure")
  func unexpected() throws {
    let world = try World()
    world.platform = { order in
      order.step == "post-0" ? ok("<html>", status: 500) : ok("id-1")
    }
    try world.add("a")
    try world.run(for: .seconds(10))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
    #expect(try world.state("a") == .published)
  }

  @Test("a call that never left is sent again without any question")
  func notSent() throws {
    let world = try World()
    world.platform = { _ in
      world.sent.count == 1 ? .notSent("connection refused") : ok("id")
    }
    try world.add("a")
    try world.run(for: .seconds(10))
    #expect(world.sent.map(\.step) == ["post-0", "post-0"])
    #expect(try world.state("a") == .published)
  }

  @Test("a crash while a call is under way makes it doubtful, and it is asked about")
  func crash() throws {
    let world = try World()
    try world.add("a")
    #expect(world.sent.count == 1)
    #expect(try world.state("a") == .publishing)
    try world.crash()
    #expect(try world.state("a") == .doubtful)
    world.platform = { _ in ok("id-1") }
    try world.turn([.wake])
    try world.run(for: .seconds(10))
    #expect(world.sent.last?.step == "post-0?0/find")
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
    #expect(try world.state("a") == .published)
  }

  @Test("two crashes with a call under way hand the delivery to a person")
  func poison() throws {
    let world = try World()
    world.platform = { order in order.step == "post-0" ? nil : ok("", status: 410) }
    try world.add("a")
    try world.crash()
    try world.turn([.wake])
    try world.run(for: .seconds(5))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 2)
    try world.crash()
    #expect(try world.situation("a").delivery?.question == .poison)
  }

  @Test("the platform's word that it was never published is enough")
  func never() throws {
    let world = try World()
    var isFirst = true
    world.platform = { order in
      guard order.step == "post-0" else { return ok("", status: 410) }
      defer { isFirst = false }
      return isFirst ? .unknown("lost") : ok("id")
    }
    try world.add("a")
    try world.run(for: .seconds(10))
    #expect(try world.state("a") == .published)
  }

  @Test("the quiet time starts again with each boot, whatever the wall clock says")
  func quietTimeIsMonotonic() throws {
    let world = try World(accounts: [World.account("one", onDoubt: .resend)])
    lost(world) { ok("", status: 404) }
    try world.add("a")
    try world.run(for: .seconds(600))
    world.wall = world.wall + .seconds(86_000)
    try world.turn([.clockStep])
    try world.run(for: .seconds(60))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
  }

  @Test("the first reading that counts is made when the quiet time ends, not up to a minute later")
  func readsWhenQuietEnds() throws {
    let world = try World()
    lost(world) { ok("", status: 404) }
    try world.add("a")
    try world.run(for: .seconds(720 + 60 + 5))
    #expect(try world.state("a") == .attention)
  }

  @Test("a post with the same words waits while the first one is in doubt; others go on")
  func matchKey() throws {
    let world = try World()
    var calls: [String] = []
    world.platform = { order in
      guard order.step == "post-0", case .text(let text) = order.call.body[0] else {
        return ok("", status: 404)
      }
      calls.append(text)
      return calls.count == 1 ? .unknown("lost") : ok("id-\(calls.count)")
    }
    try world.add("a", texts: ["same"])
    try world.run(for: .seconds(3))
    try world.add("b", texts: ["same"])
    try world.add("c", texts: ["other"])
    try world.run(for: .seconds(60))
    #expect(calls == ["same", "other"])
    #expect(try world.state("c") == .published)
  }

  @Test(
    "a person's word settles it",
    arguments: [
      (Command.Resolution.published(id: "id-9", url: nil), DeliveryState.published, 1),
      (.resend, .published, 2), (.drop, .cancelled, 1),
    ])
  func resolve(word: Command.Resolution, state: DeliveryState, sendings: Int) throws {
    let world = try World()
    lost(world) { ok("", status: 404) }
    try world.add("a")
    try world.run(for: .seconds(1200))
    #expect(try world.command(.retry, "a")?.code == .conflict)
    world.platform = { _ in ok("id-2") }
    #expect(try world.command(.resolve(word), "a") == nil)
    try world.run(for: .seconds(5))
    #expect(try world.state("a") == state)
    #expect(world.sent.count(where: { $0.step == "post-0" }) == sendings)
  }

  @Test("a host that keeps failing is left alone, then asked before the next post is risked")
  func circuit() throws {
    let world = try World(recipe: TestRecipe(rule: .always))
    world.platform = { _ in .notSent("connection refused") }
    for name in ["a", "b", "c"] { try world.add(name, attempts: 50) }
    try world.run(for: .seconds(30))
    let before = world.sent.count
    #expect((5...8).contains(before))
    try world.run(for: .seconds(25))
    #expect(world.sent.count == before)
    try world.run(for: .seconds(120))
    let asked = world.effects.contains { if case .ping = $0 { true } else { false } }
    #expect(asked)
    world.platform = { order in ok("id-\(order.flow.number)") }
    try world.turn([.ping(host: "test", answered: true, date: nil)])
    try world.run(for: .seconds(600))
    #expect(try world.state("c") == .published)
  }
}
