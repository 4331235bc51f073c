import Control
import Crypto
import Domain
import HTTP
import Media
import PlatformModels
import Store
import Synchronization
import Testing

@testable import Daemon

/// A daemon, its listener on a real socket, and what stands between that and the world.
private final class Street: Sendable {
  let world: OperatorWorld
  let server: Server
  private let shared: Shared

  private final class Shared: Sendable {
    let site = Mutex<PublicSite?>(nil)
    let obstacle = Mutex<Response?>(nil)
    let asked = Mutex(0)
    let passed = Mutex(Duration.zero)
  }

  init(media: String = "") async throws {
    let shared = Shared()
    self.shared = shared
    server = try Server(.tcp(port: 0)) { request in
      shared.asked.withLock { $0 += 1 }
      if let obstacle = shared.obstacle.withLock(\.self) { return obstacle }
      return await shared.site.withLock(\.self)?.respond(to: request) ?? .text("", status: 503)
    }
    let origin = "http://127.0.0.1:\(server.port ?? 0)"
    let now: @Sendable () -> Instant = { SystemClocks.wall() + shared.passed.withLock(\.self) }
    let links = MediaLinks(publicURL: origin, key: Secret("a key of this test"), now: now)
    world = try await OperatorWorld(
      listen: "listen: { public_url: \"\(origin)\" }\n\(media)", links: links, now: now)
    let spool = try Spool(directory: world.folder + "/spool")
    let site = PublicSite(desk: world.operator, spool: spool, links: links, uploads: nil)
    shared.site.withLock { $0 = site }
  }

  /// How often somebody knocked.
  var asked: Int { shared.asked.withLock(\.self) }

  func put(_ obstacle: Response?) { shared.obstacle.withLock { $0 = obstacle } }

  func pass(_ duration: Duration) { shared.passed.withLock { $0 += duration } }

  /// What a post is told that needs a file.
  func trouble() async -> ErrorObject? {
    do throws(ErrorObject) {
      let file = PublicFile(hash: String(repeating: "ab", count: 32), mime: "image/gif")
      let found = try await world.media.addresses(of: [file])
      #expect(found[file]?.hasSuffix(".gif") == true)
      return nil
    } catch {
      return error
    }
  }

  func notices() async throws -> [String] {
    try await world.engine.perform { try $0.store.notices(limit: 9).items.map(\.title) }
  }

  func health() async throws -> HealthCheck? {
    guard case .health(let view) = try await world.perform(.health(GetHealth())) else {
      throw OtherReply()
    }
    return view.checks.first { $0.name == "media" }
  }

  func end() async throws {
    await server.stop()
    try await world.end()
  }
}

@Suite("The place from which networks fetch media", .serialized)
struct MediaPlaceTests {
  @Test("is tried through the world's address, and not again for a day")
  func works() async throws {
    let street = try await Street()
    #expect(try await street.health() == nil)
    let standing = await street.world.media.tryPlace()
    #expect(standing != nil && standing?.trouble == nil)
    #expect(await street.world.media.tryPlace() == nil)
    #expect(await street.trouble() == nil)
    #expect(street.asked == 1)
    #expect(try await street.health()?.status == .ok)
    street.pass(.seconds(86_400))
    #expect(await street.world.media.tryPlace() != nil)
    #expect(street.asked == 2)
    #expect(try await street.notices().isEmpty)
    try await street.end()
  }

  static let obstacles: [(Response, String)] = [
    (.text("nobody", status: 404), "answers 404 where media should be"),
    (.text("Welcome", status: 200), "answers something else where media should be"),
  ]

  @Test("that is somebody else is told once, holds posts back, and is tried until it works")
  func somebodyElse() async throws {
    for (obstacle, words) in Self.obstacles {
      let street = try await Street()
      street.put(obstacle)
      #expect(await street.world.media.tryPlace()?.trouble?.message.hasSuffix(words) == true)
      #expect(try await street.notices() == ["media cannot be handed out"])
      let health = try await street.health()
      #expect(health?.status == .degraded)
      #expect(health?.message.contains("public_url must lead to") == true)
      let told = await street.trouble()
      #expect(told?.code == .badConfiguration && told?.retryable == false)
      #expect(street.asked == 1, "a minute's posts share one look")
      street.pass(.seconds(300))
      #expect(await street.world.media.tryPlace()?.trouble != nil)
      #expect(try await street.notices().count == 1)
      street.put(nil)
      street.pass(.seconds(60))
      #expect(await street.trouble() == nil)
      #expect(try await street.health()?.status == .ok)
      try await street.end()
    }
  }

  @Test("that cannot be reached is told with how to go on without")
  func unreachable() async throws {
    let street = try await Street()
    await street.server.stop()
    let trouble = await street.world.media.tryPlace()?.trouble
    #expect(trouble?.message.contains("cannot be reached from here") == true)
    #expect(trouble?.hint?.hasSuffix("media: try_addresses: false") == true)
    #expect(await street.trouble()?.code == .badConfiguration)
    try await street.world.end()
    let without = try await Street(media: "media: { try_addresses: false }\n")
    await without.server.stop()
    #expect(await without.world.media.tryPlace() == nil)
    #expect(await without.trouble() == nil)
    try await without.world.end()
  }

  @Test("that is a bucket gets a small object, which is read and removed")
  func bucket() async throws {
    let town = try await BucketTown()
    let standing = await town.media.tryPlace()
    #expect(standing != nil && standing?.trouble == nil)
    #expect(town.bucket.objects.isEmpty)
    #expect(
      town.bucket.log.map { $0.prefix { $0 != " " } } == ["PUT", "GET", "DELETE"])
    #expect(town.bucket.log.allSatisfy { $0.contains("belfry/media/trial.txt") })
    #expect(await town.media.tryPlace() == nil)
    let file = try town.picture(100).file
    _ = try await town.media.addresses(of: [file])
    #expect(town.bucket.log.count { $0.hasPrefix("GET") } == 1)
    try await town.end()
  }

  @Test("that is a bucket which refuses is told before a post needs it")
  func refusingBucket() async throws {
    let town = try await BucketTown()
    town.change { $0.mayRead = false }
    #expect(await town.media.tryPlace()?.trouble?.code == .permissionMissing)
    let notices = try await town.world.engine.perform { try $0.store.notices(limit: 9).items }
    #expect(notices.map(\.title) == ["media cannot be handed out"])
    try await town.end()
  }
}
