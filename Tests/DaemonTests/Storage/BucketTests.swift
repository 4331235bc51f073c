import Crypto
import Domain
import Media
import PlatformModels
import Scheduler
import Store
import Synchronization
import Testing

@testable import Daemon

@Suite("A bucket for media", .serialized)
struct BucketTests {
  @Test("has a file under its hash before its address is handed out, and is asked but once")
  func put() async throws {
    let town = try await BucketTown()
    let (file, bytes) = try town.picture(100)
    let addresses = try await town.media.addresses(of: [file, file])
    let address = try #require(addresses[file])
    let key = "belfry/media/\(file.hash).gif"
    #expect(town.bucket.objects[key]?.bytes == bytes)
    #expect(town.bucket.objects[key]?.mime == "image/gif")
    #expect(address.contains("X-Amz-Expires=86400&") && !address.contains(BucketTown.secret))
    let answer = try await town.get(address)
    #expect(answer.status == 200 && answer.body == .bytes(bytes))
    #expect(answer.header("content-type") == "image/gif")
    #expect(try await town.get(address, method: .head).status == 403, "the method is signed")
    _ = try await town.media.addresses(of: [file])
    #expect(town.bucket.log.filter { $0.hasPrefix("PUT") }.count == 1)
    town.change { $0.lose(key) }
    _ = try await town.media.addresses(of: [file])
    #expect(town.bucket.objects[key]?.bytes == bytes, "what somebody removed is put again")
    try await town.end()
  }

  @Test("that the world reads unsigned gives plain addresses")
  func publicly() async throws {
    let town = try await BucketTown(bucket: "public_url: https://media.example.org/x/")
    let file = try town.picture(100).file
    let address = try await town.media.addresses(of: [file])[file]
    #expect(address == "https://media.example.org/x/belfry/media/\(file.hash).gif")
    try await town.end()
  }

  @Test("whose objects nobody may get is told before a network meets it, until it is mended")
  func unreadable() async throws {
    let town = try await BucketTown()
    let file = try town.picture(100).file
    town.change { $0.mayRead = false }
    await #expect {
      _ = try await town.media.addresses(of: [file])
    } throws: { error in
      let error = error as? ErrorObject
      return error?.code == .permissionMissing && error?.retryable == false
        && error?.hint?.contains("get objects") == true
    }
    town.change { $0.mayRead = true }
    #expect(try await town.media.addresses(of: [file])[file] != nil)
    // What was read once is not read again before every call.
    let asked = town.bucket.log.count { $0.hasPrefix("GET") }
    _ = try await town.media.addresses(of: [file])
    #expect(town.bucket.log.count { $0.hasPrefix("GET") } == asked)
    try await town.end()
  }

  @Test("takes a large file in parts, and one part that fails is sent again")
  func parts() async throws {
    let town = try await BucketTown()
    let (file, bytes) = try town.picture(300)
    let client = try #require(try town.media.client())
    town.change { $0.partTroubles = ["SlowDown", "InternalError"] }
    try await client.put(town.spool.path(of: file.hash), bytes: 300, mime: file.mime, as: "k")
    #expect(town.bucket.objects["k"]?.bytes == bytes && town.bucket.uploads.isEmpty)
    #expect(town.bucket.log.filter { $0.contains("partNumber") }.count == 5 + 2)
    town.change { $0.partTroubles = ["AccessDenied"] }
    await #expect {
      try await client.put(town.spool.path(of: file.hash), bytes: 300, mime: file.mime, as: "l")
    } throws: { ($0 as? ErrorObject)?.code == .permissionMissing }
    #expect(town.bucket.objects["l"] == nil && town.bucket.uploads.isEmpty, "it was taken back")
    try await town.end()
  }

  @Test(
    "says what a refusal means, and leaves no half file behind",
    arguments: [
      ("AccessDenied", ErrorCode.permissionMissing), ("SlowDown", .platformTrouble),
      ("PermanentRedirect", .badConfiguration), ("RequestTimeTooSkewed", .clockInDoubt),
      ("NoSuchBucket", .badConfiguration), ("ExpiredToken", .signInNeeded),
    ])
  func refusals(_ code: String, _ meaning: ErrorCode) async throws {
    let town = try await BucketTown()
    let file = try town.picture(300).file
    let client = try #require(try town.media.client())
    // The beginning of a large file is refused.
    town.change { $0.troubles = [code] }
    await #expect {
      try await client.put(
        town.spool.path(of: file.hash), bytes: 300, mime: file.mime, as: "k")
    } throws: { error in
      (error as? ErrorObject)?.code == meaning
        && (error as? ErrorObject)?.message.contains(code) == true
    }
    #expect(town.bucket.objects.isEmpty && town.bucket.uploads.isEmpty)
    try await town.end()
  }

  @Test("a wrong key is told from a missing permission")
  func wrongKey() async throws {
    let town = try await BucketTown(key: "another secret")
    let file = try town.picture(100).file
    await #expect {
      _ = try await town.media.addresses(of: [file])
    } throws: { ($0 as? ErrorObject)?.code == .signInNeeded }
    try await town.end()
  }

  @Test("what a crash left unfinished is taken back at the next start")
  func recovery() async throws {
    let town = try await BucketTown()
    let file = try town.picture(300).file
    let client = try #require(try town.media.client())
    let key = client.bucket.key(of: file)
    let note = BucketObject(key: key, bytes: 300, putAt: SystemClocks.wall(), isWhole: false)
    try await town.world.engine.perform { try $0.store.note(note) }
    let begun = try await client.answer(.post, key, query: [.init("uploads", "")])
    #expect(begun.isSuccess && town.bucket.uploads.count == 1)
    try await town.media.recover()
    #expect(town.bucket.uploads.isEmpty)
    let left = try await town.world.engine.perform {
      try $0.store.bucketObjects(before: .never, whole: false, limit: 9)
    }
    #expect(left.isEmpty)
    try await town.end()
  }

  @Test("a call whose file cannot be brought there has not left")
  func notSent() async throws {
    let town = try await BucketTown()
    let file = try town.picture(100).file
    let reports = Board<Int, CallReport>()
    let sender = Sender(
      transport: town.transport, vault: town.world.vault, spool: town.spool,
      references: SecretReferences(credentials: nil, environment: { _ in nil }),
      media: town.media
    ) { event in
      if case .report(let report) = event { reports.post(report, for: 0) }
    }
    var call = Call(.post, "http://127.0.0.1:1/never")
    call.body = [.publicAddress(hash: file.hash, mime: file.mime, .json)]
    town.change { $0.troubles = ["AccessDenied", "AccessDenied"] }
    sender.send(
      SendOrder(
        flow: FlowID(1), run: 1, step: "create", account: AccountID(1), call: call,
        isRepeatable: false), sealed: [:])
    let report = try #require(await reports.wait(for: 0))
    guard case .notSent(let reason) = report.outcome else { throw OtherReply() }
    #expect(
      reason == "the bucket would not take a file: AccessDenied "
        + "(the key's role or the bucket's policy lacks a permission)")
    #expect(report.obstacle?.code == .permissionMissing)
    #expect(report.obstacle?.retryable == false)
    try await town.end()
  }
}
