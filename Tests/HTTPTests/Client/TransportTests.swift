import Domain
import Glibc
import Testing

@testable import HTTP

@Suite("The transport")
struct TransportTests {
  /// Answers with what it saw, in JSON-free text.
  @Sendable
  static func mirror(_ request: Request) async -> Response {
    let names = request.headers.map { "\($0.name)=\($0.value)" }.sorted().joined(separator: "|")
    let body = String(decoding: request.body, as: UTF8.self)
    var response = Response.text("\(request.method) \(request.path) \(names) <\(body)>")
    response.headers.append(Field("X-Answer", "  one two "))
    return response
  }

  @Test(
    "sends every method with its body and headers and reads the answer",
    arguments: [
      (.get, ""), (.post, "a body"), (.post, ""), (.put, "a body"), (.put, ""), (.patch, "p"),
      (.delete, ""), (.delete, "d"), (.head, ""),
    ] as [(Call.Method, String)])
  func methods(method: Call.Method, body: String) async throws {
    let server = try Server(.tcp(port: 0), handler: Self.mirror)
    let transport = try makeTransport()
    let result = await transport.send(
      ReadyRequest(
        method, server.url + "/a/b", headers: [Field("X-One", "1"), Field("X-Empty", "")],
        body: body.isEmpty
          ? [] : [.bytes(Array(body.utf8.prefix(1))), .bytes(Array(body.utf8.dropFirst(1)))],
        isRepeatable: false))
    let answer = try #require(result.answer, "\(result)")
    #expect(answer.status == 200)
    #expect(answer.header("x-answer") == "one two")
    #expect(answer.at == Instant(milliseconds: 1_000_000))
    if method != .head {
      #expect(answer.text.hasPrefix("\(method.rawValue) [\"a\", \"b\"] "))
      #expect(answer.text.hasSuffix("<\(body)>"))
      #expect(answer.text.contains("x-empty=|x-one=1"))
      #expect(answer.text.contains("accept-encoding=identity"))
      #expect(answer.text.contains("user-agent=belfry-test"))
      #expect(!answer.text.contains("expect="))
      #expect(!answer.text.contains("content-type="))
    }
    await transport.stop()
    await server.stop()
  }

  @Test("bounds the answer in memory", arguments: [(99, true), (100, false)])
  func bounded(limit: Int, isTooLarge: Bool) async throws {
    let server = try Server(.tcp(port: 0)) { _ in
      .text(String(repeating: "x", count: 100), status: 201)
    }
    let transport = try makeTransport()
    let result = await transport.send(
      ReadyRequest(
        .get, server.url, destination: .memory(limitBytes: limit), isRepeatable: true))
    let answer = try #require(result.answer)
    #expect(answer.status == 201)
    #expect((answer.body == .tooLarge) == isTooLarge)
    await transport.stop()
    await server.stop()
  }

  @Test("does not follow a platform's redirect")
  func redirect() async throws {
    let server = try Server(.tcp(port: 0)) { _ in
      Response(status: 302, headers: [Field("Location", "/elsewhere")])
    }
    let transport = try makeTransport()
    let result = await transport.send(ReadyRequest(.get, server.url, isRepeatable: true))
    #expect(result.answer?.status == 302)
    await transport.stop()
    await server.stop()
  }

  @Test(
    "refuses what it cannot send, with nothing sent",
    arguments: [
      ReadyRequest(.get, "file:///etc/passwd", isRepeatable: true),
      ReadyRequest(.get, "nonsense", isRepeatable: true),
      ReadyRequest(.get, "http://127.0.0.1:1/", isRepeatable: true),
      ReadyRequest(.get, "http://nobody.invalid/", isRepeatable: true),
      ReadyRequest(
        .get, "http://127.0.0.1/", headers: [Field("A", "b\r\nC: d")], isRepeatable: true),
      ReadyRequest(
        .post, "http://127.0.0.1/", body: [.file(path: "/nonexistent", offset: 0, length: 1)],
        isRepeatable: true),
      ReadyRequest(
        .post, "http://127.0.0.1/", body: [.file(path: "/dev/null", offset: 0, length: 1)],
        isRepeatable: true),
      ReadyRequest(
        .get, "http://127.0.0.1/", destination: .file(path: "/nonexistent/f", limitBytes: 1),
        isRepeatable: true),
    ])
  func unsendable(request: ReadyRequest) async throws {
    let transport = try makeTransport()
    let result = await transport.send(request)
    #expect(result.notSent != nil, "\(result)")
    await transport.stop()
  }

  @Test("sends 128 requests at once, and many more than it has connections")
  func parallel() async throws {
    var limits = Server.Limits()
    limits.connections = 200
    let arrived = Counter()
    let all = Gate<Void>()
    let server = try Server(.tcp(port: 0), limits: limits) { request in
      if arrived.increment() == 128 { all.open() }
      await all.wait()
      return .text(request.path[0])
    }
    let transport = try makeTransport()
    let url = server.url
    let texts = await withTaskGroup(of: (Int, String?).self) { group in
      for number in 0..<500 {
        group.addTask {
          let request = ReadyRequest(.get, "\(url)/n\(number)", isRepeatable: number % 2 == 0)
          return (number, await transport.send(request).answer?.text)
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for number in 0..<500 { #expect(texts[number] == "n\(number)") }
    await transport.stop()
    await server.stop()
  }

  @Test("calls back and can be cancelled, before and after sending began")
  func cancelled() async throws {
    let server = try RawServer()
    let transport = try makeTransport()
    let ended = Gate<TransferResult>()
    let id = transport.send(ReadyRequest(.get, server.url, isRepeatable: true)) { ended.open($0) }
    let socket = try await onThread {
      let socket = try server.accept()
      _ = try socket.receive(until: "\r\n\r\n")
      return socket
    }
    transport.cancel(id)
    #expect(await ended.wait().unknown == "it was cancelled")
    withExtendedLifetime(socket) {}

    let task = Task { await transport.send(ReadyRequest(.get, server.url, isRepeatable: true)) }
    task.cancel()
    #expect(await task.value.answer == nil)
    await transport.stop()
  }

  @Test("gives up what is under way when it stops, and sends nothing afterwards")
  func stops() async throws {
    let server = try RawServer()
    let transport = try makeTransport()
    let ended = Gate<TransferResult>()
    transport.send(ReadyRequest(.get, server.url, isRepeatable: true)) { ended.open($0) }
    let socket = try await onThread {
      let socket = try server.accept()
      _ = try socket.receive(until: "\r\n\r\n")
      return socket
    }
    await transport.stop()
    #expect(await ended.wait().unknown == "the HTTP client has stopped")
    let late = await transport.send(ReadyRequest(.get, server.url, isRepeatable: true))
    #expect(late.notSent == "the HTTP client has stopped")
    withExtendedLifetime(socket) {}
  }

  @Test("cannot be made to print a request")
  func unprintable() {
    let request = ReadyRequest(
      .get, "https://x/?token=canary", headers: [Field("A", "canary")],
      body: [.bytes(Array("canary".utf8))], isRepeatable: false)
    var dumped = ""
    dump(request, to: &dumped)
    dump(request.body, to: &dumped)
    #expect(!"\(request) \(String(reflecting: request)) \(dumped)".contains("canary"))
  }
}
