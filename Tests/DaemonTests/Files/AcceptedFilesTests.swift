import Calendar
import Config
import Control
import Crypto
import Domain
import FoundationEssentials
import HTTP
import Media
import Store
import Testing

@testable import Daemon

@Suite("The copy of the files in force")
struct AcceptedFilesTests {
  private static let posts = """
    version: 1
    timezone: Europe/Berlin
    horizon: 20y
    include: [more/*.yaml]
    defaults: { to: everywhere }
    posts:
      - { id: a, at: 2040-07-01 09:30, text: A dot, media: [{ file: dot.gif, alt: A dot }] }
    """
  private static let more = """
    version: 1
    series:
      - { id: b, repeat: FREQ=YEARLY, at: "09:00", posts: [{ text: Once a year }] }
    """

  private func reload(_ world: OperatorWorld) async throws -> ReloadReport.State {
    guard case .reload(let report) = try await world.perform(.reload(Reload())) else {
      throw OtherReply()
    }
    return report.state
  }

  private func write(_ text: String, _ world: OperatorWorld, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(world.folder)/\(name)"))
  }

  @Test("what was accepted can be read again when files and media are gone, and equals it")
  func whole() async throws {
    let world = try await OperatorWorld()
    try FileManager.default.createDirectory(
      atPath: world.folder + "/more", withIntermediateDirectories: true)
    try write(AcceptedFilesTests.posts, world, "schedule.yaml")
    try write(AcceptedFilesTests.more, world, "more/b.yaml")
    try Data(Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x3B])
      .write(to: URL(filePath: world.folder + "/dot.gif"))
    #expect(try await reload(world) == .applied)
    let inForce = try #require(world.present.snapshot)
    try write("posts: [", world, "schedule.yaml")
    try FileManager.default.removeItem(atPath: world.folder + "/dot.gif")
    #expect(try await reload(world) == .refused)
    let saved = try #require(AcceptedFiles(folder: world.folder + "/state").load())
    let active = try await world.engine.perform { try $0.store.activeGeneration()?.treeHash }
    #expect(saved.treeHash == active?.hexadecimal)
    var ports = world.operator.parts.ports
    ports.media = saved.copy.library(
      over: MediaFiles(), path: { [spool = world.operator.parts.spool] in spool.path(of: $0) })
    let again = ConfigurationLoader(accounts: saved.copy, schedule: saved.copy, ports: ports)
      .load(now: SystemClocks.wall(), facts: KnownFacts(knowsEveryPost: true))
    #expect(again.snapshot?.posts == inForce.posts)
    #expect(again.snapshot?.series.count == 1)
    #expect(again.snapshot?.timezone == "Europe/Berlin")
    try await world.end()
  }

  @Test("there is one copy, of the latest files")
  func latest() async throws {
    let world = try await OperatorWorld()
    let folder = world.folder + "/state"
    func copies() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasPrefix("accepted-") }
    }
    let first = try copies()
    let plain = AcceptedFilesTests.posts.replacing(
      ", media: [{ file: dot.gif, alt: A dot }]", with: "")
    try write(plain, world, "schedule.yaml")
    #expect(try await reload(world) == .applied)
    let second = try copies()
    #expect(first.count == 1 && second.count == 1 && first != second)
    try await world.end()
  }
}
