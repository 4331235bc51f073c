import Domain
import PlatformModels
import Scheduler
import Store
import Testing

@Suite("Films on TikTok: never doubled, never lost")
struct TikTokTests {
  private func world(_ change: (inout TikTokModel.Rules) -> Void = { _ in }) throws -> World {
    let world = try World([.tiktok])
    world.bridge.change(.tiktok) { (model: inout TikTokModel) in change(&model.rules) }
    try world.connect(.tiktok)
    return world
  }

  private func add(_ world: World, bytes: Int = 600_000) throws {
    let content = Content(
      parts: [.init(text: "Bells #bell", media: [world.film(bytes)])], visibility: .everyone)
    try world.add("film", to: [.tiktok], content, in: .seconds(900))
  }

  @Test("all but the last piece goes ahead; the last one is sent when the film is due")
  func film() throws {
    let world = try world()
    try add(world, bytes: 21_000_000)
    try world.run(for: .seconds(899))
    #expect(try world.state("film", on: .tiktok) == .armed)
    #expect(world.sent.map(\.step) == ["creator", "start", "film"])
    try world.run(for: .seconds(2))
    #expect(try world.state("film", on: .tiktok) == .confirming)
    try world.run(for: .seconds(60))
    #expect(try world.state("film", on: .tiktok) == .published)
    try expectExactly(1, "film", on: .tiktok, in: world)
    #expect(world.timeline(of: .tiktok).map(\.text) == ["Bells #bell"])
  }

  @Test("whatever happens to the last piece", arguments: Trouble.all)
  func release(_ trouble: Trouble) throws {
    let world = try world()
    world.bridge.spoil(.tiktok, [FaultRule(trouble.fault, on: .publish, .numbers(1...1))])
    try add(world)
    try world.run(for: .seconds(86_400))
    #expect(try world.state("film", on: .tiktok) == .published)
    try expectExactly(1, "film", on: .tiktok, in: world)
  }

  @Test("whatever happens to the start", arguments: Trouble.all)
  func start(_ trouble: Trouble) throws {
    let world = try world()
    world.bridge.spoil(.tiktok, [FaultRule(trouble.fault, on: .media, .numbers(1...1))])
    try add(world)
    try world.run(for: .seconds(86_400))
    #expect(try world.state("film", on: .tiktok) == .published)
    try expectExactly(1, "film", on: .tiktok, in: world)
  }

  @Test(
    "whatever happens to a piece",
    arguments: [
      Fault.answerLost, .dropped, .errorBefore(status: 503), .errorAfter(status: 500),
      .proxyPageAfter(status: 502), .lateEffect(.seconds(60)),
    ])
  func piece(_ fault: Fault) throws {
    let world = try world()
    world.bridge.spoil(.tiktok, [FaultRule(fault, on: .media, .numbers(2...2))])
    try add(world, bytes: 21_000_000)
    try world.run(for: .seconds(86_400))
    #expect(try world.state("film", on: .tiktok) == .published)
    try expectExactly(1, "film", on: .tiktok, in: world)
  }

  @Test("a process that dies at any call", arguments: 1...5)
  func crash(_ call: Int) throws {
    for crash in World.Crash.allCases {
      let world = try world()
      world.crashes = [call: crash]
      try add(world, bytes: 21_000_000)
      try world.run(for: .seconds(86_400))
      #expect(world.crashes.isEmpty)
      #expect(try world.state("film", on: .tiktok) == .published)
      try expectExactly(1, "film", on: .tiktok, in: world)
    }
  }

  @Test("what TikTok turns down after the upload is refused; what it fails with starts over")
  func failed() throws {
    let world = try world { $0.failure = "duration_check_failed" }
    try add(world)
    try world.run(for: .seconds(1000))
    let delivery = try world.situation("film", on: .tiktok).delivery
    #expect(delivery?.state == .refused)
    #expect(delivery?.reason?.message.contains("duration_check_failed") == true)
    let other = try self.world { $0.failure = "internal" }
    try add(other)
    try other.run(for: .seconds(902))
    other.bridge.change(.tiktok) { (model: inout TikTokModel) in model.rules.failure = nil }
    try other.run(for: .seconds(3600))
    #expect(try other.state("film", on: .tiktok) == .published)
    try expectExactly(1, "film", on: .tiktok, in: other)
  }

  @Test("an app that is not audited says so")
  func unaudited() throws {
    let world = try world { $0.isAudited = false }
    try add(world)
    try world.run(for: .seconds(1000))
    let delivery = try world.situation("film", on: .tiktok).delivery
    #expect(delivery?.state == .refused)
    #expect(delivery?.reason?.message.contains("audited") == true)
  }

  @Test("a token that ends is renewed, with its one-time successor")
  func renewed() throws {
    let world = try world()
    world.bridge.servers[.tiktok]!.expireAccessTokens(at: world.wall)
    try add(world)
    try world.run(for: .seconds(3600))
    #expect(try world.state("film", on: .tiktok) == .published)
    #expect(world.sent.contains { $0.step == "token" })
    try expectExactly(1, "film", on: .tiktok, in: world)
  }

  @Test("a renewal whose answer is lost leaves the old token in use, and is not repeated at once")
  func lostRenewal() throws {
    let world = try world()
    world.bridge.spoil(.tiktok, [FaultRule(.answerLost, on: .token, .numbers(1...1))])
    let content = Content(
      parts: [.init(text: "Bells #bell", media: [world.film()])], visibility: .everyone)
    try world.add("film", to: [.tiktok], content, in: .seconds(6700))
    try world.run(for: .seconds(6800))
    #expect(world.sent.count { $0.step == "token" } == 1)
    #expect(try world.state("film", on: .tiktok) == .published)
    #expect(try world.store.accounts()[0].state == .ok)
    try expectExactly(1, "film", on: .tiktok, in: world)
  }

  @Test("the upload's address is in no journal")
  func secrets() throws {
    let world = try world()
    try add(world)
    try world.run(for: .seconds(1000))
    let situation = try world.situation("film", on: .tiktok)
    let told = world.sent.map { "\($0.call)" }.joined() + "\(situation.journal)"
    #expect(told.contains("data.upload_url"))
    #expect(!told.contains("upload_token="))
    #expect(!told.contains("act."))
  }
}

@Suite("Pictures on TikTok, which TikTok fetches")
struct TikTokPictureTests {
  private func world(_ change: (inout TikTokModel.Rules) -> Void = { _ in }) throws -> World {
    let world = try World([.tiktok])
    world.bridge.change(.tiktok) { (model: inout TikTokModel) in change(&model.rules) }
    try world.connect(.tiktok)
    let media = [world.photograph("a bell"), world.photograph("a tower")]
    let content = Content(
      parts: [.init(text: "Bells #bell", media: media)], visibility: .everyone)
    try world.add("pictures", to: [.tiktok], content, in: .seconds(900))
    return world
  }

  private func state(_ world: World) throws -> DeliveryState? {
    try world.state("pictures", on: .tiktok)
  }

  @Test(
    "the creator is asked ahead; the post begins when it is due, and is out when TikTok says so")
  func pictures() throws {
    let world = try world()
    try world.run(for: .seconds(899))
    #expect(world.sent.map(\.step) == ["creator"])
    #expect(world.visible(on: .tiktok).isEmpty)
    try world.run(for: .seconds(2))
    #expect(try state(world) == .confirming)
    try world.run(for: .seconds(60))
    #expect(try state(world) == .published)
    try expectExactly(1, "pictures", on: .tiktok, in: world)
    #expect(world.timeline(of: .tiktok).map(\.media.count) == [2])
  }

  @Test(
    "whatever happens to the visible call: a lost answer is a person's question",
    arguments: Mishap.allCases)
  func matrix(_ mishap: Mishap) throws {
    let world = try world()
    if let fault = mishap.fault {
      world.bridge.spoil(.tiktok, [FaultRule(fault, on: .publish, .numbers(1...1))])
    } else {
      world.crashes = [2: .beforeRequest]
    }
    try world.run(for: .seconds(2 * 86_400))
    #expect(world.crashes.isEmpty)
    // A 429 that is not in TikTok's own words proves nothing.
    if mishap == .expiredToken {
      #expect(try state(world) == .published)
      try expectExactly(1, "pictures", on: .tiktok, in: world)
    } else {
      try expectQuestion("pictures", on: .tiktok, in: world)
      #expect(world.visible(on: .tiktok).count == (mishap.hasEffect ? 1 : 0))
    }
  }

  @Test("a status that does not come at once is asked for again, and a crash changes nothing")
  func confirming() throws {
    for crash in World.Crash.allCases {
      let world = try world { $0.processing = .seconds(90) }
      world.bridge.spoil(
        .tiktok, [FaultRule(.errorBefore(status: 503), on: .read, .numbers(3...4))])
      world.crashes = [3: crash]
      try world.run(for: .seconds(86_400))
      #expect(world.crashes.isEmpty)
      #expect(try state(world) == .published)
      try expectExactly(1, "pictures", on: .tiktok, in: world)
    }
  }

  @Test("what TikTok turns down after it took it is refused; what it could not fetch starts over")
  func failed() throws {
    let world = try world { $0.failure = "picture_size_check_failed" }
    try world.run(for: .seconds(1000))
    let delivery = try world.situation("pictures", on: .tiktok).delivery
    #expect(delivery?.state == .refused)
    #expect(delivery?.reason?.message.contains("picture_size_check_failed") == true)
    let other = try self.world { $0.failure = "photo_pull_failed" }
    try other.run(for: .seconds(910))
    other.bridge.change(.tiktok) { (model: inout TikTokModel) in model.rules.failure = nil }
    try other.run(for: .seconds(7200))
    #expect(try state(other) == .published)
    try expectExactly(1, "pictures", on: .tiktok, in: other)
  }

  @Test("a prefix that is not verified is said, with what to do")
  func prefix() throws {
    let world = try world { $0.ownsPrefix = false }
    try world.run(for: .seconds(1000))
    let delivery = try world.situation("pictures", on: .tiktok).delivery
    #expect(delivery?.state == .refused)
    #expect(delivery?.reason?.message.contains("verify the prefix") == true)
  }
}
