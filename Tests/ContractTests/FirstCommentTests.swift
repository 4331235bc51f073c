import Domain
import PlatformModels
import Scheduler
import Store
import Testing

/// The second part of a post on networks without threads is seen like the first: it goes out once,
/// and what became of it is asked where an answer is lost.
@Suite("First comments")
struct FirstCommentTests {
  static let networks: [Network] = [.instagram, .youtube, .facebook, .linkedin]

  private func world(_ network: Network, onDoubt: DoubtPolicy = .ask) throws -> World {
    let world = try World([network], onDoubt: onDoubt)
    try world.connect(network)
    return world
  }

  private func content(_ world: World, _ network: Network) -> Content {
    let medium = network == .youtube ? world.film() : world.photograph("a bell")
    return Content(parts: [.init(text: "Bells", media: [medium]), .init(text: "Ring! #bells")])
  }

  private func add(_ world: World, _ network: Network) throws {
    try world.add("a", to: [network], content(world, network), in: .seconds(4000))
  }

  @Test("the comment stands under the post", arguments: networks)
  func comment(_ network: Network) throws {
    let world = try world(network)
    try add(world, network)
    try world.run(for: .seconds(5000))
    #expect(try world.state("a", on: network) == .published)
    try expectExactly(2, "a", on: network, in: world)
    let shown = world.timeline(of: network)
    #expect(shown.map(\.text) == ["Ring! #bells", "Bells"])
    #expect(shown[0].parent == shown[1].id)
    let kept = try world.situation("a", on: network).published.sorted { $0.part < $1.part }
    let ends = kept.map { $0.remote.url?.split(separator: "/").last }
    #expect(ends == [shown[1].url, shown[0].url].map { $0.split(separator: "/").last })
  }

  @Test(
    "whatever happens to its call, people see it once at the most, and the state is true",
    arguments: networks, Mishap.allCases)
  func matrix(_ network: Network, _ mishap: Mishap) throws {
    let world = try world(network)
    try add(world, network)
    if let fault = mishap.fault {
      world.bridge.spoil(network, [FaultRule(fault, on: .publish, .numbers(2...2))])
    } else {
      world.crashes = [try callNumber(network): .beforeRequest]
    }
    if mishap == .expiredToken, network.needsPersonForToken {
      try world.run(for: .seconds(4800))
      #expect(try world.store.accounts()[0].state == .signIn)
      try world.connect(network)
    }
    try world.run(for: .seconds(2 * 86_400))
    #expect(world.crashes.isEmpty)
    #expect(world.bridge.ledger(of: network).doubles == 0)
    // A 429 that is not in the network's own words proves nothing; LinkedIn's are plain enough.
    let isAnswered = mishap == .expiredToken || mishap == .throttled && network == .linkedin
    if isAnswered || mishap.hasEffect {
      #expect(try world.state("a", on: network) == .published)
      try expectExactly(2, "a", on: network, in: world)
    } else {
      // Nothing shows the comment, and no key makes a second one harmless.
      try expectQuestion("a", on: network, in: world)
      #expect(world.visible(on: network).count == 1)
    }
  }

  /// The number of the call that makes the comment.
  private func callNumber(_ network: Network) throws -> Int {
    let world = try world(network)
    try add(world, network)
    try world.run(for: .seconds(5000))
    return try #require(world.sent.firstIndex { $0.step == "comment" }) + 1
  }

  @Test("where the owner allows it, a comment that is not there is sent again", arguments: networks)
  func resend(_ network: Network) throws {
    let world = try world(network, onDoubt: .resend)
    try add(world, network)
    world.bridge.spoil(network, [FaultRule(.dropped, on: .publish, .numbers(2...2))])
    try world.run(for: .seconds(2 * 86_400))
    #expect(try world.state("a", on: network) == .published)
    try expectExactly(2, "a", on: network, in: world)
  }

  @Test("a comment that is not taken leaves the post out, and asks", arguments: networks)
  func refused(_ network: Network) throws {
    let world = try world(network)
    var content = content(world, network)
    // Past what the network takes; the check would have said so.
    content.parts[1].text = String(repeating: "a", count: 10_001)
    try world.add("a", to: [network], content, in: .seconds(4000))
    try world.run(for: .seconds(6000))
    let delivery = try world.situation("a", on: network).delivery
    #expect(delivery?.state == .attention)
    #expect(delivery?.question == .partial)
    #expect(world.visible(on: network).count == 1)
  }

  @Test("a deleted post takes its comment along", arguments: [Network.facebook, .linkedin])
  func delete(_ network: Network) throws {
    let world = try world(network)
    try add(world, network)
    try world.run(for: .seconds(5000))
    #expect(try world.command(.delete, "a", on: network) == nil)
    try world.run(for: .seconds(3600))
    #expect(world.timeline(of: network).isEmpty)
    #expect(try world.situation("a", on: network).published.allSatisfy(\.isDeleted))
  }

  @Test("new words reach the post and the comment", arguments: [Network.facebook, .linkedin])
  func edit(_ network: Network) throws {
    let world = try world(network)
    var content = content(world, network)
    try world.add("a", to: [network], content, in: .seconds(4000))
    try world.run(for: .seconds(5000))
    content.parts[0].text = "Bells, corrected"
    content.parts[1].text = "Ring, corrected"
    try world.edit("a", on: network, to: content)
    try world.run(for: .seconds(3600))
    #expect(
      world.timeline(of: network).map(\.text) == ["Ring, corrected", "Bells, corrected"])
    #expect(world.visible(on: network).count == 2)
  }

  @Test("an Instagram post that nobody can name gets no comment under another one")
  func twins() throws {
    let world = try world(.instagram)
    let content = content(world, .instagram)
    for name in ["a", "b"] {
      world.bridge.spoil(.instagram, [FaultRule(.answerLost, on: .publish, .numbers(1...1))])
      try world.add(name, to: [.instagram], content, in: .seconds(1500))
      try world.run(for: .seconds(4000))
      #expect(try world.state(name, on: .instagram) == .published)
    }
    #expect(world.visible(on: .instagram).count == 4)
    for post in world.timeline(of: .instagram) where post.parent == nil {
      #expect(world.timeline(of: .instagram).count { $0.parent == post.id } == 1)
    }
  }
}
