import Domain
import PlatformModels
import Scheduler
import Store
import Testing

@Suite("Films on YouTube: never doubled, never lost")
struct YouTubeTests {
  /// A world in which the server takes a film in three pieces.
  private func world(_ change: (inout YouTubeModel.Rules) -> Void = { _ in }) throws -> World {
    let world = try World([.youtube])
    world.bridge.change(.youtube) { (model: inout YouTubeModel) in
      model.rules.keptBytes = 262_144
      change(&model.rules)
    }
    try world.connect(.youtube)
    return world
  }

  private func add(_ world: World, in delay: Duration = .seconds(4000)) throws {
    let content = Content(parts: [.init(text: "Bells\n\nHow they ring", media: [world.film()])])
    try world.add("film", to: [.youtube], content, in: delay)
  }

  @Test("a film is uploaded ahead as private, and shown when it is due")
  func film() throws {
    let world = try world()
    try add(world)
    try world.run(for: .seconds(3999))
    #expect(try world.state("film", on: .youtube) == .armed)
    #expect(world.visible(on: .youtube).isEmpty)
    #expect(
      world.sent.map(\.step) == ["session", "film", "film", "film", "processing", "processing"])
    try world.run(for: .seconds(60))
    #expect(try world.state("film", on: .youtube) == .published)
    try expectExactly(1, "film", on: .youtube, in: world)
    #expect(world.timeline(of: .youtube).map(\.text) == ["Bells\n\nHow they ring"])
  }

  @Test("whatever happens to the release", arguments: Trouble.all)
  func release(_ trouble: Trouble) throws {
    let world = try world()
    world.bridge.spoil(.youtube, [FaultRule(trouble.fault, on: .publish, .numbers(1...1))])
    try add(world)
    try world.run(for: .seconds(86_400))
    #expect(try world.state("film", on: .youtube) == .published)
    try expectExactly(1, "film", on: .youtube, in: world)
    let evidence = try world.situation("film", on: .youtube).published.map(\.evidence)
    #expect(evidence == [trouble.evidence(on: .youtube)])
  }

  @Test("a film gets its own picture, whatever happens to one call", arguments: Trouble.all)
  func thumbnail(_ trouble: Trouble) throws {
    let world = try world()
    world.bridge.spoil(.youtube, [FaultRule(trouble.fault, on: .media, .numbers(5...5))])
    let media = [world.film(), world.photograph("a bell")]
    try world.add(
      "film", to: [.youtube], Content(parts: [.init(text: "Bells", media: media)]),
      in: .seconds(4000))
    try world.run(for: .seconds(86_400))
    try expectExactly(1, "film", on: .youtube, in: world)
    #expect(world.timeline(of: .youtube).first?.media.count == 2)
  }

  @Test("whatever happens to the upload", arguments: Trouble.all, 1...4)
  func upload(_ trouble: Trouble, _ request: Int) throws {
    let world = try world()
    world.bridge.spoil(
      .youtube, [FaultRule(trouble.fault, on: .media, .numbers(request...request))])
    try add(world)
    try world.run(for: .seconds(86_400))
    #expect(try world.state("film", on: .youtube) == .published)
    try expectExactly(1, "film", on: .youtube, in: world)
  }

  @Test("a process that dies at any call goes on where the server is", arguments: 1...7)
  func crash(_ call: Int) throws {
    for crash in World.Crash.allCases {
      let world = try world()
      world.crashes = [call: crash]
      try add(world)
      try world.run(for: .seconds(86_400))
      #expect(world.crashes.isEmpty)
      #expect(try world.state("film", on: .youtube) == .published)
      try expectExactly(1, "film", on: .youtube, in: world)
      #expect(world.sent.count(where: { $0.step == "session" }) <= 2)
    }
  }

  @Test("the session's address is in no journal, and the app's secret neither")
  func secrets() throws {
    let world = try world()
    try add(world)
    try world.run(for: .seconds(4100))
    let situation = try world.situation("film", on: .youtube)
    let told = world.sent.map { "\($0.call)" }.joined() + "\(situation.journal)"
    #expect(told.contains("header.location"))
    #expect(!told.contains("upload_id="))
    #expect(!told.contains("sandbox-secret"))
    #expect(!told.contains("ya29."))
  }

  @Test("a film that YouTube rejects is refused, with its reason")
  func rejected() throws {
    let world = try world { $0.rejection = "duplicate" }
    try add(world)
    try world.run(for: .seconds(5000))
    let delivery = try world.situation("film", on: .youtube).delivery
    #expect(delivery?.state == .refused)
    #expect(delivery?.reason?.code == .duplicate)
    #expect(world.visible(on: .youtube).isEmpty)
  }

  @Test("a project that is not audited says so instead of claiming to have published")
  func locked() throws {
    let world = try world { $0.isAudited = false }
    try add(world)
    try world.run(for: .seconds(5000))
    let delivery = try world.situation("film", on: .youtube).delivery
    #expect(delivery?.state == .refused)
    #expect(delivery?.reason?.message.contains("audited") == true)
    #expect(world.visible(on: .youtube).isEmpty)
  }

  @Test("access that ends in the middle of the upload is renewed")
  func renewed() throws {
    let world = try world()
    world.bridge.spoil(.youtube, [FaultRule(.expiredToken, on: .media, .numbers(3...3))])
    try add(world)
    try world.run(for: .seconds(86_400))
    #expect(try world.state("film", on: .youtube) == .published)
    #expect(world.sent.count(where: { $0.step == "session" }) == 1)
    try expectExactly(1, "film", on: .youtube, in: world)
  }
}
