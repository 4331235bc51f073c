import Domain
import PlatformModels
import Scheduler
import Testing

@Suite("A server that forgets idempotency keys")
struct ForgetfulServerTests {
  private func world(_ fault: Fault, _ policy: DoubtPolicy, compatible: Bool) throws -> World {
    var rules = MastodonModel.Rules()
    rules.ignoresIdempotencyKey = true
    let world = try World([.mastodon], onDoubt: policy, mastodon: rules)
    world.bridge.isCompatibleOnly = compatible
    try world.connect(.mastodon)
    world.bridge.spoil(.mastodon, [FaultRule(fault, on: .publish, .numbers(1...1))])
    try world.add("a", to: [.mastodon], Scene.text)
    try world.run(for: .seconds(86_400))
    return world
  }

  @Test(
    "what it acted on is found by reading",
    arguments: [Fault.answerLost, .errorAfter(status: 500), .lateEffect(.seconds(600))],
    [true, false])
  func found(_ fault: Fault, _ compatible: Bool) throws {
    let world = try world(fault, .ask, compatible: compatible)
    #expect(try world.state("a", on: .mastodon) == .published)
    try expectExactly(1, "a", on: .mastodon, in: world)
  }

  @Test("what cannot be found is a person's decision, and goes out on their word")
  func ask() throws {
    let world = try world(.dropped, .ask, compatible: true)
    let delivery = try world.situation("a", on: .mastodon).delivery
    #expect(delivery?.state == .attention)
    #expect(delivery?.question == .mayBePublished)
    #expect(world.visible(on: .mastodon).isEmpty)
    #expect(try world.command(.resolve(.resend), "a", on: .mastodon) == nil)
    try world.run(for: .seconds(600))
    #expect(try world.state("a", on: .mastodon) == .published)
    try expectExactly(1, "a", on: .mastodon, in: world)
  }

  @Test("what cannot be found is sent again where the owner allows it")
  func resend() throws {
    let world = try world(.dropped, .resend, compatible: true)
    #expect(try world.state("a", on: .mastodon) == .published)
    try expectExactly(1, "a", on: .mastodon, in: world)
  }

  @Test("two posts with the same words are told apart")
  func twins() throws {
    var rules = MastodonModel.Rules()
    rules.ignoresIdempotencyKey = true
    let world = try World([.mastodon], mastodon: rules)
    world.bridge.isCompatibleOnly = true
    try world.connect(.mastodon)
    world.bridge.spoil(.mastodon, [FaultRule(.answerLost, on: .publish, .numbers(1...1))])
    try world.add("a", to: [.mastodon], Scene.text)
    try world.add("b", to: [.mastodon], Scene.text)
    try world.run(for: .seconds(86_400))
    let ids = try ["a", "b"].flatMap { name in
      try world.situation(name, on: .mastodon).published.map(\.remote.id)
    }
    #expect(Set(ids) == Set(world.visible(on: .mastodon).map(\.post)))
    #expect(ids.count == 2)
  }
}
