import Domain
import PlatformModels
import Testing

/// Contents that many tests use.
enum Scene {
  static let text = Content(text: "hello")
  static let thread = Content(parts: ["one", "two", "three"].map { .init(text: $0) })
}

extension World {
  func timeline(of network: Network) -> [TimelinePost] {
    bridge.servers[network]!.timeline
  }
}

/// The promise: the outside has each part exactly once, in order, under the ids that the store
/// keeps, and no request is still on its way.
func expectExactly(
  _ parts: Int, _ name: String, on network: Network, in world: World,
  _ place: SourceLocation = #_sourceLocation
) throws {
  let effects = world.visible(on: network)
  #expect(effects.count == parts, sourceLocation: place)
  #expect(world.bridge.ledger(of: network).doubles == 0, sourceLocation: place)
  let kept = try world.situation(name, on: network).published.sorted { $0.part < $1.part }
  #expect(kept.map(\.remote.id) == effects.map(\.post), sourceLocation: place)
  #expect(kept.map(\.part) == Array(0..<parts), sourceLocation: place)
}

/// The other half of the promise: where only a person can tell, a person is asked, and nothing was
/// made twice meanwhile.
func expectQuestion(
  _ name: String, on network: Network, in world: World,
  _ place: SourceLocation = #_sourceLocation
) throws {
  let delivery = try world.situation(name, on: network).delivery
  #expect(delivery?.state == .attention, sourceLocation: place)
  #expect(delivery?.question == .mayBePublished, sourceLocation: place)
  #expect(world.bridge.ledger(of: network).doubles == 0, sourceLocation: place)
}
