import Domain
import Testing

@testable import Scheduler
@testable import Store

@Suite("What is told before it hurts")
struct ReminderTests {
  private func scene(_ world: World, tokenEndsIn days: Int64? = nil) throws -> Scene {
    try world.add("a")
    var row = try #require(try world.store.accounts().first)
    row.token = TokenRow(
      version: 1, keys: ["access": SecretKey("vault:a")], obtainedAt: World.noon,
      accessExpires: days.map { World.noon + .seconds($0 * 86_400 + 3600) })
    try world.turn([.accounts([row])])
    return Scene(
      situation: try world.situation("a"), account: row, profile: world.recipe.profile)
  }

  @Test(
    "a sign-in that ends and cannot be renewed is told days before",
    arguments: [(30, false), (14, true), (10, false), (7, true), (3, true), (1, true), (0, false)])
  func token(days: Int64, isTold: Bool) throws {
    let world = try World()
    let scene = try scene(world, tokenEndsIn: days)
    let writes = world.core.reminders(scene, World.noon)
    #expect(writes.isEmpty == !isTold)
    if isTold, case .notice(let notice) = try #require(writes.first) {
      #expect(notice.kind == .signIn && notice.body.contains("belfry connect one"))
    }
  }

  @Test(
    "the end of a version of an API is told from sixty days before, and daily when it is over",
    arguments: [(90, false), (59, true), (50, false), (30, true), (0, true), (-3, true)])
  func version(days: Int64, isTold: Bool) throws {
    var recipe = TestRecipe()
    let ends = World.noon + .seconds(days * 86_400 + 3600)
    recipe.apiVersions = [APIVersion("v2"), APIVersion("v1", ends: ends)]
    let old = DeclaredAccount(
      name: AccountName("one")!, platform: PlatformName("test"), settings: ["api_version": "v1"])
    let world = try World(recipe: recipe, accounts: [old])
    let writes = world.core.reminders(try scene(world), World.noon)
    #expect(writes.isEmpty == !isTold)
    if isTold, case .notice(let notice) = try #require(writes.first) {
      #expect(notice.body.contains("api_version: v2"))
    }
  }

  @Test("a version that its platform ended blocks the posts of its account, and of no other")
  func ended() throws {
    var recipe = TestRecipe()
    recipe.apiVersions = [
      APIVersion("v2"), APIVersion("v1", ends: World.noon + .seconds(-60)),
    ]
    let test = PlatformName("test")
    let world = try World(
      recipe: recipe,
      accounts: [
        DeclaredAccount(
          name: AccountName("one")!, platform: test, settings: ["api_version": "v1"]),
        DeclaredAccount(
          name: AccountName("two")!, platform: test, settings: ["api_version": "v2"]),
      ])
    world.platform = { order in ok("\(order.flow.number)") }
    try world.add("a", to: ["one", "two"], late: .publish)
    try world.run()
    #expect(try world.state("a", on: "two") == .published)
    #expect(try world.situation("a", on: "one").delivery?.cause == .apiVersion)
    let newer = DeclaredAccount(
      name: AccountName("one")!, platform: test, settings: ["api_version": "v2"])
    try world.apply(Plan(posts: [], accounts: [.declare(newer)]))
    try world.turn([.accounts(try world.store.accounts())])
    try world.run(for: .seconds(301))
    #expect(try world.state("a", on: "one") == .published)
  }
}
