import Domain
import Store
import Testing

@testable import Scheduler

@Suite("A delete of several parts")
struct PartDeleteTests {
  private func deletes(_ world: World) -> [String] {
    world.sent.map(\.step).filter { $0.hasSuffix("delete") }
  }

  @Test("each part is on record as soon as its network took it away, whatever follows")
  func crash() throws {
    let world = try World.published(["a", "b", "c"])
    world.platform = { order in order.step == "part-2/delete" ? ok("gone") : nil }
    #expect(try world.command(.delete, "a") == nil)
    try world.run(for: .seconds(1))
    #expect(try world.deletedParts() == [false, false, true])
    try world.crash()
    #expect(try world.deletedParts() == [false, false, true])
    world.platform = { _ in ok("gone") }
    try world.run(for: .seconds(60))
    #expect(try world.deletedParts() == [true, true, true])
    #expect(deletes(world).filter { $0 == "part-2/delete" }.count == 1)
  }

  @Test("one that fails in the middle is told so, and the next asks for the rest only")
  func refused() throws {
    let world = try World.published(["a", "b"])
    world.platform = { order in ok("", status: order.step == "delete" ? 422 : 200) }
    #expect(try world.command(.delete, "a") == nil)
    try world.run(for: .seconds(60))
    #expect(try world.deletedParts() == [false, true])
    #expect(try world.state("a") == .published)
    let notice = try #require(try world.store.undeliveredNotices(limit: 9).first)
    #expect(notice.body == "too rude; 1 of 2 parts is gone")
    world.platform = { _ in ok("gone") }
    #expect(try world.command(.delete, "a") == nil)
    try world.run(for: .seconds(60))
    #expect(try world.deletedParts() == [true, true])
    #expect(deletes(world) == ["part-1/delete", "delete", "delete"])
  }

  @Test("a thread of which a part was taken away again cannot go on")
  func unfinished() throws {
    let world = try World()
    world.platform = { order in
      order.step == "post-2" ? ok("", status: 422) : ok("id-\(order.step)")
    }
    try world.add("a", texts: ["a", "b", "c"])
    try world.run(for: .seconds(10))
    #expect(try world.situation("a").delivery?.question == .partial)
    world.platform = { order in ok("", status: order.step == "delete" ? 422 : 200) }
    #expect(try world.command(.delete, "a") == nil)
    try world.run(for: .seconds(60))
    #expect(try world.deletedParts() == [false, true])
    let error = try world.command(.retry, "a")
    #expect(error?.code == .conflict)
    #expect(error?.hint?.contains("belfry delete 1") == true)
    #expect(try world.command(.resolve(.resend), "a")?.code == .conflict)
    #expect(try world.command(.resolve(.drop), "a") == nil)
    #expect(try world.state("a") == .published)
  }
}
