import Config
import Control
import Crypto
import Domain
import FoundationEssentials
import HTTP
import Store
import Synchronization
import Testing

@testable import Daemon

/// Someone who receives notices, on a real socket.
private final class Receiver: Sendable {
  private let seen = Mutex<[Request]>([])
  private let arrivals = Board<Int, Bool>()
  private let answers: Mutex<[Response]>
  private let server = Mutex<Server?>(nil)

  /// - Parameter answers: for the first requests; later ones are taken.
  init(answers: [Response] = []) throws {
    self.answers = Mutex(answers)
    let started = try Server(.tcp(port: 0), handler: { [unowned self] in take($0) })
    server.withLock { $0 = started }
  }

  var address: String { "http://127.0.0.1:\(server.withLock { $0?.port ?? 0 })" }
  var requests: [Request] { seen.withLock(\.self) }

  private func take(_ request: Request) -> Response {
    let count = seen.withLock { seen in
      seen.append(request)
      return seen.count
    }
    defer { arrivals.post(true, for: count) }
    return answers.withLock { $0.isEmpty ? Response(status: 200) : $0.removeFirst() }
  }

  /// The request of that number, the first being 1.
  func request(_ number: Int) async throws -> Request {
    try #require(await arrivals.wait(for: number, seconds: 30) != nil)
    return requests[number - 1]
  }

  func stop() async { await server.withLock(\.self)?.stop() }
}

private final class NoticeWorld: Sendable {
  let world: OperatorWorld
  let notifier: Notifier
  let logged = Board<Int, LogLine>()

  init() async throws {
    world = try await OperatorWorld()
    let logged = logged
    let counter = Counter()
    let book = LogBook { line in
      let count = counter.next()
      logged.post(line, for: count)
    }
    let clock = Clock()
    self.clock = clock
    notifier = Notifier(
      engine: world.engine,
      transport: try CurlTransport(.init(userAgent: "Tests"), wallClock: SystemClocks.wall),
      references: SecretReferences(
        credentials: nil, environment: { $0 == "TOKEN" ? "tk-canary-token" : nil }),
      logBook: book, uptime: { clock.now.withLock(\.self) })
  }

  private final class Counter: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
      count.withLock { count in
        count += 1
        return count
      }
    }
  }

  final class Clock: Sendable {
    let now = Mutex(Uptime(milliseconds: 1_000_000))
  }
  let clock: Clock

  func raise(_ notices: Notice...) async throws {
    try await world.engine.perform { context in
      _ = try context.store.carryOut(notices.map(Write.notice), at: context.now)
    }
  }

  func waiting() async throws -> Int {
    try await world.engine.perform { try $0.store.undeliveredNotices(limit: 100).count }
  }

  func pass(_ duration: Duration) { clock.now.withLock { $0 = $0 + duration } }

  /// Waits until nothing is left to tell.
  func untilTold() async throws {
    var rounds = 0
    while try await waiting() > 0 {
      rounds += 1
      try #require(rounds < 10_000, "the notices stay")
    }
  }
}

private let attention = Notice(.attention, title: "yaml:a → fedi needs you", body: "Größe?\nlook")

@Suite("Notices on their way to people", .serialized)
struct NotifierTests {
  @Test("ntfy gets the text as the body, the title as a header and the token as a bearer")
  func ntfy() async throws {
    let (home, receiver) = (try await NoticeWorld(), try Receiver())
    try await home.raise(attention)
    home.notifier.use(
      .ntfy(url: receiver.address + "/topic", token: SecretKey("env:TOKEN")))
    let request = try await receiver.request(1)
    #expect(request.method == "POST")
    #expect(request.path == ["topic"])
    #expect(String(decoding: request.body, as: UTF8.self) == "Größe?\nlook")
    #expect(request.header("authorization") == "Bearer tk-canary-token")
    let title = Base64.standard(Array(attention.title.utf8))
    #expect(request.header("title") == "=?UTF-8?B?\(title)?=")
    try await home.untilTold()
    #expect(receiver.requests.count == 1)
    await receiver.stop()
    try await home.world.end()
  }

  @Test("a webhook gets a document that is signed over its id, its time and its bytes")
  func webhook() async throws {
    let (home, receiver) = (try await NoticeWorld(), try Receiver())
    try await home.raise(attention)
    home.notifier.use(
      .webhook(url: receiver.address + "/hook", secret: SecretKey("env:TOKEN")))
    let request = try await receiver.request(1)
    let body = try JSON(parsing: request.body)
    #expect(body["title"]?.string == attention.title)
    #expect(body["kind"]?.string == "attention")
    let id = try #require(request.header("webhook-id"))
    let time = try #require(request.header("webhook-timestamp"))
    let code = HMACSHA256.code(
      of: Array("\(id).\(time).".utf8) + request.body, key: Array("tk-canary-token".utf8))
    #expect(request.header("webhook-signature") == "v1," + Base64.standard(code))
    try await home.untilTold()
    await receiver.stop()
    try await home.world.end()
  }

  @Test("a receiver that fails is asked again after a wait that grows, and the log says it once")
  func retry() async throws {
    let receiver = try Receiver(answers: [Response(status: 500), Response(status: 503)])
    let home = try await NoticeWorld()
    try await home.raise(attention)
    home.notifier.use(.ntfy(url: receiver.address, token: SecretKey("env:TOKEN")))
    let line = try #require(await home.logged.wait(for: 1, seconds: 30))
    #expect(line.message == "notices cannot be delivered: the answer was 500")
    home.notifier.poke()
    home.pass(.seconds(14))
    home.notifier.poke()
    #expect(receiver.requests.count == 1)
    home.pass(.seconds(1))
    home.notifier.poke()
    _ = try await receiver.request(2)
    // Fifteen seconds became thirty; the poke after them is the one that is heard.
    while receiver.requests.count < 3 {
      home.pass(.seconds(30))
      home.notifier.poke()
      await Task.yield()
    }
    try await home.untilTold()
    let back = try #require(await home.logged.wait(for: 2, seconds: 30))
    #expect(back.message == "notices are delivered again")
    #expect(Set(receiver.requests.compactMap { $0.header("x-belfry-notice") }).count == 1)
    await receiver.stop()
    try await home.world.end()
  }

  @Test("a redirect is not followed, so that the token stays with the address that it is for")
  func redirect() async throws {
    let other = try Receiver()
    let receiver = try Receiver(answers: [
      Response(status: 307, headers: [Field("Location", other.address)])
    ])
    let home = try await NoticeWorld()
    try await home.raise(attention)
    home.notifier.use(.ntfy(url: receiver.address, token: SecretKey("env:TOKEN")))
    let line = try #require(await home.logged.wait(for: 1, seconds: 30))
    #expect(line.message.hasSuffix("the answer was 307"))
    #expect(other.requests.isEmpty)
    #expect(try await home.waiting() == 1)
    await receiver.stop()
    await other.stop()
    try await home.world.end()
  }

  @Test("no line of the log holds the secret, whatever goes wrong")
  func canary() async throws {
    let echo = Response(status: 401, body: .bytes(Array("Bearer tk-canary-token".utf8)))
    let receiver = try Receiver(answers: [echo])
    let home = try await NoticeWorld()
    try await home.raise(attention)
    home.notifier.use(.ntfy(url: receiver.address, token: SecretKey("env:TOKEN")))
    let refused = try #require(await home.logged.wait(for: 1, seconds: 30))
    home.notifier.use(.ntfy(url: receiver.address, token: SecretKey("env:NONE")))
    let unresolved = try #require(await home.logged.wait(for: 2, seconds: 30))
    home.notifier.use(.ntfy(url: "http://127.0.0.1:1/", token: SecretKey("env:TOKEN")))
    let unreachable = try #require(await home.logged.wait(for: 3, seconds: 30))
    for line in [refused, unresolved, unreachable] {
      #expect(!LogSink.sentence(line).contains("canary"))
    }
    #expect(unresolved.message.contains("env:NONE"))
    await receiver.stop()
    try await home.world.end()
  }

  @Test("many notices of one kind become one message that lists them; other kinds stay apart")
  func flood() async throws {
    let (home, receiver) = (try await NoticeWorld(), try Receiver())
    for number in 1...50 {
      try await home.raise(Notice(.refused, title: "post \(number)", body: "too rude"))
    }
    try await home.raise(attention)
    home.notifier.use(.webhook(url: receiver.address, secret: nil))
    let many = try JSON(parsing: try await receiver.request(1).body)
    #expect(many["title"]?.string == "50 × refused")
    let lines = many["body"]?.string?.split(separator: "\n") ?? []
    #expect(lines.count == 21)
    #expect(lines.first == "post 1" && lines.last == "and 30 more: belfry notices")
    let single = try JSON(parsing: try await receiver.request(2).body)
    #expect(single["title"]?.string == attention.title)
    try await home.untilTold()
    #expect(receiver.requests.count == 2)
    await receiver.stop()
    try await home.world.end()
  }
}
