import Domain
import PlatformModels
import Scheduler
import Store
import Testing

@Suite("Accounts are looked at ahead of their posts")
struct CheckAheadTests {
  private static let hour: Int64 = 3600
  /// Their sign-in can be ended behind Belfry's back.
  static let looked: [Network] =
    SignOutTests.revoking.filter { $0 != .x }
    + [.threads, .instagram, .telegram, .discord]

  private func world(_ network: Network) throws -> World {
    let world = try World([network])
    try world.connect(network)
    // What a new sign-in looks at.
    try world.run(for: .seconds(60))
    return world
  }

  private func revoke(_ network: Network, in world: World) throws {
    guard SignOutTests.revoking.contains(network) else {
      return world.bridge.servers[network]!.expireAccessTokens(at: world.wall)
    }
    let copy = try world.copyTokens(of: network)
    #expect(try world.disconnect(network) == nil)
    try world.putBack(copy, of: network)
    // It answered well a moment ago, for all that the core knows.
    #expect(try world.store.accounts().first?.state == .ok)
  }

  @Test("a revoked sign-in is told before the post is due", arguments: looked)
  func told(_ network: Network) throws {
    let world = try world(network)
    try revoke(network, in: world)
    try world.add("a", to: [network], world.content(for: network), in: .seconds(9 * Self.hour))
    try world.run(for: .seconds(7 * Self.hour))
    #expect(world.sent.isEmpty)
    try world.run(for: .seconds(Self.hour + 1800))
    #expect(try world.store.accounts().first?.state == .signIn)
    #expect(try world.state("a", on: network) != .published)
    let notices = try world.store.notices(limit: 10)
    #expect(notices.items.contains { $0.kind == .signIn })
  }

  @Test("nothing is asked while no post is near, nor when the account was heard shortly before")
  func silent() throws {
    let world = try world(.mastodon)
    world.sent = []
    try world.run(for: .seconds(20 * Self.hour))
    #expect(world.sent.isEmpty)
    try world.add("a", to: [.mastodon], Scene.text, in: .seconds(1800))
    try world.add("b", to: [.mastodon], Scene.text, in: .seconds(3 * Self.hour))
    try world.run(for: .seconds(1700))
    #expect(world.sent.map(\.step) == ["account", "instance"])
    world.sent = []
    try world.run(for: .seconds(3 * Self.hour))
    #expect(world.sent.map(\.step) == ["status-0", "status-0"])
  }

  @Test("where reads cost money the token is renewed ahead instead, once")
  func charged() throws {
    let world = try world(.x)
    try world.add("a", to: [.x], Scene.text, in: .seconds(8 * Self.hour))
    try world.run(for: .seconds(7 * Self.hour))
    #expect(world.sent.isEmpty)
    try world.run(for: .seconds(3000))
    #expect(world.sent.map(\.step) == ["token"])
    try world.run(for: .seconds(2000))
    #expect(world.sent.map(\.step) == ["token", "post-0"])
    #expect(try world.state("a", on: .x) == .published)
  }

  @Test("a revoked sign-in of X is told by the renewal ahead")
  func renewalRefused() throws {
    let world = try world(.x)
    try revoke(.x, in: world)
    try world.add("a", to: [.x], Scene.text, in: .seconds(8 * Self.hour))
    try world.run(for: .seconds(7 * Self.hour + 1800))
    #expect(try world.store.accounts().first?.state == .signIn)
  }
}
