import Domain
import Store
import Testing

@testable import Scheduler

@Suite("A store that was put back from before an approval")
struct RestoredApprovalTests {
  private func world() throws -> World {
    let world = try World()
    world.platform = { order in ok("id-\(order.flow.number)") }
    return world
  }

  /// Copies the store while `a` waits for its approver, lets it go out, and goes back to the copy.
  private func restored(lateBy late: Duration) throws -> World {
    let world = try world()
    try world.add("a", due: world.wall, late: .publish, needsApproval: true)
    try world.run(for: late)
    try world.backUp("copy")
    try world.run(for: .seconds(60))
    try approve(world)
    #expect(try world.state("a") == .published)
    try world.restore("copy")
    return world
  }

  /// An hour in which no network was heard: one is asked what time it is before anything goes out.
  private func approve(_ world: World) throws {
    #expect(try world.command(.approve(comment: ""), "a") == nil)
    try world.run(for: .seconds(1))
    try world.turn([.ping(host: "test", answered: true, date: world.wall)])
    try world.run(for: .seconds(60))
  }

  private func posts(_ world: World) -> Int {
    world.sent.count(where: { $0.step == "post-0" })
  }

  @Test(
    "what waited for its approver then may have been approved and out, late or not",
    arguments: [Duration.zero, .seconds(3600)])
  func parked(late: Duration) throws {
    let world = try restored(lateBy: late)
    #expect(try world.situation("a").delivery?.question == .restoredUnapproved)
    #expect(try world.store.quarantineCounts().unanswered == 1)
    #expect(try world.store.quarantineFlows(limit: 9).count == 1)
    #expect(try world.command(.assumeSent, "a") == nil)
    try world.release()
    try world.run(for: .seconds(86_400))
    #expect(posts(world) == 1)
  }

  @Test("who says that it is not out is no approver: it waits for one, and nobody is asked again")
  func unapproved() throws {
    let world = try restored(lateBy: .seconds(3600))
    world.wall = world.wall + .seconds(60)
    // Somebody must have looked.
    #expect(try world.command(.retry, "a")?.code == .conflict)
    #expect(try world.command(.resolve(.resend), "a") == nil)
    #expect(try world.state("a") == .awaitingApproval)
    try world.crash()
    #expect(try world.state("a") == .awaitingApproval)
    try world.release()
    try world.run(for: .seconds(86_400))
    #expect(posts(world) == 1)
    try approve(world)
    #expect(posts(world) == 2)
  }

  @Test("a post that the files bring back meanwhile may have been approved before as well")
  func accepted() throws {
    let world = try world()
    let due = world.wall + .seconds(60)
    try world.backUp("copy")
    world.wall = world.wall + .seconds(3600)
    try world.restore("copy")
    try world.add("a", due: due, late: .publish, needsApproval: true)
    #expect(try world.situation("a").delivery?.question == .restoredUnapproved)
    try world.add("b", due: world.wall + .seconds(60), needsApproval: true)
    #expect(try world.state("b") == .awaitingApproval)
  }

  @Test(
    "one that was in the files again before the copy was put back may be out, approved or not",
    arguments: [true, false])
  func revived(needsApproval: Bool) throws {
    let world = try world()
    let due = world.wall + .seconds(60)
    let revive = try declare(world, due: due, needsApproval)
    try world.backUp("copy")
    try world.apply(revive)
    try world.turn([.wake])
    try world.run(for: .seconds(3600))
    if needsApproval { try approve(world) }
    #expect(try world.state("a") == .published)
    // The network does not show it.
    world.platform = { order in
      order.step.hasSuffix("find") ? ok("", status: 404) : ok("id-\(order.flow.number)")
    }
    try world.restore("copy")
    try world.apply(revive)
    try world.turn([.wake])
    try world.run(for: .seconds(86_400))
    #expect(try world.state("a") == .attention)
    #expect(try world.store.quarantineCounts().unanswered == 1)
    #expect(try world.command(.assumeSent, "a") == nil)
    try world.release()
    try world.apply(revive)
    try world.run(for: .seconds(3600))
    #expect(posts(world) == 1)
  }

  /// Takes `a` into the queue and out of it again, as the files do.
  ///
  /// - Returns: what brings it back.
  private func declare(_ world: World, due: Instant, _ needsApproval: Bool) throws -> Plan {
    let uid = try world.add("a", due: due, late: .publish, needsApproval: needsApproval)
    let post = try #require(try world.store.declaredPost(uid))
    let cancel = PostChange.DeliveryPlan.cancel(DeliveryID(1), account: AccountName("one")!)
    try world.apply(
      Plan(
        posts: [PostChange(uid: uid, declared: nil, kind: .cancel, deliveries: [cancel])],
        accounts: []))
    #expect(try world.state("a") == .cancelled)
    return Plan(
      posts: [
        PostChange(
          uid: uid, declared: post, kind: .revive,
          deliveries: [.revive(DeliveryID(1), post.targets[0])])
      ], accounts: [])
  }
}
