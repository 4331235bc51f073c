import Domain
import Testing

@testable import Scheduler

/// What tests of edits and deletes begin with, and look at.
extension World {
  /// A world in which the post `a` is out, with a part for each text.
  static func published(_ texts: [String] = ["a"]) throws -> World {
    let world = try World()
    world.platform = { order in ok("id-\(order.step)") }
    try world.add("a", texts: texts)
    try world.run(for: .seconds(10))
    #expect(try world.state("a") == .published)
    return world
  }

  /// Which of its parts are on record as deleted.
  func deletedParts() throws -> [Bool] {
    try situation("a").published.map(\.isDeleted)
  }
}
