import Config
import Control
import Domain
import FoundationEssentials
import HTTP
import Media
import Synchronization
import Testing

@testable import Daemon

/// A web server with a picture, which counts who comes.
private final class Gallery: Sendable {
  static let picture = Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x3B]

  private let server: Server
  private let requests: Visits

  final class Visits: Sendable {
    private let paths = Mutex<[String]>([])
    private let gate = Mutex<CheckedContinuation<Void, Never>?>(nil)
    private let isHeld: Bool
    init(held: Bool) { isHeld = held }

    /// Where `held`, waits for `open`.
    func pass() async {
      guard isHeld else { return }
      await withCheckedContinuation { visitor in gate.withLock { $0 = visitor } }
    }

    /// - Returns: whether somebody was let in.
    func open() -> Bool {
      let visitor = gate.withLock { gate in
        defer { gate = nil }
        return gate
      }
      visitor?.resume()
      return visitor != nil
    }

    var all: [String] { paths.withLock(\.self) }
    func add(_ path: String) { paths.withLock { $0.append(path) } }
  }

  /// - Parameter held: whether visitors wait until they are let in.
  init(held: Bool = false) throws {
    let requests = Visits(held: held)
    self.requests = requests
    server = try Server(
      .tcp(port: 0),
      handler: { request in
        let path = "/" + request.path.joined(separator: "/")
        requests.add(path)
        await requests.pass()
        switch path {
        case "/dot.gif": return Response(status: 200, body: .bytes(Gallery.picture))
        case "/large.gif":
          return Response(
            status: 200, body: .bytes(Gallery.picture + [UInt8](repeating: 0, count: 4000)))
        case "/page.html": return .text("<html></html>")
        default: return Response(status: 404)
        }
      })
  }

  var origin: String { "http://127.0.0.1:\(server.port ?? 0)" }
  var visits: [String] { requests.all }

  func letIn() async {
    while !requests.open() { await Task.yield() }
  }

  func close() async { await server.stop() }
}

@Suite("Media that lie elsewhere", .serialized)
struct DistantMediaTests {
  private func post(_ media: String, id: String = "a") -> String {
    "posts:\n  - { id: \(id), at: 2040-07-01 09:30, text: A dot, media: [\(media)] }\n"
  }

  private func write(_ world: OperatorWorld, _ posts: String) throws {
    let head =
      "version: 1\ntimezone: Europe/Berlin\nhorizon: 20y\ndefaults: { to: everywhere }\n"
    try Data((head + posts).utf8).write(to: URL(filePath: world.folder + "/schedule.yaml"))
  }

  private func reload(_ world: OperatorWorld) async throws -> ReloadReport {
    guard case .reload(let report) = try await world.perform(.reload(Reload())) else {
      throw OtherReply()
    }
    return report
  }

  @Test("an address is fetched once; what it led to is published, also when it is gone")
  func address() async throws {
    let gallery = try Gallery()
    let world = try await OperatorWorld()
    let posts = post("{ url: \(gallery.origin)/dot.gif?signature=secret, alt: A dot }")
    try write(world, posts)
    #expect(try await reload(world).state == .applied)
    #expect(gallery.visits == ["/dot.gif"])
    let hash = try #require(world.present.media?.first)
    #expect(world.operator.parts.spool.contains(hash))
    #expect(try await reload(world).state == .unchanged)
    await gallery.close()
    await world.stop()
    let later = try await OperatorWorld(folder: world.folder)
    #expect(later.present.snapshot?.posts.count == 1 && later.present.media == [hash])
    try write(later, posts.replacing("A dot", with: "The same dot"))
    let report = try await reload(later)
    #expect(report.state == .applied && report.plan.changes.map(\.kind) == [.revise])
    #expect(gallery.visits == ["/dot.gif"])
    try await later.end()
  }

  @Test(
    "what cannot be had refuses the reload at its line, without the query of its address",
    arguments: [
      ("gone.gif?signature=secret", "cannot be had (the server answered with 404)"),
      ("page.html?signature=secret", "is in a format that Belfry does not know"),
      ("large.gif?signature=secret", "is larger than 1 KB"),
    ])
  func refused(path: String, reason: String) async throws {
    let gallery = try Gallery()
    let world = try await OperatorWorld(listen: "media: { largest: 1KB }\n")
    try write(world, post("{ url: \(gallery.origin)/\(path), alt: A dot }"))
    let report = try await reload(world)
    #expect(report.state == .refused)
    let name = path.prefix { $0 != "?" }
    #expect(
      report.plan.diagnostics.map(\.message) == [
        "the media file \"\(gallery.origin)/\(name)?…\" \(reason)"
      ])
    #expect(report.plan.diagnostics.first?.line == 6)
    #expect(world.operator.parts.spool.entries().isEmpty)
    await gallery.close()
    try await world.end()
  }

  @Test("a start does not wait for media that take long; its reload goes on")
  func start() async throws {
    let gallery = try Gallery(held: true)
    let world = try await OperatorWorld()
    try write(world, post("{ url: \(gallery.origin)/dot.gif, alt: A dot }"))
    let first = FirstReload(world.operator.parts.reloader)
    #expect(try await first.report(within: .zero) == nil)
    await gallery.letIn()
    #expect(try await first.end().state == .applied)
    #expect(try await first.report()?.state == .applied)
    await gallery.close()
    try await world.end()
  }

  @Test("an upload is named by its id, in the files, in CSV and in requests")
  func upload() async throws {
    let gallery = try Gallery()
    let world = try await OperatorWorld()
    let path = world.folder + "/dot.gif"
    try Data(Gallery.picture).write(to: URL(filePath: path))
    guard case .medium(let medium) = try await world.perform(.putMedia(PutMedia(file: path)))
    else { throw OtherReply() }
    try write(world, post("{ id: \(medium.id), alt: A dot }"))
    #expect(try await reload(world).state == .applied)
    #expect(world.present.media == [try #require(medium.sha256)])
    let csv =
      "id,at,to,text,media,alt\nr,2040-07-01 09:30,everywhere,Two,"
      + "id:\(medium.id); \(gallery.origin)/dot.gif,One; Two\n"
    let request = ImportPosts(csv: csv, name: "posts.csv", dryRun: nil, waitS: 120)
    guard case .importReport(let report) = try await world.perform(.importPosts(request)) else {
      throw OtherReply()
    }
    #expect(report.state == .done && report.errors.isEmpty)
    let create = CreatePost(
      to: ["one"], text: "Now", media: [MediaFields(url: gallery.origin + "/dot.gif")])
    guard case .result(let result) = try await world.perform(.post(create)) else {
      throw OtherReply()
    }
    #expect(result.status == .published)
    #expect(gallery.visits == ["/dot.gif"], "the import brought it")
    await gallery.close()
    try await world.end()
  }

  @Test("what a caller's posts bring from addresses counts as their uploads, once each")
  func pace() async throws {
    let gallery = try Gallery()
    let world = try await OperatorWorld(listen: "media: { uploads: 1/h }\n")
    func post(_ path: String) async throws {
      let media = [MediaFields(url: gallery.origin + path)]
      _ = try await world.perform(.post(CreatePost(to: ["one"], text: path, media: media)))
    }
    try await post("/dot.gif")
    try await post("/dot.gif")
    await #expect { try await post("/large.gif") } throws: { error in
      (error as? ErrorObject)?.code == .tooMany
    }
    #expect(gallery.visits == ["/dot.gif"])
    await gallery.close()
    try await world.end()
  }

  @Test("an upload that is not there refuses the reload, and so does a request with two sources")
  func wrong() async throws {
    let world = try await OperatorWorld()
    try write(world, post("{ id: m-0000, alt: A dot }"))
    let report = try await reload(world)
    #expect(
      report.plan.diagnostics.map(\.message) == [
        "the media file \"m-0000\" cannot be had (there is no medium m-0000)"
      ])
    let create = CreatePost(
      to: ["one"], text: "Now", media: [MediaFields(file: "/tmp/a.gif", id: "m-0000")])
    await #expect { _ = try await world.perform(.post(create)) } throws: { error in
      (error as? ErrorObject)?.message == "media: give file, url or id, one of them"
    }
    try await world.end()
  }
}
