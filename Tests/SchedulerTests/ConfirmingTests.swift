import Domain
import Store
import Testing

@testable import Scheduler

@Suite("Posts that the network works on after it took them")
struct ConfirmingTests {
  /// A network that takes a post, and answers questions about it with this status.
  private func world(
    doubtLimit: Duration = CoreSettings().doubtLimit, _ status: @escaping () -> Int
  ) throws -> World {
    let world = try World()
    world.settings.doubtLimit = doubtLimit
    try world.boot()
    world.platform = { order in
      ok("id-1", status: order.step == "post-0" ? 202 : status())
    }
    try world.add("film")
    return world
  }

  private func posts(in world: World) -> Int { world.sent.count { $0.step == "post-0" } }

  @Test("are being published, not in doubt, until the network says that they are out")
  func confirms() throws {
    var status = 202
    let world = try world { status }
    try world.run(for: .seconds(600))
    #expect(try world.state("film") == .confirming)
    status = 200
    try world.run(for: .seconds(120))
    #expect(try world.state("film") == .published)
    #expect(posts(in: world) == 1)
    #expect(try world.situation("film").published.map(\.evidence) == [.read])
  }

  @Test("are asked about again after a restart, and not sent again")
  func restart() throws {
    var status = 202
    let world = try world { status }
    try world.run(for: .seconds(40))
    try world.crash()
    #expect(try world.state("film") == .confirming)
    status = 200
    try world.run(for: .seconds(60))
    #expect(try world.state("film") == .published)
    #expect(posts(in: world) == 1)
  }

  @Test("stay where they are while the network gives no readable answer")
  func trouble() throws {
    let world = try world { 299 }
    try world.run(for: .seconds(600))
    #expect(try world.state("film") == .confirming)
    #expect(posts(in: world) == 1)
  }

  @Test("are refused when the network turns them down; nothing is public")
  func turnedDown() throws {
    let world = try world { 451 }
    try world.run(for: .seconds(120))
    let delivery = try world.situation("film").delivery
    #expect(delivery?.state == .refused)
    #expect(delivery?.reason?.message == "the film is broken")
    #expect(posts(in: world) == 1)
  }

  @Test("start over with a new run when the network fails with them, as often as the post allows")
  func startsOver() throws {
    var failures = 1
    let world = try world {
      defer { failures -= 1 }
      return failures > 0 ? 507 : 200
    }
    try world.run(for: .seconds(600))
    #expect(try world.state("film") == .published)
    let posts = world.sent.filter { $0.step == "post-0" }
    #expect(posts.map(\.run) == [1, 2])
    // Under its first key the network would answer with what failed.
    #expect(posts[0].call.headers != posts[1].call.headers)
    let never = try self.world { 507 }
    try never.run(for: .seconds(86_400))
    #expect(try never.situation("film").delivery?.question == .attemptsUsedUp)
  }

  @Test("are asked about every minute for an hour, ever less after it, and last when the day ends")
  func seldom() throws {
    let world = try world { 202 }
    func readings() -> Int { world.sent.count { $0.step.contains("?") } }
    try world.run(for: .seconds(3600))
    #expect((60...70).contains(readings()))
    try world.run(for: .seconds(3 * 3600))
    #expect((90...110).contains(readings()))
    try world.run(for: .seconds(86_390 - 4 * 3600))
    #expect((170...190).contains(readings()))
    #expect(try world.state("film") == .confirming)
    try world.run(for: .seconds(30))
    #expect(try world.state("film") == .attention)
  }

  @Test("are handed to a person when a bounded time brings no end", arguments: [202, 299])
  func bound(_ status: Int) throws {
    let world = try world(doubtLimit: .seconds(600)) { status }
    try world.run(for: .seconds(590))
    #expect(try world.state("film") == .confirming)
    try world.run(for: .seconds(70))
    let delivery = try world.situation("film").delivery
    #expect(delivery?.state == .attention)
    #expect(delivery?.question == .mayBePublished)
  }
}
