import Control
import Crypto
import Domain
import FoundationEssentials
import HTTP
import Media
import Synchronization
import Testing

@testable import Daemon

/// The listener's pages on a real socket.
private final class SiteWorld: Sendable {
  let world: OperatorWorld
  let links: MediaLinks
  let time = Clock()
  let file: MediaFile
  private let server: Server
  private let transport: CurlTransport

  final class Clock: Sendable {
    private let offset = Mutex(Duration.zero)
    func pass(_ duration: Duration) { offset.withLock { $0 += duration } }
    func now() -> Instant { SystemClocks.wall() + offset.withLock(\.self) }
  }

  static let bytes = Array("GIF89a".utf8) + [UInt8](repeating: 7, count: 94)
  static let origin = "https://belfry.example.org"

  init(connected: Bool = true) async throws {
    world = try await OperatorWorld(
      connected: connected, listen: "listen: { public_url: \"\(SiteWorld.origin)\" }\n")
    let path = world.folder + "/dot.gif"
    try Data(SiteWorld.bytes).write(to: URL(filePath: path))
    let spool = try Spool(directory: world.folder + "/spool")
    file = try MediaFiles().examine(path, .strip)
    try spool.adopt(path, as: file, .strip)
    links = MediaLinks(
      publicURL: SiteWorld.origin, key: Secret("a key of this test"), now: { [time] in time.now() })
    let site = PublicSite(desk: world.operator, spool: spool, links: links, uploads: nil)
    server = try Server(.tcp(port: 0), handler: { await site.respond(to: $0) })
    transport = try CurlTransport(.init(userAgent: "Tests"), wallClock: SystemClocks.wall)
  }

  func get(
    _ path: String, method: Call.Method = .get, headers: [Field] = []
  ) async throws -> Answer {
    let request = ReadyRequest(
      method, "http://127.0.0.1:\(server.port ?? 0)\(path)", headers: headers, isRepeatable: true)
    guard case .answered(let answer) = await transport.send(request).outcome else {
      throw OtherReply()
    }
    return answer
  }

  func link() throws -> String {
    let address = links.address(ofFile: file.hash, mime: "image/gif")
    #expect(address.hasPrefix(SiteWorld.origin + "/media/"))
    return String(address.dropFirst(SiteWorld.origin.count))
  }

  func end() async throws {
    await server.stop()
    try await world.end()
  }
}

private func bytes(_ answer: Answer) -> [UInt8] {
  if case .bytes(let bytes) = answer.body { bytes } else { [] }
}

@Suite("The TCP listener", .serialized)
struct PublicSiteTests {
  @Test("says in a word whether the daemon works, and nothing else")
  func health() async throws {
    let site = try await SiteWorld()
    let well = try await site.get("/healthz")
    #expect(well.status == 200 && well.text == "ok\n")
    #expect(well.header("x-content-type-options") == "nosniff")
    #expect(well.header("content-security-policy")?.hasPrefix("default-src 'none'") == true)
    #expect(well.header("cache-control") == "no-store")
    for path in ["/", "/v1/status", "/media", "/media/", "/spool", "/healthz/x", "/oauth"] {
      #expect(try await site.get(path).status == 404, "\(path)")
    }
    let posted = try await site.get("/healthz", method: .post)
    #expect(posted.status == 405 && posted.header("allow") == "GET, HEAD")
    try await site.end()
  }

  @Test("a signed address leads to the file, whole or in part, with its own type")
  func media() async throws {
    let site = try await SiteWorld()
    let link = try site.link()
    #expect(link.hasSuffix(".gif"))
    let whole = try await site.get(link)
    #expect(whole.status == 200 && bytes(whole) == SiteWorld.bytes)
    #expect(whole.header("content-type") == "image/gif")
    #expect(whole.header("accept-ranges") == "bytes")
    #expect(whole.header("x-content-type-options") == "nosniff")
    let part = try await site.get(link, headers: [Field("Range", "bytes=2-5")])
    #expect(part.status == 206 && bytes(part) == Array(SiteWorld.bytes[2...5]))
    #expect(part.header("content-range") == "bytes 2-5/100")
    let beyond = try await site.get(link, headers: [Field("Range", "bytes=100-")])
    #expect(beyond.status == 416 && beyond.header("content-range") == "bytes */100")
    let other = try await site.get(
      link, headers: [Field("Range", "bytes=2-5"), Field("If-Range", "\"other\"")])
    #expect(other.status == 200)
    try await site.end()
  }

  @Test("an address that is over, changed or made up leads nowhere")
  func forged() async throws {
    let site = try await SiteWorld()
    let link = try site.link()
    let pieces = link.split(separator: "/").map(String.init)
    let later = String((Int64(pieces[2]) ?? 0) + 1)
    let forged = [
      "/media/\(pieces[1])/\(later)/\(pieces[3])",
      "/media/\(String(repeating: "0", count: 64))/\(pieces[2])/\(pieces[3])",
      link.replacing(".gif", with: ".mp4"), link + "/x", "/media/\(pieces[1])",
      "/media/\(pieces[1])/\(pieces[2])/\(String(repeating: "0", count: 64)).gif",
      "/media/..%2Fkey/\(pieces[2])/\(pieces[3])",
    ]
    for address in forged {
      let answer = try await site.get(address)
      #expect(answer.status == 404 || answer.status == 400, "\(address)")
      #expect(bytes(answer).count < 100)
    }
    site.time.pass(MediaLinks.lifetime - .seconds(10))
    #expect(try await site.get(link).status == 200)
    site.time.pass(.seconds(11))
    #expect(try await site.get(link).status == 404)
    try await site.end()
  }

  @Test("a browser that comes back with the right state ends the sign-in, once")
  func signIn() async throws {
    let site = try await SiteWorld(connected: false)
    let one = try #require(AccountName("one"))
    let request = StartConnect(account: one, web: true)
    guard case .connect(let asked) = try await site.world.perform(.startConnect(request)) else {
      throw OtherReply()
    }
    let state = try #require(asked.url?.split(separator: "=").last)
    let wrong = try await site.get("/oauth/callback?code=c0de&state=guessed")
    #expect(wrong.status == 400)
    #expect(try await site.get("/oauth/callback").status == 400)
    let right = try await site.get("/oauth/callback?code=c0de&state=\(state)")
    #expect(right.status == 200 && right.text.hasPrefix("Signed in."), "\(right.text)")
    #expect(right.header("referrer-policy") == "no-referrer")
    let again = try await site.get("/oauth/callback?code=c0de&state=\(state)")
    #expect(again.status == 400)
    guard
      case .connect(let done) = try await site.world.perform(
        .followConnect(FollowConnect(account: one, session: asked.session)))
    else { throw OtherReply() }
    #expect(done.state == .done && done.handle == "@belfry@test")
    try await site.end()
  }

  @Test("a sign-in that was begun for another address is not ended here")
  func otherAddress() async throws {
    let site = try await SiteWorld(connected: false)
    let request = StartConnect(
      account: try #require(AccountName("one")), redirectUri: "http://127.0.0.1:9/callback")
    guard case .connect(let asked) = try await site.world.perform(.startConnect(request)) else {
      throw OtherReply()
    }
    let state = try #require(asked.url?.split(separator: "=").last)
    #expect(try await site.get("/oauth/callback?code=c0de&state=\(state)").status == 400)
    try await site.end()
  }
}
