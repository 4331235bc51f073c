import Config
import Control
import Crypto
import Domain
import FoundationEssentials
import HTTP
import Media
import Store
import Synchronization
import Testing

@testable import Daemon

/// A daemon whose listener takes uploads, with a clock that can be moved.
private final class UploadTown: Sendable {
  static let picture = Array("GIF89a".utf8) + [UInt8](repeating: 7, count: 94)
  static let other = Caller(actor: "uid:2000", role: .author)

  let world: OperatorWorld
  private let offset: Offset
  private let server: Server
  private let transport: CurlTransport

  final class Offset: Sendable {
    private let value = Mutex(Duration.zero)
    func add(_ duration: Duration) { value.withLock { $0 += duration } }
    func now() -> Instant { SystemClocks.wall() + value.withLock(\.self) }
  }

  init(media: String = "media: {}\n", schedule: String = "") async throws {
    let offset = Offset()
    self.offset = offset
    world = try await OperatorWorld(
      schedule: schedule,
      listen: "listen: { public_url: \"https://belfry.example.org\" }\n" + media,
      now: { offset.now() })
    let links = UploadLinks(
      publicURL: "https://belfry.example.org", key: Secret("a key of this test"),
      now: { offset.now() })
    let site = PublicSite(
      desk: world.operator, spool: world.operator.parts.spool, links: nil, uploads: links)
    var limits = Server.Limits()
    limits.bodyBytes = 4 << 10
    server = try Server(
      .tcp(port: 0), limits: limits, plan: site.plan, handler: { await site.respond(to: $0) })
    transport = try CurlTransport(.init(userAgent: "Tests"), wallClock: SystemClocks.wall)
  }

  var spool: Spool { world.operator.parts.spool }

  func pass(_ duration: Duration) { offset.add(duration) }

  func request(
    bytes: Int = UploadTown.picture.count, mime: String = "image/gif", sha256: String? = nil,
    as caller: Caller = OperatorWorld.admin
  ) async throws -> UploadView {
    let request = RequestUpload(
      name: "dot.gif", mime: mime, bytes: Int64(bytes), sha256: sha256, project: "spring")
    guard
      case .upload(let view) = try await world.operator.perform(
        .requestUpload(request), as: caller)
    else { throw OtherReply() }
    return view
  }

  func put(_ bytes: [UInt8], _ view: UploadView, mime: String? = nil) async throws -> Int {
    let path = view.url.dropFirst("https://belfry.example.org".count)
    let request = ReadyRequest(
      .put, "http://127.0.0.1:\(server.port ?? 0)\(path)",
      headers: [Field("Content-Type", mime ?? view.headers["Content-Type"] ?? "")],
      body: [.bytes(bytes)], isRepeatable: false)
    guard case .answered(let answer) = await transport.send(request).outcome else {
      throw OtherReply()
    }
    return answer.status
  }

  func confirm(_ id: String, as caller: Caller = OperatorWorld.admin) async throws -> MediaView {
    guard
      case .medium(let view) = try await world.operator.perform(
        .confirmUpload(ConfirmUpload(id: id)), as: caller)
    else { throw OtherReply() }
    return view
  }

  func sweep(dryRun: Bool = false) async throws -> MediaSweep {
    guard
      case .mediaSweep(let sweep) = try await world.perform(
        .sweepMedia(SweepMedia(dryRun: dryRun)))
    else { throw OtherReply() }
    return sweep
  }

  func end() async throws {
    await server.stop()
    await transport.stop()
    try await world.end()
  }
}

private func code(_ error: any Error) -> ErrorCode? { (error as? ErrorObject)?.code }

@Suite("Uploads over the listener", .serialized)
struct UploadTests {
  @Test(
    "an upload is kept without what it tells, unless the files say otherwise",
    arguments: ["strip", "keep"])
  func metadata(policy: String) async throws {
    let town = try await UploadTown(media: "media: { metadata: \(policy) }\n")
    let comment: [UInt8] = [0x21, 0xFE, 5] + Array("Paris".utf8) + [0]
    let told = Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0] + comment + [0x3B]
    let upload = try await town.request(
      bytes: told.count, sha256: SHA256().sha256(told).hexadecimal)
    #expect(try await town.put(told, upload) == 201)
    let medium = try await town.confirm(upload.id)
    let isKept = policy == "keep"
    #expect(medium.bytes == Int64(told.count - (isKept ? 0 : comment.count)))
    #expect((medium.sha256 == SHA256().sha256(told).hexadecimal) == isKept)
    #expect(town.spool.hold(try #require(medium.sha256)) == medium.bytes)
    try await town.end()
  }

  @Test("an upload that was asked for, put and confirmed can go with a post")
  func wholeWay() async throws {
    let town = try await UploadTown()
    let hash = SHA256().sha256(UploadTown.picture).hexadecimal
    let upload = try await town.request(sha256: hash)
    #expect(upload.method == "PUT" && upload.headers == ["Content-Type": "image/gif"])
    await #expect { _ = try await town.confirm(upload.id) } throws: { code($0) == .conflict }
    #expect(try await town.put(UploadTown.picture, upload) == 201)
    let medium = try await town.confirm(upload.id)
    #expect(medium.state == .uploaded && medium.sha256 == hash && medium.project == "spring")
    #expect(town.spool.contains(hash))
    #expect(try await town.confirm(upload.id) == medium, "asking again changes nothing")
    let create = CreatePost(
      to: ["one"], text: "With a dot", media: [MediaFields(id: upload.id, alt: "A dot")])
    guard case .result(let result) = try await town.world.perform(.post(create)) else {
      throw OtherReply()
    }
    #expect(result.status == .published)
    try await town.end()
  }

  @Test("an address takes one body, of its length and type, until it is over")
  func oneUse() async throws {
    let town = try await UploadTown()
    let upload = try await town.request()
    #expect(try await town.put(UploadTown.picture, upload, mime: "image/png") == 400)
    #expect(try await town.put(UploadTown.picture + [7], upload) == 400)
    #expect(try await town.put(UploadTown.picture, upload) == 201)
    #expect(try await town.put(UploadTown.picture, upload) == 409)
    _ = try await town.confirm(upload.id)
    #expect(try await town.put(UploadTown.picture, upload) == 409)
    var forged = upload
    forged.url = upload.url.replacing("/100/", with: "/99/")
    #expect(try await town.put(Array(UploadTown.picture.dropLast()), forged) == 404)
    let late = try await town.request()
    town.pass(.seconds(3601))
    #expect(try await town.put(UploadTown.picture, late) == 404)
    let left = town.spool.entries().filter { !$0.isWhole }
    #expect(left.isEmpty, "no half bodies stay behind")
    try await town.end()
  }

  @Test("what is not what was announced fails, and says so")
  func otherContent() async throws {
    let town = try await UploadTown()
    let wrongHash = try await town.request(sha256: String(repeating: "0", count: 64))
    #expect(try await town.put(UploadTown.picture, wrongHash) == 201)
    await #expect { _ = try await town.confirm(wrongHash.id) } throws: {
      code($0) == .contentRefused
    }
    let wrongType = try await town.request(mime: "image/png")
    #expect(try await town.put(UploadTown.picture, wrongType) == 201)
    await #expect { _ = try await town.confirm(wrongType.id) } throws: { error in
      (error as? ErrorObject)?.message == "dot.gif: it is image/gif, not image/png"
    }
    await #expect { _ = try await town.confirm(wrongType.id) } throws: { code($0) == .conflict }
    #expect(town.spool.entries().isEmpty)
    try await town.end()
  }

  @Test("types, sizes, the quota and each caller's pace are checked before an address is given")
  func limits() async throws {
    let town = try await UploadTown(
      media: "media: { quota: 1MB, largest: 900KB, uploads: 3/h }\n")
    await #expect { _ = try await town.request(mime: "text/html") } throws: {
      code($0) == .badRequest
    }
    await #expect { _ = try await town.request(bytes: 1_000_000) } throws: {
      code($0) == .tooLarge
    }
    _ = try await town.request(bytes: 900_000)
    await #expect { _ = try await town.request(bytes: 300_000) } throws: { error in
      (error as? ErrorObject)?.message.contains("quota") == true
    }
    await #expect { _ = try await town.request() } throws: { code($0) == .tooMany }
    _ = try await town.request(as: UploadTown.other)
    try await town.end()
  }

  @Test("nobody but its owner and an admin confirms an upload")
  func owners() async throws {
    let town = try await UploadTown()
    let upload = try await town.request()
    #expect(try await town.put(UploadTown.picture, upload) == 201)
    await #expect { _ = try await town.confirm(upload.id, as: UploadTown.other) } throws: {
      code($0) == .notAllowed
    }
    try await town.end()
  }
}

@Suite("The clean-up of media", .serialized)
struct SweepTests {
  @Test("takes what is old and unused, and never what a pending post needs")
  func age() async throws {
    let town = try await UploadTown()
    let path = town.world.folder + "/dot.gif"
    try Data(UploadTown.picture).write(to: URL(filePath: path))
    guard case .medium(let needed) = try await town.world.perform(.putMedia(PutMedia(file: path)))
    else { throw OtherReply() }
    try Data(UploadTown.picture + [1]).write(to: URL(filePath: path))
    guard case .medium(let unused) = try await town.world.perform(.putMedia(PutMedia(file: path)))
    else { throw OtherReply() }
    let create = CreatePost(
      to: ["one"], at: "2027-06-01 09:00", text: "Later", media: [MediaFields(id: needed.id)],
      waitS: 0)
    _ = try await town.world.perform(.post(create))
    #expect(try await town.sweep().items.isEmpty)
    town.pass(.seconds(31 * 86_400))
    let preview = try await town.sweep(dryRun: true)
    #expect(preview.items.map(\.what) == [.upload, .file] && preview.isDryRun)
    #expect(town.spool.contains(unused.sha256 ?? ""))
    let sweep = try await town.sweep()
    #expect(sweep.items == preview.items && sweep.keptBytes == preview.keptBytes)
    #expect(sweep.items.map(\.name) == [unused.id, unused.sha256])
    #expect(!town.spool.contains(unused.sha256 ?? ""))
    #expect(town.spool.contains(needed.sha256 ?? ""))
    #expect(
      try await town.world.engine.perform { try $0.store.medium(unused.id)?.state } == .deleted)
    try await town.end()
  }

  @Test("above the quota the longest unused goes first; an upload nobody confirmed is over")
  func quota() async throws {
    let town = try await UploadTown(media: "media: { quota: 1KB, largest: 1KB }\n")
    let path = town.world.folder + "/dot.gif"
    var ids: [String] = []
    for mark in 0..<2 {
      try Data(UploadTown.picture + [UInt8](repeating: UInt8(mark), count: 300))
        .write(to: URL(filePath: path))
      guard case .medium(let view) = try await town.world.perform(.putMedia(PutMedia(file: path)))
      else { throw OtherReply() }
      ids.append(view.id)
      town.pass(.seconds(60))
    }
    let open = try await town.request(bytes: 100)
    town.pass(.seconds(2 * 86_400))
    try await town.world.shrinkQuota(to: 500)
    let sweep = try await town.sweep()
    #expect(sweep.items.filter { $0.what == .upload }.map(\.name) == [open.id, ids[0]])
    #expect(sweep.keptBytes == 400)
    try await town.end()
  }

  @Test("a check names what is missing, damaged and not needed")
  func check() async throws {
    let town = try await UploadTown()
    let path = town.world.folder + "/dot.gif"
    var hashes: [String] = []
    for mark in 0..<3 {
      try Data(UploadTown.picture + [UInt8(mark)]).write(to: URL(filePath: path))
      guard case .medium(let view) = try await town.world.perform(.putMedia(PutMedia(file: path)))
      else { throw OtherReply() }
      hashes.append(view.sha256 ?? "")
    }
    try FileManager.default.removeItem(atPath: town.spool.path(of: hashes[0]))
    try Data(UploadTown.picture).write(to: URL(filePath: town.spool.path(of: hashes[1])))
    let stray = town.spool.incomingPath()
    try Data(UploadTown.picture + [9]).write(to: URL(filePath: stray))
    let strayHash = try town.spool.receive(stray, name: "x", .strip).hash
    guard case .mediaCheck(let view) = try await town.world.perform(.checkMedia(CheckMedia()))
    else { throw OtherReply() }
    #expect(view.missing == [hashes[0]] && view.damaged == [hashes[1]])
    #expect(view.unneeded == [strayHash] && view.files == 3 && !view.isSound)
    try await town.end()
  }
}

extension OperatorWorld {
  /// As if the files had been changed so.
  fileprivate func shrinkQuota(to bytes: Int) async throws {
    var snapshot = try #require(present.snapshot)
    snapshot.settings.media.quotaBytes = bytes
    present.snapshot = snapshot
  }
}
