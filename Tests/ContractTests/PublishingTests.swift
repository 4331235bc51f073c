import Domain
import PlatformModels
import Scheduler
import Testing

@Suite("Publishing, from the sign-in to the timeline")
struct PublishingTests {
  @Test("a text goes out once, under the id that is kept", arguments: Network.allCases)
  func text(_ network: Network) throws {
    let world = try World([network])
    try world.connect(network)
    try world.add("launch", to: [network], Content(text: "Grüße 👋 from https://example.org #bell"))
    try world.run(for: .seconds(3600))
    #expect(try world.state("launch", on: network) == .published)
    try expectExactly(1, "launch", on: network, in: world)
  }

  @Test("a picture goes out with its description", arguments: Network.describing)
  func picture(_ network: Network) throws {
    let world = try World([network])
    try world.connect(network)
    let content = Content(parts: [.init(text: "Look", media: [world.picture("a bell at dawn")])])
    try world.add("picture", to: [network], content, in: .seconds(3600))
    try world.run(for: .seconds(3599))
    // Everything that nobody sees is done before it is due.
    #expect(try world.state("picture", on: network) == .armed)
    try world.run(for: .seconds(60))
    #expect(try world.state("picture", on: network) == .published)
    try expectExactly(1, "picture", on: network, in: world)
    #expect(world.timeline(of: network).map { $0.media.map(\.alt) } == [["a bell at dawn"]])
  }

  @Test(
    "a thread goes out in order, each part an answer to the one before", arguments: Network.threaded
  )
  func thread(_ network: Network) throws {
    let world = try World([network])
    try world.connect(network)
    try world.add("story", to: [network], Scene.thread)
    try world.run(for: .seconds(3600))
    #expect(try world.state("story", on: network) == .published)
    try expectExactly(3, "story", on: network, in: world)
    let posts = Array(world.timeline(of: network).reversed())
    #expect(posts.map(\.text) == ["one", "two", "three"])
    #expect(posts.map(\.parent) == [nil, posts[0].id, posts[1].id])
  }

  @Test("a post goes to all networks, and a dead one does not hold the others up")
  func both() throws {
    let world = try World()
    for network in Network.allCases { try world.connect(network) }
    world.bridge.spoil(.mastodon, [FaultRule(.dropped, .probability(1))])
    try world.add("both", to: Network.allCases, Content(text: "hello"))
    try world.run(for: .seconds(10))
    #expect(try world.state("both", on: .bluesky) == .published)
    #expect(try world.state("both", on: .mastodon) == .doubtful)
    world.bridge.spoil(.mastodon, [])
    try world.run(for: .seconds(7200))
    #expect(try world.state("both", on: .mastodon) == .published)
    for network in Network.allCases { try expectExactly(1, "both", on: network, in: world) }
  }

  @Test("a post that waits for the sign-in goes out after it", arguments: Network.allCases)
  func signInLater(_ network: Network) throws {
    let world = try World([network])
    try world.add("early", to: [network], Content(text: "hello"))
    try world.run(for: .seconds(60))
    #expect(try world.situation("early", on: network).delivery?.cause == .notConnected)
    try world.connect(network)
    try world.run(for: .seconds(600))
    #expect(try world.state("early", on: network) == .published)
    try expectExactly(1, "early", on: network, in: world)
  }
}

@Suite("Bluesky's tokens")
struct TokenTests {
  @Test("a token that is about to end is renewed first")
  func nearlyOver() throws {
    let world = try World([.bluesky])
    try world.connect(.bluesky)
    try world.add("later", to: [.bluesky], Content(text: "hello"), in: .seconds(7000))
    try world.run(for: .seconds(7100))
    #expect(try world.state("later", on: .bluesky) == .published)
    #expect(world.sent.map(\.step) == ["session", "post-0"])
    try expectExactly(1, "later", on: .bluesky, in: world)
  }

  @Test("a token that the server ended early is renewed, and the post goes out")
  func endedEarly() throws {
    let world = try World([.bluesky])
    try world.connect(.bluesky)
    world.bridge.servers[.bluesky]!.expireAccessTokens(at: world.wall)
    try world.add("now", to: [.bluesky], Content(text: "hello"))
    try world.run(for: .seconds(600))
    #expect(try world.state("now", on: .bluesky) == .published)
    #expect(world.sent.map(\.step) == ["post-0", "session", "post-0"])
    try expectExactly(1, "now", on: .bluesky, in: world)
  }

  @Test("a renewal whose answer is lost is asked for again, and loses nothing")
  func lostRenewal() throws {
    let world = try World([.bluesky])
    try world.connect(.bluesky)
    world.bridge.spoil(.bluesky, [FaultRule(.answerLost, on: .token, .numbers(1...2))])
    try world.add("later", to: [.bluesky], Content(text: "hello"), in: .seconds(7300))
    try world.run(for: .seconds(9000))
    #expect(try world.state("later", on: .bluesky) == .published)
    try expectExactly(1, "later", on: .bluesky, in: world)
  }

  @Test("a process that dies between a renewal and its answer goes on with the old token")
  func crashInRenewal() throws {
    let world = try World([.bluesky])
    try world.connect(.bluesky)
    try world.add("later", to: [.bluesky], Content(text: "hello"), in: .seconds(7300))
    world.crashes = [1: .beforeAnswer]
    try world.run(for: .seconds(9000))
    #expect(world.crashes.isEmpty)
    #expect(try world.state("later", on: .bluesky) == .published)
    try expectExactly(1, "later", on: .bluesky, in: world)
  }
}
