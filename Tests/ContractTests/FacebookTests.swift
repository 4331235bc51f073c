import Domain
import PlatformModels
import Scheduler
import Store
import Testing

@Suite("Facebook Pages")
struct FacebookTests {
  private func world() throws -> World {
    let world = try World([.facebook])
    try world.connect(.facebook)
    return world
  }

  @Test("the sign-in asks which Page it is, and a text goes out there once")
  func text() throws {
    let world = try world()
    #expect(try world.store.accounts()[0].identity?.handle == "Belfry Test")
    let content = Content(parts: [.init(text: "Look", link: "https://example.org/a")])
    try world.add("a", to: [.facebook], content, in: .seconds(600))
    try world.run(for: .seconds(599))
    #expect(try world.state("a", on: .facebook) == .armed)
    #expect(world.visible(on: .facebook).isEmpty)
    try world.run(for: .seconds(60))
    #expect(try world.state("a", on: .facebook) == .published)
    try expectExactly(1, "a", on: .facebook, in: world)
    let part = try #require(try world.situation("a", on: .facebook).published.first)
    #expect(part.remote.url == world.timeline(of: .facebook).first?.url)
    #expect(world.timeline(of: .facebook).first?.card?.url == "https://example.org/a")
  }

  @Test("every fault at the visible call", arguments: Trouble.all)
  func publishing(_ trouble: Trouble) throws {
    let world = try world()
    world.bridge.spoil(.facebook, [FaultRule(trouble.fault, on: .publish, .numbers(1...1))])
    try world.add("a", to: [.facebook], Scene.text)
    try settle(world, trouble)
    try expectExactly(1, "a", on: .facebook, in: world)
    let evidence = try world.situation("a", on: .facebook).published.map(\.evidence)
    #expect(evidence == [trouble.evidence(on: .facebook)])
  }

  @Test("every fault at the upload of a photo", arguments: Trouble.all)
  func upload(_ trouble: Trouble) throws {
    let world = try world()
    world.bridge.spoil(.facebook, [FaultRule(trouble.fault, on: .media, .numbers(2...2))])
    let media = [world.photograph("a bell"), world.photograph("a tower")]
    let content = Content(parts: [.init(text: "Look", media: media)])
    try world.add("a", to: [.facebook], content, in: .seconds(1000))
    try settle(world, trouble)
    try expectExactly(1, "a", on: .facebook, in: world)
    #expect(
      world.timeline(of: .facebook).map { $0.media.map(\.alt) } == [["a bell", "a tower"]])
  }

  @Test("a process that dies at any call", arguments: 1...4, World.Crash.allCases)
  func crash(_ call: Int, _ crash: World.Crash) throws {
    let world = try world()
    world.crashes = [call: crash]
    let content = Content(parts: [.init(text: "Look", media: [world.photograph("a bell")])])
    try world.add("a", to: [.facebook], content)
    try world.run(for: .seconds(86_400))
    #expect(world.crashes.isEmpty)
    #expect(try world.state("a", on: .facebook) == .published)
    try expectExactly(1, "a", on: .facebook, in: world)
  }

  private static let reelFaults: [Fault] = [
    .answerLost, .dropped, .errorAfter(status: 500), .lateEffect(.seconds(1000)),
  ]

  private func addReel(
    _ world: World, width: Int = 1080, height: Int = 1920, options: [String: JSON] = [:]
  ) throws {
    let bytes = [0, 0, 0, 24] + Array("ftypisom".utf8) + [UInt8](repeating: 1, count: 40)
    let hash = String(repeating: "f", count: 64)
    world.bridge.files[hash] = bytes
    let film = MediaFile(
      hash: hash, bytes: Int64(bytes.count), mime: "video/mp4", width: width, height: height,
      name: "bell.mp4")
    let content = Content(
      parts: [.init(text: "Look", media: [.init(alt: "", file: film)])], options: options)
    try world.add("a", to: [.facebook], content)
  }

  @Test("a film goes out once as a reel, whatever happens to its last call", arguments: reelFaults)
  func reel(_ fault: Fault) throws {
    let world = try world()
    world.bridge.spoil(.facebook, [FaultRule(fault, on: .publish, .numbers(1...1))])
    try addReel(world)
    try world.run(for: .seconds(86_400))
    #expect(try world.state("a", on: .facebook) == .published)
    try expectExactly(1, "a", on: .facebook, in: world)
  }

  @Test(
    "a film of another shape goes out once, whatever happens to its last call",
    arguments: reelFaults)
  func film(_ fault: Fault) throws {
    let world = try world()
    world.bridge.spoil(.facebook, [FaultRule(fault, on: .publish, .numbers(1...1))])
    try addReel(world, width: 1280, height: 720)
    try world.run(for: .seconds(86_400))
    #expect(try world.state("a", on: .facebook) == .published)
    try expectExactly(1, "a", on: .facebook, in: world)
    let part = try #require(try world.situation("a", on: .facebook).published.first)
    #expect(part.remote.url?.contains("/videos/") == true)
  }

  @Test("a film goes out once as a story, whatever happens to its last call", arguments: reelFaults)
  func filmStory(_ fault: Fault) throws {
    let world = try world()
    world.bridge.spoil(.facebook, [FaultRule(fault, on: .publish, .numbers(1...1))])
    try addReel(world, options: ["placement": "story"])
    try world.run(for: .seconds(86_400))
    #expect(try world.state("a", on: .facebook) == .published)
    try expectExactly(1, "a", on: .facebook, in: world)
  }

  @Test("a film that Facebook took and could not use is refused in its words, not in doubt")
  func unusableReel() throws {
    let world = try world()
    world.bridge.change(.facebook) { (model: inout FacebookModel) in model.rules.reelsFail = true }
    try addReel(world)
    try world.run(for: .seconds(3600))
    let delivery = try world.situation("a", on: .facebook).delivery
    #expect(delivery?.state == .refused)
    #expect(delivery?.reason?.message == "The film is too small.")
    #expect(world.visible(on: .facebook).isEmpty)
  }

  @Test("a story whose answer is lost is a person's decision")
  func story() throws {
    let world = try world()
    world.bridge.spoil(.facebook, [FaultRule(.answerLost, on: .publish, .numbers(1...1))])
    let content = Content(
      parts: [.init(text: "", media: [world.photograph("a bell")])],
      options: ["placement": "story"])
    try world.add("a", to: [.facebook], content)
    try world.run(for: .seconds(3600))
    try expectQuestion("a", on: .facebook, in: world)
  }

  private func settle(_ world: World, _ trouble: Trouble) throws {
    if trouble.fault == .expiredToken {
      try world.run(for: .seconds(930))
      #expect(try world.store.accounts()[0].state == .signIn)
      try world.connect(.facebook)
    }
    try world.run(for: .seconds(86_400))
    #expect(try world.state("a", on: .facebook) == .published)
  }
}
