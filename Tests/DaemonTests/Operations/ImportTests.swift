import Control
import Daemon
import Domain
import Testing

struct ImportTests {
  private func take(
    _ world: OperatorWorld, _ csv: String, dryRun: Bool? = nil
  ) async throws -> ImportReport {
    let request = ImportPosts(csv: csv, name: "posts.csv", dryRun: dryRun, waitS: 120)
    guard case .importReport(let report) = try await world.perform(.importPosts(request)) else {
      throw OtherReply()
    }
    return report
  }

  private func queued(_ world: OperatorWorld) async throws -> Int? {
    guard case .deliveries(let page) = try await world.perform(.queue(ListDeliveries())) else {
      return nil
    }
    return page.total
  }

  @Test("Rows become posts, and the same file again changes nothing")
  func twice() async throws {
    let world = try await OperatorWorld()
    let rows = (0..<450).map { "r\($0),2040-07-01 09:30,everywhere,Hello \($0)" }
    let csv = (["id,at,to,text"] + rows).joined(separator: "\n") + "\n"
    let rehearsal = try await take(world, csv, dryRun: true)
    #expect(rehearsal.state == .done && rehearsal.added == 450)
    #expect(try await queued(world) == 0)
    let first = try await take(world, csv)
    #expect(first.state == .done && first.added == 450 && first.done == 450)
    #expect(try await queued(world) == 900)
    let second = try await take(world, csv)
    #expect(second.unchanged == 450 && second.added == 0)
    #expect(try await queued(world) == 900)
    try await world.end()
  }

  @Test("One wrong row keeps the whole file out, and says where")
  func wrong() async throws {
    let world = try await OperatorWorld()
    let csv = "id,at,to,text\na,2040-07-01 09:30,one,Hello\nb,2040-07-01 09:30,nobody,Hello\n"
    let report = try await take(world, csv)
    #expect(report.state == .refused)
    #expect(report.errors.map(\.line) == [3])
    #expect(try await queued(world) == 0)
    try await world.end()
  }

  @Test("A changed row under a known id keeps the whole file out")
  func conflict() async throws {
    let world = try await OperatorWorld()
    _ = try await take(world, "id,at,to,text\na,2040-07-01 09:30,one,Hello\n")
    let csv = "id,at,to,text\nz,2040-07-01 09:30,one,New\na,2040-07-01 09:30,one,Changed\n"
    let report = try await take(world, csv)
    #expect(report.state == .refused)
    #expect(try await queued(world) == 1)
    try await world.end()
  }
}
