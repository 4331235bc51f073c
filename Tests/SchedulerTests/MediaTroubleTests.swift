import Domain
import Store
import Testing

@testable import Scheduler

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
