import Domain
import PlatformModels
import Scheduler
import Testing

@Suite("A process that dies")
struct CrashTests {
  private static let story = 1...4

  @Test(
    "at any call of a thread with a picture: each part goes out once",
    arguments: Network.threaded, CrashTests.story)
  func anywhere(_ network: Network, _ call: Int) throws {
    for crash in World.Crash.allCases {
      let world = try World([network])
      try world.connect(network)
      var content = Scene.thread
      content.parts[1].media = [world.picture("a bell")]
      world.crashes = [call: crash]
      try world.add("story", to: [network], content)
      try world.run(for: .seconds(86_400))
      #expect(world.crashes.isEmpty)
      if network.isKeyless, crash == .beforeRequest, world.visible(on: network).isEmpty {
        try expectQuestion("story", on: network, in: world)
        continue
      }
      #expect(try world.state("story", on: network) == .published)
      try expectExactly(3, "story", on: network, in: world)
      #expect(world.timeline(of: network).reversed().map { $0.media.count } == [0, 1, 0])
    }
  }

  @Test("during the question about a call in doubt", arguments: Network.allCases)
  func inQuestion(_ network: Network) throws {
    let world = try World([network])
    try world.connect(network)
    world.bridge.spoil(network, [FaultRule(.answerLost, on: .publish, .numbers(1...1))])
    world.crashes = [2: .beforeAnswer]
    try world.add("a", to: [network], Scene.text)
    try world.run(for: .seconds(86_400))
    #expect(world.crashes.isEmpty)
    #expect(try world.state("a", on: network) == .published)
    try expectExactly(1, "a", on: network, in: world)
  }

  @Test("twice at one post: the post is set aside, and goes out on a person's word")
  func poison() throws {
    let world = try World([.bluesky])
    try world.connect(.bluesky)
    // The post, the questions whether it is there until it cannot come any more, and it again.
    world.crashes = [1: .beforeRequest, 10: .beforeRequest]
    try world.add("a", to: [.bluesky], Scene.text)
    try world.run(for: .seconds(3600))
    #expect(world.crashes.isEmpty)
    let delivery = try world.situation("a", on: .bluesky).delivery
    #expect(delivery?.state == .attention)
    #expect(delivery?.question == .poison)
    #expect(world.visible(on: .bluesky).isEmpty)
    #expect(try world.command(.resolve(.resend), "a", on: .bluesky) == nil)
    try world.run(for: .seconds(3600))
    #expect(try world.state("a", on: .bluesky) == .published)
    try expectExactly(1, "a", on: .bluesky, in: world)
  }
}
