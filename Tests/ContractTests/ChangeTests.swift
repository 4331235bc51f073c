import Domain
import PlatformModels
import Scheduler
import Testing

@Suite("Edits and deletes, against the networks' models")
struct ChangeTests {
  private func story(on network: Network, _ content: Content = Scene.thread) throws -> World {
    let world = try World([network])
    try world.connect(network)
    try world.add("story", to: [network], content)
    try world.run(for: .seconds(3600))
    #expect(try world.state("story", on: network) == .published)
    world.sent = []
    return world
  }

  @Test("a deleted thread is gone, and stays gone", arguments: Network.threaded)
  func delete(_ network: Network) throws {
    let world = try story(on: network)
    #expect(try world.command(.delete, "story", on: network) == nil)
    try world.run(for: .seconds(3600))
    #expect(world.timeline(of: network).isEmpty)
    #expect(try world.situation("story", on: network).published.allSatisfy(\.isDeleted))
    #expect(try world.command(.delete, "story", on: network)?.code == .conflict)
    #expect(world.visible(on: network).count == 3)
  }

  @Test("a crash anywhere in a delete ends with everything gone", arguments: Network.threaded)
  func crashes(_ network: Network) throws {
    for crash in World.Crash.allCases {
      for call in 1...3 {
        let world = try story(on: network)
        world.crashes = [call: crash]
        #expect(try world.command(.delete, "story", on: network) == nil)
        try world.run(for: .seconds(3600))
        #expect(world.crashes.isEmpty)
        #expect(world.timeline(of: network).isEmpty, "\(crash) \(call)")
        #expect(try world.situation("story", on: network).published.allSatisfy(\.isDeleted))
      }
    }
  }

  @Test("Mastodon gets the new words of every part, its files stay, and crashes change nothing")
  func edit() throws {
    for crash in [nil] + World.Crash.allCases.map(Optional.some) {
      var content = Scene.thread
      let world = try World([.mastodon])
      try world.connect(.mastodon)
      content.parts[0].media = [world.picture("a bell")]
      try world.add("story", to: [.mastodon], content)
      try world.run(for: .seconds(3600))
      world.sent = []
      if let crash { world.crashes = [2: crash] }
      content.parts[0].text = "one, corrected"
      content.parts[2].text = "three, corrected"
      try world.edit("story", on: .mastodon, to: content)
      try world.run(for: .seconds(3600))
      let posts = Array(world.timeline(of: .mastodon).reversed())
      #expect(posts.map(\.text) == ["one, corrected", "two", "three, corrected"])
      #expect(posts.map { $0.media.map(\.alt) } == [["a bell"], [], []])
      #expect(try world.situation("story", on: .mastodon).content == content)
      #expect(world.visible(on: .mastodon).count == 3)
    }
  }

  @Test("a thread goes on from a post that a person found by its address")
  func foundByAddress() throws {
    let world = try World([.bluesky])
    try world.connect(.bluesky)
    world.bridge.spoil(
      .bluesky,
      [
        FaultRule(.answerLost, on: .publish, .numbers(1...1)),
        FaultRule(.dropped, on: .read, .probability(1)),
      ])
    try world.add("story", to: [.bluesky], Scene.thread)
    try world.run(for: .seconds(90_000))
    #expect(try world.state("story", on: .bluesky) == .attention)
    world.bridge.spoil(.bluesky, [])
    let id = try #require(world.visible(on: .bluesky).first?.post)
    let found = Command.Resolution.published(id: id, url: nil)
    #expect(try world.command(.resolve(found), "story", on: .bluesky) == nil)
    try world.run(for: .seconds(3600))
    #expect(try world.state("story", on: .bluesky) == .published)
    try expectExactly(3, "story", on: .bluesky, in: world)
  }
}
