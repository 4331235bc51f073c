import Domain
import PlatformModels
import Scheduler
import Store
import Testing

/// A fault, and what the rules make of it.
struct Trouble: Sendable, CustomTestStringConvertible {
  var fault: Fault
  /// On whose word each network's post counts as published in the end.
  var mastodon: Evidence
  var bluesky: Evidence

  init(_ fault: Fault, _ mastodon: Evidence, _ bluesky: Evidence) {
    self.fault = fault
    self.mastodon = mastodon
    self.bluesky = bluesky
  }

  var testDescription: String { "\(fault)" }

  /// How a post ends; `nil` where a person must be asked.
  func evidence(on network: Network) -> Evidence? {
    switch network {
    // A container has its own id, as a post at Mastodon has its key.
    case .mastodon, .threads, .instagram: mastodon
    // All set a state: a second call makes nothing more.
    case .bluesky: withState(quiet: .seconds(120))
    case .facebook, .youtube, .tiktok: withState(quiet: .seconds(720))
    // The id is in a header: a broken body takes nothing from the answer.
    case .linkedin: fault == .brokenJSON ? .answer : withoutKey
    case .x, .reddit, .pinterest: withoutKey
    case .telegram, .discord: withoutReading
    }
  }

  /// A call that sets a state is sent again, but not while it may still arrive.
  private func withState(quiet: Duration) -> Evidence? {
    guard case .lateEffect(let delay) = fault else { return bluesky }
    return delay < quiet ? .read : .answer
  }

  /// Without a key a post that reading does not find is a person's decision.
  private var withoutKey: Evidence? {
    switch fault {
    case .throttled, .expiredToken: .answer
    case .slow(let delay): delay < .seconds(60) ? .answer : .read
    case .errorAfter, .answerLost, .cut, .brokenJSON, .proxyPageAfter: .read
    case .lateEffect(let delay): delay < .seconds(720) ? .read : nil
    case .errorBefore, .dropped, .proxyPage: nil
    }
  }

  /// Where nothing can be read, every lost answer is a person's decision.
  private var withoutReading: Evidence? { withoutKey == .answer ? .answer : nil }

  /// Where the platform acted on the call, reading finds the post; where it did not, the post is
  /// sent again and that answer counts.
  static let all = [
    Trouble(.throttled(retryAfterSeconds: 30), .answer, .answer),
    Trouble(.errorBefore(status: 503), .answer, .answer),
    Trouble(.errorBefore(status: 500), .answer, .answer),
    Trouble(.errorAfter(status: 500), .read, .read),
    Trouble(.errorAfter(status: 503), .read, .read),
    Trouble(.slow(.seconds(30)), .answer, .answer),
    Trouble(.slow(.seconds(90)), .read, .read),
    Trouble(.answerLost, .read, .read),
    Trouble(.cut(bytes: 0), .read, .read),
    Trouble(.cut(bytes: 1), .read, .read),
    Trouble(.cut(bytes: 40), .read, .read),
    Trouble(.dropped, .answer, .answer),
    Trouble(.lateEffect(.seconds(1)), .read, .answer),
    Trouble(.lateEffect(.seconds(60)), .read, .answer),
    Trouble(.lateEffect(.seconds(700)), .read, .answer),
    // Later than the quiet time: the post is sent again, and the server knows it by its key.
    Trouble(.lateEffect(.seconds(1000)), .answer, .answer),
    Trouble(.expiredToken, .answer, .answer),
    Trouble(.brokenJSON, .read, .read),
    Trouble(.proxyPage(status: 502), .answer, .answer),
    Trouble(.proxyPageAfter(status: 502), .read, .read),
  ]
}

@Suite("Every fault: never doubled, never lost, and the state is true")
struct FaultTests {
  @Test("a text", arguments: Network.allCases, Trouble.all)
  func text(_ network: Network, _ trouble: Trouble) throws {
    let world = try World([network])
    try world.connect(network)
    world.bridge.spoil(network, [FaultRule(trouble.fault, on: .publish, .numbers(1...1))])
    try world.add("a", to: [network], Scene.text)
    guard let expected = try settle(world, network, trouble) else { return }
    try expectExactly(1, "a", on: network, in: world)
    let evidence = try world.situation("a", on: network).published.map(\.evidence)
    #expect(evidence == [expected])
  }

  @Test("the second part of a thread", arguments: Network.threaded, Trouble.all)
  func secondPart(_ network: Network, _ trouble: Trouble) throws {
    let world = try World([network])
    try world.connect(network)
    world.bridge.spoil(network, [FaultRule(trouble.fault, on: .publish, .numbers(2...2))])
    try world.add("a", to: [network], Scene.thread)
    guard let expected = try settle(world, network, trouble) else { return }
    try expectExactly(3, "a", on: network, in: world)
    let evidence = try world.situation("a", on: network).published.sorted { $0.part < $1.part }
    #expect(evidence.map(\.evidence) == [.answer, expected, .answer])
    let posts = Array(world.timeline(of: network).reversed())
    #expect(posts.map(\.parent) == [nil, posts[0].id, posts[1].id])
  }

  @Test("three times in a row", arguments: Network.allCases, Trouble.all)
  func thrice(_ network: Network, _ trouble: Trouble) throws {
    let world = try World([network])
    try world.connect(network)
    world.bridge.spoil(network, [FaultRule(trouble.fault, on: .publish, .numbers(1...3))])
    try world.add("a", to: [network], Scene.text)
    guard try settle(world, network, trouble, signIns: 3) != nil else { return }
    try expectExactly(1, "a", on: network, in: world)
  }

  @Test("the upload of a picture", arguments: Network.describing, Trouble.all)
  func upload(_ network: Network, _ trouble: Trouble) throws {
    let world = try World([network])
    try world.connect(network)
    world.bridge.spoil(network, [FaultRule(trouble.fault, on: .media, .numbers(1...1))])
    let content = Content(parts: [.init(text: "Look", media: [world.picture("a bell")])])
    try world.add("a", to: [network], content, in: .seconds(900))
    try settle(world, network, trouble, isSeen: false)
    try expectExactly(1, "a", on: network, in: world)
    #expect(world.timeline(of: network).map { $0.media.map(\.alt) } == [["a bell"]])
  }

  /// Lets a day pass. Where a token ends that cannot be renewed, the rule is that a person signs in
  /// again, and nothing is lost meanwhile.
  ///
  /// - Parameter isSeen: the fault is on a call that people can see.
  /// - Returns: on whose word the post is out; `nil` where a person is asked, which was checked.
  @discardableResult
  private func settle(
    _ world: World, _ network: Network, _ trouble: Trouble, signIns: Int = 1, isSeen: Bool = true
  ) throws -> Evidence? {
    let needsPerson = network.needsPersonForToken && trouble.fault == .expiredToken
    for _ in 0..<(needsPerson ? signIns : 0) {
      try world.run(for: .seconds(930))
      #expect(try world.store.accounts()[0].state == .signIn)
      #expect(try world.state("a", on: network) != .published)
      try world.connect(network)
    }
    try world.run(for: .seconds(86_400))
    let evidence = isSeen ? trouble.evidence(on: network) : .answer
    if evidence == nil {
      try expectQuestion("a", on: network, in: world)
    } else {
      #expect(try world.state("a", on: network) == .published)
    }
    return evidence
  }
}

@Suite("A network that does not get better")
struct LastingFaultTests {
  @Test(
    "a server that never takes the post is not hammered, and a person is asked in the end",
    arguments: Network.allCases,
    [Fault.errorBefore(status: 503), .dropped, .proxyPage(status: 502)])
  func never(_ network: Network, _ fault: Fault) throws {
    let world = try World([network])
    try world.connect(network)
    world.bridge.spoil(network, [FaultRule(fault, on: .publish, .probability(1))])
    try world.add("a", to: [network], Scene.text)
    try world.run(for: .seconds(60))
    #expect(world.sent.count <= 10)
    try world.run(for: .seconds(2 * 86_400))
    #expect(try world.state("a", on: network) == .attention)
    #expect(world.sent.count <= 200)
    #expect(world.visible(on: network).isEmpty)
  }

  @Test("a post that was throttled until it was late goes out on a person's word")
  func throttledUntilLate() throws {
    let world = try World([.mastodon])
    try world.connect(.mastodon)
    world.bridge.spoil(
      .mastodon,
      [FaultRule(.throttled(retryAfterSeconds: 8000), on: .publish, .numbers(1...1))])
    try world.add("a", to: [.mastodon], Scene.text)
    try world.run(for: .seconds(10_000))
    #expect(try world.situation("a", on: .mastodon).delivery?.question == .late)
    #expect(try world.command(.retry, "a", on: .mastodon) == nil)
    try world.run(for: .seconds(600))
    try expectExactly(1, "a", on: .mastodon, in: world)
  }

  @Test("a retry between the parts of a thread sends the rest, and nothing again")
  func retryBetweenParts() throws {
    let world = try World([.mastodon])
    try world.connect(.mastodon)
    world.bridge.spoil(
      .mastodon,
      [FaultRule(.throttled(retryAfterSeconds: 3600), on: .publish, .numbers(2...2))])
    try world.add("a", to: [.mastodon], Scene.thread)
    try world.run(for: .seconds(60))
    #expect(try world.state("a", on: .mastodon) == .armed)
    #expect(try world.command(.retry, "a", on: .mastodon) == nil)
    try world.run(for: .seconds(600))
    #expect(try world.state("a", on: .mastodon) == .published)
    try expectExactly(3, "a", on: .mastodon, in: world)
  }

  @Test("a thread whose second part is never taken asks a person", arguments: Network.threaded)
  func secondPart(_ network: Network) throws {
    let world = try World([network])
    try world.connect(network)
    world.bridge.spoil(
      network, [FaultRule(.errorBefore(status: 503), on: .publish, .numbers(2...1_000_000))])
    try world.add("a", to: [network], Scene.thread)
    try world.run(for: .seconds(2 * 86_400))
    let delivery = try world.situation("a", on: network).delivery
    #expect(delivery?.state == .attention)
    // Mastodon forgets its keys after an hour.
    let isKnown = !network.isKeyless && network != .mastodon
    #expect(delivery?.question == (isKnown ? .partial : .mayBePublished))
    try expectExactly(1, "a", on: network, in: world)
    #expect(world.sent.count <= 200)
  }
}
