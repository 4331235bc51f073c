import Config
import Control
import Domain
import FoundationEssentials
import Store
import Testing

@testable import Daemon

struct ReloadTests {
  private func schedule(_ world: OperatorWorld, _ posts: Int, text: String) throws {
    let lines = (0..<posts).map { number in
      "  - { id: p\(number), at: 2040-07-01 09:30, text: \(text) \(number) }\n"
    }
    let body =
      "version: 1\ntimezone: Europe/Berlin\nhorizon: 20y\ndefaults: { to: everywhere }\nposts:\n"
    try Data((body + lines.joined()).utf8).write(to: URL(filePath: world.folder + "/schedule.yaml"))
  }

  private func reload(_ world: OperatorWorld) async throws -> ReloadReport {
    guard case .reload(let report) = try await world.perform(.reload(Reload())) else {
      throw OtherReply()
    }
    return report
  }

  private func queued(_ world: OperatorWorld) async throws -> Int? {
    guard case .deliveries(let page) = try await world.perform(.queue(ListDeliveries())) else {
      throw OtherReply()
    }
    return page.total
  }

  @Test("Hundreds of new posts are staged, and come into force with what else changed")
  func staged() async throws {
    let world = try await OperatorWorld()
    try schedule(world, 5, text: "Hello")
    #expect(try await reload(world).state == .applied)
    try schedule(world, 255, text: "Hi")
    let report = try await reload(world)
    #expect(report.state == .applied && report.plan.changes.count == 255)
    #expect(try await queued(world) == 510)
    let (record, open) = try await world.engine.perform { context in
      (try context.store.generations(limit: 1).first, try context.store.stagings())
    }
    #expect(record?.summary.added == 250 && record?.summary.revised == 5)
    #expect(record?.refused == nil && open.isEmpty)
    #expect(report.generation?.id == record?.summary.id)
    try await world.end()
  }

  @Test("Files that did not change are not compared; changed ones are, and so after a new start")
  func unchanged() async throws {
    let world = try await OperatorWorld()
    try schedule(world, 5, text: "Hello")
    let first = try await reload(world)
    let again = try await reload(world)
    #expect(again.state == .unchanged && again.generation?.id == first.generation?.id)
    await world.stop()
    let later = try await OperatorWorld(folder: world.folder)
    #expect(later.present.generation?.id == first.generation?.id)
    #expect(later.present.snapshot?.posts.count == 5)
    try schedule(later, 4, text: "Hello")
    #expect(try await reload(later).state == .applied)
    #expect(try await reload(later).state == .unchanged)
    try await later.end()
  }

  @Test("Large work that fails takes its whole turn back, and the next turn goes on")
  func undone() async throws {
    struct Wrong: Error {}
    let world = try await OperatorWorld()
    await #expect(throws: Wrong.self) {
      try await world.engine.performWhole { context in
        _ = try context.store.beginStaging()
        throw Wrong()
      }
    }
    #expect(try await world.engine.perform { try $0.store.stagings() }.isEmpty)
    try await world.end()
  }

  @Test("An import that is refused leaves nothing behind")
  func refusedImport() async throws {
    let world = try await OperatorWorld()
    let rows = (0..<250).map { "r\($0),2040-07-01 09:30,one,Hello" } + ["r9,soon,one,Hello"]
    let csv = (["id,at,to,text"] + rows).joined(separator: "\n") + "\n"
    let request = ImportPosts(csv: csv, name: "posts.csv", waitS: 120)
    guard case .importReport(let report) = try await world.perform(.importPosts(request)) else {
      throw OtherReply()
    }
    #expect(report.state == .refused && report.rows == 251)
    #expect(try await world.engine.perform { try $0.store.stagings().isEmpty })
    let left = try await world.engine.perform { try $0.store.storedPosts(origins: [.csv]) }
    #expect(left.isEmpty)
    try await world.end()
  }
}
