import Crypto
import Domain
import PlatformModels
import Scheduler
import Store
import Testing

@Suite("Instagram, where every post is media")
struct InstagramTests {
  private func world() throws -> World {
    let world = try World([.instagram])
    try world.connect(.instagram)
    return world
  }

  private func content(_ world: World, options: [String: JSON] = [:]) -> Content {
    Content(
      parts: [.init(text: "Look", media: [world.photograph("a bell")])], options: options)
  }

  @Test("a picture is ready before it is due, and goes out once with its address")
  func picture() throws {
    let world = try world()
    try world.add("a", to: [.instagram], content(world), in: .seconds(3600))
    try world.run(for: .seconds(3599))
    #expect(try world.state("a", on: .instagram) == .armed)
    try world.run(for: .seconds(60))
    #expect(try world.state("a", on: .instagram) == .published)
    try expectExactly(1, "a", on: .instagram, in: world)
    let part = try #require(try world.situation("a", on: .instagram).published.first)
    #expect(part.remote.url == world.timeline(of: .instagram).first?.url)
    #expect(world.timeline(of: .instagram).map { $0.media.map(\.alt) } == [["a bell"]])
  }

  @Test("every fault at the visible call", arguments: Trouble.all)
  func publishing(_ trouble: Trouble) throws {
    let world = try world()
    world.bridge.spoil(.instagram, [FaultRule(trouble.fault, on: .publish, .numbers(1...1))])
    try world.add("a", to: [.instagram], content(world))
    try settle(world, trouble)
    try expectExactly(1, "a", on: .instagram, in: world)
    let evidence = try world.situation("a", on: .instagram).published.map(\.evidence)
    #expect(evidence == [trouble.evidence(on: .instagram)])
  }

  @Test("every fault at the container of an item", arguments: Trouble.all)
  func container(_ trouble: Trouble) throws {
    let world = try world()
    world.bridge.spoil(.instagram, [FaultRule(trouble.fault, on: .media, .numbers(2...2))])
    let media = [world.photograph("a bell"), world.photograph("a tower")]
    let content = Content(parts: [.init(text: "Look", media: media)])
    try world.add("a", to: [.instagram], content, in: .seconds(1500))
    try settle(world, trouble)
    try expectExactly(1, "a", on: .instagram, in: world)
    #expect(
      world.timeline(of: .instagram).map { $0.media.map(\.alt) } == [["a bell", "a tower"]])
  }

  @Test("a process that dies at any call", arguments: 1...4, World.Crash.allCases)
  func crash(_ call: Int, _ crash: World.Crash) throws {
    let world = try world()
    world.crashes = [call: crash]
    try world.add("a", to: [.instagram], content(world))
    try world.run(for: .seconds(86_400))
    #expect(world.crashes.isEmpty)
    #expect(try world.state("a", on: .instagram) == .published)
    try expectExactly(1, "a", on: .instagram, in: world)
  }

  @Test("a story whose answer is lost is out once, and on record by its container")
  func story() throws {
    let world = try world()
    world.bridge.spoil(.instagram, [FaultRule(.answerLost, on: .publish, .numbers(1...1))])
    try world.add("a", to: [.instagram], content(world, options: ["placement": "story"]))
    try world.run(for: .seconds(3600))
    #expect(try world.state("a", on: .instagram) == .published)
    #expect(world.visible(on: .instagram).count == 1)
    let kept = try world.situation("a", on: .instagram).published
    #expect(kept.count == 1)
    #expect(kept.first?.remote.id.hasPrefix("container:") == true)
  }

  @Test("a refusal as spam after the post went live is no reason to send it again")
  func spam() throws {
    let world = try World([.instagram])
    var rules = InstagramModel.Rules()
    rules.refusesAsSpamAfterwards = true
    world.bridge.servers[.instagram] = Faulty(
      InstagramModel(origin: Network.instagram.origin, rules: rules, hashing: SHA256()))
    try world.connect(.instagram)
    try world.add("a", to: [.instagram], content(world))
    try world.run(for: .seconds(3600))
    #expect(try world.state("a", on: .instagram) == .published)
    try expectExactly(1, "a", on: .instagram, in: world)
  }

  /// Lets a day pass; a token that is over needs the person, as on Mastodon.
  private func settle(_ world: World, _ trouble: Trouble) throws {
    if trouble.fault == .expiredToken {
      try world.run(for: .seconds(930))
      #expect(try world.store.accounts()[0].state == .signIn)
      try world.connect(.instagram)
    }
    try world.run(for: .seconds(86_400))
    #expect(try world.state("a", on: .instagram) == .published)
  }
}
