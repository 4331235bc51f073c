import Domain
import PlatformModels
import Scheduler
import Store
import Testing

@Suite("Disconnecting an account, against the networks' models")
struct SignOutTests {
  static let revoking: [Network] = [
    .mastodon, .bluesky, .x, .linkedin, .reddit, .facebook, .youtube, .tiktok,
  ]
  static let byHand: [Network] = [.threads, .instagram, .pinterest, .telegram, .discord]

  private func connected(_ network: Network) throws -> World {
    let world = try World([network])
    try world.connect(network)
    world.sent = []
    return world
  }

  private func expectForgotten(_ network: Network, in world: World) throws {
    let row = try #require(try world.store.accounts().first)
    #expect(row.state == .notConnected)
    #expect(row.token == nil)
    #expect(try world.store.secret(SecretKey("vault:1/token/access_token")) == nil)
  }

  @Test("a copy of the tokens is worth nothing any more", arguments: revoking)
  func revoked(_ network: Network) throws {
    let world = try connected(network)
    let copy = try world.copyTokens(of: network)
    #expect(try world.works(copy, at: network))
    #expect(try world.disconnect(network) == nil)
    try expectForgotten(network, in: world)
    #expect(try world.works(copy, at: network) == false)
  }

  @Test("tokens that are over, or were revoked by hand, count as revoked", arguments: revoking)
  func overAlready(_ network: Network) throws {
    let world = try connected(network)
    let copy = try world.copyTokens(of: network)
    #expect(try world.disconnect(network) == nil)
    _ = try world.works(copy, at: network)
    #expect(try world.disconnect(network) == nil)
    try expectForgotten(network, in: world)
  }

  @Test(
    "a sign-in ends although its access token is over",
    arguments: [
      Network.x, .reddit, .youtube, .tiktok, .bluesky,
    ])
  func accessIsOver(_ network: Network) throws {
    let world = try connected(network)
    world.bridge.servers[network]!.expireAccessTokens(at: world.wall)
    let copy = try world.copyTokens(of: network)
    #expect(try world.disconnect(network) == nil)
    #expect(try world.works(copy, at: network) == false)
  }

  @Test(
    "a network that cannot be asked keeps nobody waiting, and the tokens are forgotten",
    arguments: revoking,
    [Fault.dropped, .errorBefore(status: 503), .throttled(retryAfterSeconds: 900)])
  func unreachable(_ network: Network, _ fault: Fault) throws {
    let world = try connected(network)
    world.bridge.spoil(network, [FaultRule(fault, on: .token, .probability(1))])
    #expect(try world.disconnect(network) != nil)
    try expectForgotten(network, in: world)
    #expect(world.sent.count <= 8)
  }

  @Test("a process that dies meanwhile asks again", arguments: revoking, World.Crash.allCases)
  func crash(_ network: Network, _ crash: World.Crash) throws {
    let world = try connected(network)
    let copy = try world.copyTokens(of: network)
    world.crashes = [1: crash]
    #expect(try world.disconnect(network) == nil)
    #expect(world.crashes.isEmpty)
    try expectForgotten(network, in: world)
    #expect(try world.works(copy, at: network) == false)
  }

  @Test("a network where only a person can revoke is not asked", arguments: byHand)
  func hand(_ network: Network) throws {
    let world = try connected(network)
    #expect(try world.disconnect(network) == nil)
    #expect(world.sent.isEmpty)
    try expectForgotten(network, in: world)
  }
}
