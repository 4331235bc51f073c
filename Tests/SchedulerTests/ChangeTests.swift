import Domain
import Store
import Testing

@testable import Scheduler

@Suite("Edits and deletes of what is out")
struct ChangeTests {
  @Test("a delete is written down before it leaves, takes every part, the last one first")
  func delete() throws {
    let world = try World.published(["a", "b"])
    #expect(try world.command(.delete, "a") == nil)
    #expect(world.sent.suffix(1).map(\.call.url) == ["https://test.example/posts/id-post-1"])
    let step = try #require(try world.journal(of: .delete, "a").first)
    #expect(step.callClass == .edit && step.state == .intent)
    try world.run(for: .seconds(10))
    #expect(world.sent.suffix(2).map(\.step) == ["part-1/delete", "delete"])
    #expect(try world.deletedParts() == [true, true])
    #expect(try world.state("a") == .published)
    let actions = try world.store.audit(limit: 20).items.map(\.action)
    #expect(actions.contains("delivery.delete") && actions.contains("delivery.deleted"))
    #expect(try world.command(.delete, "a")?.code == .conflict)
  }

  @Test("a delete whose answer was lost is sent again, after a crash too")
  func lost() throws {
    let world = try World.published()
    world.platform = { _ in nil }
    #expect(try world.command(.delete, "a") == nil)
    #expect(try world.command(.delete, "a")?.code == .conflict)
    try world.crash()
    world.platform = { _ in .unknown("reset") }
    try world.run(for: .milliseconds(100))
    world.platform = { _ in ok("gone") }
    try world.run(for: .seconds(60))
    #expect(try world.deletedParts() == [true])
    #expect(world.sent.filter { $0.step == "delete" }.count == 3)
  }

  @Test("a delete that the end of a sign-in interrupts goes on after the next one")
  func signIn() throws {
    let world = try World.published(["a", "b"])
    world.platform = { order in ok("", status: order.step == "delete" ? 403 : 200) }
    #expect(try world.command(.delete, "a") == nil)
    try world.run(for: .seconds(3600))
    #expect(try world.store.accounts()[0].state == .signIn)
    #expect(try world.deletedParts() == [false, true])
    world.platform = { _ in ok("gone") }
    try world.connect(try world.store.accounts()[0].id)
    try world.turn([.accounts(try world.store.accounts())])
    try world.run(for: .seconds(600))
    #expect(try world.deletedParts() == [true, true])
  }

  @Test("a network that refuses leaves the post as it is, and somebody is told")
  func refused() throws {
    let world = try World.published()
    world.platform = { _ in ok("", status: 422) }
    #expect(try world.command(.delete, "a") == nil)
    try world.run(for: .seconds(60))
    #expect(try world.deletedParts() == [false])
    #expect(try world.state("a") == .published)
    let titles = try world.store.undeliveredNotices(limit: 9).map(\.title)
    #expect(titles == ["yaml:a → one: delete failed"])
    // It can be asked for again.
    #expect(try world.command(.delete, "a") == nil)
  }

  @Test("what is not out is not deleted")
  func notOut() throws {
    let world = try World()
    try world.add("a", due: world.wall + .seconds(3600))
    let error = try world.command(.delete, "a")
    #expect(error?.code == .conflict)
    #expect(error?.hint == "belfry cancel 1")
  }

  @Test("the visible parts of a thread that cannot go on are taken away, and it is over")
  func partial() throws {
    let world = try World()
    world.platform = { order in
      order.step == "post-1" ? ok("", status: 422) : ok("id-\(order.step)")
    }
    try world.add("a", texts: ["a", "b", "c"])
    try world.run(for: .seconds(10))
    let delivery = try #require(try world.situation("a").delivery)
    #expect(delivery.state == .attention && delivery.question == .partial)
    #expect(delivery.reason?.hint?.contains("belfry delete 1") == true)
    #expect(try world.command(.delete, "a") == nil)
    // Nobody can go on with what is being taken away.
    #expect(try world.command(.retry, "a")?.code == .conflict)
    try world.run(for: .seconds(10))
    #expect(try world.state("a") == .cancelled)
    #expect(try world.deletedParts() == [true])
    try world.run(for: .seconds(86_400))
    #expect(world.sent.filter { $0.step.hasPrefix("post") }.count == 2)
  }

  @Test("a committed change of words is brought out, and then the files have nothing to add")
  func edit() throws {
    let world = try World.published()
    try world.edit("a", to: "a, corrected")
    try world.turn([.wake])
    #expect(world.sent.last?.step == "edit")
    #expect(world.sent.last?.call.body == [.text("a, corrected")])
    #expect(try world.situation("a").content?.parts[0].text == "a")
    try world.run(for: .seconds(10))
    #expect(try world.situation("a").content?.parts[0].text == "a, corrected")
    #expect(try world.state("a") == .published)
  }

  @Test("an edit that fails leaves the store with the words that are out")
  func editRefused() throws {
    let world = try World.published()
    world.platform = { _ in ok("", status: 422) }
    try world.edit("a", to: "too rude")
    try world.run(for: .seconds(60))
    #expect(try world.situation("a").content?.parts[0].text == "a")
    #expect(
      try world.store.undeliveredNotices(limit: 9).map(\.title) == ["yaml:a → one: edit failed"])
  }

  @Test("of two edits the later one holds")
  func twice() throws {
    let world = try World.published()
    world.platform = { _ in nil }
    try world.edit("a", to: "second")
    try world.turn([.wake])
    try world.edit("a", to: "third")
    world.platform = { _ in ok("ok") }
    try world.run(for: .seconds(60))
    #expect(world.sent.last?.call.body == [.text("third")])
    #expect(try world.situation("a").content?.parts[0].text == "third")
  }
}
