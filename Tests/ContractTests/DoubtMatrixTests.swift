import Domain
import PlatformModels
import Scheduler
import Store
import Testing

/// What can happen to the one call that makes a post visible.
enum Mishap: String, CaseIterable, Sendable {
  case killBeforeSend = "killed before it is sent"
  case cutRequest = "the request is cut"
  case lostAnswer = "the answer is lost"
  case errorAfterEffect = "a 5xx after the effect"
  case throttled = "a 429"
  case expiredToken = "the token is over"

  /// `nil` where it is the process that dies.
  var fault: Fault? {
    switch self {
    case .killBeforeSend: nil
    case .cutRequest: .dropped
    case .lostAnswer: .answerLost
    case .errorAfterEffect: .errorAfter(status: 503)
    case .throttled: .throttled(retryAfterSeconds: 30)
    case .expiredToken: .expiredToken
    }
  }

  /// Whether people see a post before Belfry knows it.
  var hasEffect: Bool { self == .lostAnswer || self == .errorAfterEffect }

  /// Whether the network says that it made nothing.
  var isAnswered: Bool { self == .throttled || self == .expiredToken }
}

/// Every network against every mishap: the outside has the post once at the most, and what Belfry
/// says of it is true.
@Suite("The doubt matrix")
struct DoubtMatrixTests {
  private func world(_ network: Network) throws -> World {
    let world = try World([network])
    try world.connect(network)
    return world
  }

  private func add(_ world: World, _ network: Network) throws {
    try world.add("a", to: [network], world.content(for: network), in: .seconds(4000))
  }

  /// The number of the call that makes the post visible.
  private func visibleCall(_ network: Network) throws -> Int {
    let world = try world(network)
    try add(world, network)
    try world.run(for: .seconds(8000))
    #expect(try world.state("a", on: network) == .published)
    let steps = try world.situation("a", on: network).journal.filter { $0.callClass == .visible }
    let step = try #require(steps.first).step
    return try #require(world.sent.firstIndex { $0.step == step }) + 1
  }

  @Test("each post once, and the state is true", arguments: Network.every, Mishap.allCases)
  func matrix(_ network: Network, _ mishap: Mishap) throws {
    let world = try world(network)
    if let fault = mishap.fault {
      world.bridge.spoil(network, [FaultRule(fault, on: .publish, .numbers(1...1))])
    }
    try add(world, network)
    if mishap == .killBeforeSend {
      world.crashes = [try visibleCall(network): .beforeRequest]
    }
    if mishap == .expiredToken, network.needsPersonForToken {
      try world.run(for: .seconds(4800))
      #expect(try world.store.accounts()[0].state == .signIn)
      #expect(world.visible(on: network).isEmpty)
      // A bot's token and a webhook that were ended stay so: the post waits for another one.
      guard network.canBeRead else {
        return #expect(try world.state("a", on: network) == .blocked)
      }
      try world.connect(network)
    }
    try world.run(for: .seconds(2 * 86_400))
    #expect(world.crashes.isEmpty)
    #expect(world.bridge.ledger(of: network).doubles == 0)
    if mishap.isAnswered || !network.isKeyless || mishap.hasEffect && network.canBeRead {
      #expect(try world.state("a", on: network) == .published)
      try expectExactly(1, "a", on: network, in: world)
    } else {
      try expectQuestion("a", on: network, in: world)
      #expect(world.visible(on: network).count == (mishap.hasEffect ? 1 : 0))
    }
  }
}

@Suite("Who may answer on Bluesky")
struct BlueskyGateTests {
  @Test("the gate is there with the post, whatever happened to either", arguments: Mishap.allCases)
  func gate(_ mishap: Mishap) throws {
    let world = try World([.bluesky])
    try world.connect(.bluesky)
    if let fault = mishap.fault {
      world.bridge.spoil(.bluesky, [FaultRule(fault, on: .publish, .numbers(1...2))])
    } else {
      world.crashes = [1: .beforeRequest, 3: .beforeAnswer]
    }
    var content = Scene.text
    content.options["replies"] = "followers"
    try world.add("a", to: [.bluesky], content)
    try world.run(for: .seconds(86_400))
    #expect(try world.state("a", on: .bluesky) == .published)
    try expectExactly(1, "a", on: .bluesky, in: world)
  }

  @Test("a deleted post leaves no gate behind, whenever the process dies", arguments: 0...3)
  func deleted(_ call: Int) throws {
    let world = try World([.bluesky])
    try world.connect(.bluesky)
    var content = Scene.text
    content.options["replies"] = "nobody"
    try world.add("a", to: [.bluesky], content)
    try world.run(for: .seconds(3600))
    func records() -> [String] {
      var found: [String] = []
      world.bridge.change(.bluesky) { (model: inout BlueskyModel) in found = model.collections }
      return found
    }
    #expect(records() == ["app.bsky.feed.post", "app.bsky.feed.threadgate"])
    world.sent = []
    if call > 0 { world.crashes = [call: .beforeAnswer] }
    #expect(try world.command(.delete, "a", on: .bluesky) == nil)
    try world.run(for: .seconds(3600))
    #expect(world.crashes.isEmpty)
    #expect(records().isEmpty)
  }
}

extension Network {
  /// Own posts can be looked for.
  fileprivate var canBeRead: Bool { self != .telegram && self != .discord }
}
