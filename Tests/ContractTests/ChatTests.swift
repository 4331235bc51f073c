import Domain
import PlatformModels
import Scheduler
import Store
import Testing

@Suite("Telegram and Discord: what cannot be asked is a person's decision")
struct ChatTests {
  static let networks = [Network.telegram, .discord]

  private func world(_ network: Network, _ policy: DoubtPolicy = .ask) throws -> World {
    let world = try World([network], onDoubt: policy)
    try world.connect(network)
    return world
  }

  @Test("a thread goes out in order", arguments: networks)
  func thread(_ network: Network) throws {
    let world = try world(network)
    try world.add("story", to: [network], Scene.thread)
    try world.run(for: .seconds(3600))
    #expect(try world.state("story", on: network) == .published)
    try expectExactly(3, "story", on: network, in: world)
    #expect(world.timeline(of: network).reversed().map(\.text) == ["one", "two", "three"])
  }

  @Test("pictures go out, one or several", arguments: networks, 1...2)
  func pictures(_ network: Network, _ count: Int) throws {
    let world = try world(network)
    let media = (0..<count).map { world.picture("bell \($0)") }
    let content = Content(parts: [.init(text: "Look", media: media)])
    try world.add("picture", to: [network], content)
    try world.run(for: .seconds(60))
    #expect(try world.state("picture", on: network) == .published)
    try expectExactly(1, "picture", on: network, in: world)
    #expect(world.timeline(of: network).map(\.media.count) == [count])
  }

  @Test("whatever happens, nothing is doubled", arguments: networks, Trouble.all)
  func faults(_ network: Network, _ trouble: Trouble) throws {
    // Nobody can renew a bot's token or a webhook.
    guard trouble.fault != .expiredToken else { return }
    let world = try world(network, .resend)
    world.bridge.spoil(network, [FaultRule(trouble.fault, on: .publish, .numbers(1...1))])
    try world.add("a", to: [network], Scene.text)
    try world.run(for: .seconds(86_400))
    #expect(world.visible(on: network).count <= 1)
    let delivery = try world.situation("a", on: network).delivery
    guard delivery?.state != .published else {
      return try expectExactly(1, "a", on: network, in: world)
    }
    #expect(delivery?.state == .attention)
    #expect(delivery?.question == .mayBePublished)
  }

  @Test("it goes out again on a person's word only", arguments: networks)
  func resend(_ network: Network) throws {
    let world = try world(network, .resend)
    world.bridge.spoil(network, [FaultRule(.dropped, on: .publish, .numbers(1...1))])
    try world.add("a", to: [network], Scene.text)
    try world.run(for: .seconds(86_400))
    #expect(world.visible(on: network).isEmpty)
    #expect(try world.command(.resolve(.resend), "a", on: network) == nil)
    try world.run(for: .seconds(60))
    #expect(try world.state("a", on: network) == .published)
    try expectExactly(1, "a", on: network, in: world)
  }

  @Test("the token and the webhook are in no journal", arguments: networks)
  func secrets(_ network: Network) throws {
    let world = try world(network)
    let signIn = world.sent.map { "\($0.call)" }.joined()
    try world.add("a", to: [network], Scene.text)
    try world.run(for: .seconds(60))
    let told =
      signIn + world.sent.map { "\($0.call)" }.joined()
      + "\(try world.situation("a", on: network).journal)"
      + "\(try world.store.accounts().map(\.server))"
    #expect(told.contains("vault:input"))
    #expect(!told.contains("AAHdqTcv"))
  }
}
