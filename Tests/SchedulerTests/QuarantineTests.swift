import Domain
import Store
import Testing

@testable import Scheduler

@Suite("A store that was put back from a copy")
struct QuarantineTests {
  /// Copies the store with `a` scheduled, publishes it, and goes back to the copy.
  private func restored(
    _ recipe: TestRecipe = TestRecipe(), late: LatePolicy = .ask, after: Duration = .seconds(900),
    found: @escaping () -> Outcome
  ) throws -> World {
    let world = try World(recipe: recipe)
    world.platform = { order in
      order.step.contains("find") ? found() : ok("id-\(order.flow.number)")
    }
    try world.add("a", due: world.wall + .seconds(300), late: late)
    try world.backUp("copy")
    try world.run(for: after)
    #expect(world.sent.map(\.step) == ["post-0"])
    try world.restore("copy")
    return world
  }

  @Test("a post that went out since is found, and is not sent again")
  func found() throws {
    let world = try restored { ok("id-1") }
    #expect(world.store.boot.quarantine != nil)
    try world.run(for: .seconds(86_400))
    #expect(world.sent.map(\.step) == ["post-0", "post-0?0/find"])
    #expect(try world.state("a") == .published)
    #expect(try world.situation("a").published.map(\.evidence) == [.read])
    // It is looked for among what was made since the copy.
    let since = try #require(world.store.boot.quarantine?.since)
    #expect(try world.situation("a").journal.first?.platformDate == since)
  }

  static let rules: [ResendRule] = [.always, .never, .ifAllowed, .keyed(.seconds(36_000))]

  @Test(
    "what the network does not show is a person's, whatever the platform allows", arguments: rules)
  func notFound(rule: ResendRule) throws {
    let world = try restored(TestRecipe(rule: rule)) { ok("", status: 404) }
    try world.run(for: .seconds(86_400))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
    let delivery = try world.situation("a").delivery
    #expect(delivery?.state == .attention && delivery?.question == .restored)
    #expect(delivery?.reason?.hint?.contains("assume-sent") == true)
  }

  @Test("not even the network's word that there was nothing sends it again")
  func never() throws {
    let world = try restored { ok("", status: 410) }
    try world.run(for: .seconds(600))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
    #expect(try world.situation("a").delivery?.question == .restored)
  }

  @Test("a late post is asked about before it expires", arguments: [LatePolicy.skip, .publish])
  func late(policy: LatePolicy) throws {
    let world = try restored(late: policy, after: .seconds(90_000)) { ok("id-1") }
    try world.run(for: .seconds(60))
    #expect(try world.state("a") == .published)
  }

  @Test("what may be out is neither moved nor taken back before the network was asked")
  func moved() throws {
    let world = try restored { ok("id-1") }
    let later = world.wall + .seconds(86_400)
    for command in [Command.reschedule(later), .cancel, .retry] {
      #expect(try world.command(command, "a")?.hint == "belfry quarantine")
    }
    try world.run(for: .seconds(60))
    #expect(try world.state("a") == .published)
    try world.release()
    try world.run(for: .seconds(90_000))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
  }

  @Test("what comes due meanwhile waits for the quarantine's end, and then goes out at once")
  func later() throws {
    let world = try restored { ok("id-1") }
    try world.add("b", due: world.wall + .seconds(60))
    try world.run(for: .seconds(600))
    #expect(try world.state("b") == .blocked)
    #expect(try world.situation("b").delivery?.cause == .quarantine)
    try world.release()
    try world.run(for: .seconds(1))
    #expect(try world.state("b") == .published)
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 2)
  }

  @Test("a post that a person sends again after looking goes out when the quarantine ends")
  func resend() throws {
    let world = try restored { ok("", status: 410) }
    try world.run(for: .seconds(60))
    #expect(try world.command(.resolve(.resend), "a") == nil)
    try world.run(for: .seconds(60))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 1)
    #expect(try world.situation("a").delivery?.cause == .quarantine)
    // It is answered: it keeps nobody from ending the quarantine, and is not taken for sent.
    let counts = try world.store.quarantineCounts()
    #expect(counts.unasked == 0 && counts.unanswered == 0)
    #expect(try world.store.quarantineFlows(limit: 1).isEmpty)
    try world.release()
    try world.run(for: .seconds(60))
    #expect(world.sent.count(where: { $0.step == "post-0" }) == 2)
    #expect(try world.state("a") == .published)
  }

  @Test("what was prepared for it and ended meanwhile does not make anybody answer again")
  func answeredOnce() throws {
    let world = try World(recipe: TestRecipe(uploadLife: .seconds(3600)))
    world.platform = { order in ok("id", status: order.step.contains("find") ? 410 : 200) }
    try world.add("a", due: world.wall + .seconds(300), late: .publish, withMedia: true)
    try world.backUp("copy")
    try world.run(for: .seconds(900))
    try world.restore("copy")
    try world.run(for: .seconds(60))
    #expect(try world.command(.resolve(.resend), "a") == nil)
    let run = try world.situation("a").flow.run
    try world.run(for: .seconds(86_400))
    #expect(try world.situation("a").flow.run == run)
    #expect(try world.situation("a").delivery?.cause == .quarantine)
    try world.release()
    world.vouch()
    try world.run(for: .seconds(60))
    #expect(try world.state("a") == .published)
  }

  @Test("taking it for sent settles it, and an answer that comes later changes nothing")
  func assumed() throws {
    let world = try restored { ok("", status: 404) }
    world.platform = { _ in nil }
    try world.run(for: .seconds(1))
    #expect(try world.state("a") == .doubtful)
    #expect(world.sent.last?.step == "post-0?0/find")
    #expect(try world.command(.assumeSent, "a") == nil)
    world.platform = { _ in ok("", status: 410) }
    try world.run(for: .seconds(60))
    #expect(try world.state("a") == .published)
    #expect(try world.store.quarantineFlows(limit: 1).isEmpty)
  }

  @Test("an answer about a thread does not send again what an answer since the copy let go out")
  func thread() throws {
    let world = try World(recipe: TestRecipe())
    world.platform = { order in
      if order.step == "post-0" { return .unknown("cut off") }
      return order.step.contains("find") ? ok("", status: 404) : ok("id-2")
    }
    try world.add("a", texts: ["one", "two"])
    try world.run(for: .seconds(3600))
    #expect(try world.situation("a").delivery?.question == .mayBePublished)
    try world.backUp("copy")
    #expect(try world.command(.resolve(.published(id: "id-1", url: nil)), "a") == nil)
    try world.run(for: .seconds(60))
    #expect(try world.state("a") == .published)
    try world.restore("copy")
    #expect(try world.situation("a").delivery?.question == .restored)
    #expect(try world.store.quarantineCounts().unanswered == 1)
    #expect(try world.command(.resolve(.published(id: "id-1", url: nil)), "a") == nil)
    world.platform = { order in
      #expect(order.step.contains("find"))
      return ok("id-2")
    }
    try world.run(for: .seconds(3600))
    #expect(world.sent.count(where: { $0.step == "post-1" }) == 1)
    #expect(try world.state("a") == .published)
  }

  /// Goes back to where `copied` parts of a thread of four were out, and the rest waited.
  private func restoredThread(after copied: Int) throws -> World {
    let world = try World(recipe: TestRecipe())
    world.platform = { order in
      order.step == "post-\(copied)" ? .notSent("no route") : ok("id-\(order.step)")
    }
    try world.add("a", texts: ["one", "two", "three", "four"], attempts: 1)
    try world.run(for: .seconds(7200))
    #expect(try world.situation("a").delivery?.question == .partial)
    try world.backUp("copy")
    try world.restore("copy")
    try world.release()
    return world
  }

  @Test("a person may say that the last part of a thread went out since")
  func lastPart() throws {
    let world = try restoredThread(after: 3)
    #expect(try world.command(.resolve(.published(id: "id-4", url: nil)), "a") == nil)
    #expect(try world.state("a") == .published)
    let published = try world.situation("a").published
    #expect(published.map(\.part) == [0, 1, 2, 3])
    #expect(published.last?.remote.extra["part"] == "3")
  }

  @Test("the middle of a thread is no end of it: a person is told what can be said instead")
  func middlePart() throws {
    let world = try restoredThread(after: 2)
    let error = try world.command(.resolve(.published(id: "id-3", url: nil)), "a")
    #expect(error?.hint?.contains("--drop") == true)
    #expect(try world.state("a") == .attention)
    #expect(try world.command(.resolve(.drop), "a") == nil)
    #expect(try world.state("a") == .published)
  }

  @Test("a post that failed before the copy and went out since is taken for published on a word")
  func failed() throws {
    let world = try World(recipe: TestRecipe())
    world.platform = { _ in .notSent("no route") }
    try world.add("a", attempts: 1)
    try world.run(for: .seconds(3600))
    #expect(try world.state("a") == .attention)
    try world.backUp("copy")
    try world.restore("copy")
    try world.release()
    #expect(try world.command(.resolve(.published(id: "id-1", url: nil)), "a") == nil)
    #expect(try world.situation("a").published.map(\.evidence) == [.person])
    #expect(try world.state("a") == .published)
  }

  @Test("it survives a restart, and it does not begin again after its end")
  func restart() throws {
    let world = try restored { ok("id-1") }
    let until = world.store.boot.quarantine?.until
    world.wall = world.wall + .seconds(60)
    try world.crash()
    #expect(world.store.boot.quarantine?.until == until)
    try world.release()
    try world.crash()
    #expect(world.store.boot.quarantine == nil && world.core.quarantine == nil)
  }
}
