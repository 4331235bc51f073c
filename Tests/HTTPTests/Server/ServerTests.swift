import Glibc
import Testing

@testable import HTTP

private let longLine = String(repeating: "a", count: 100_000)
private let flood = String(repeating: "x-flood: 1\r\n", count: 20_000)

/// A request that no honest client sends.
struct Nonsense: Sendable, CustomTestStringConvertible {
  let name: String
  let request: String
  let status: Int
  var testDescription: String { name }

  init(_ name: String, _ request: String, status: Int) {
    self.name = name
    self.request = request
    self.status = status
  }
}

@Suite("The server")
struct ServerTests {
  /// Answers with what it saw.
  @Sendable
  static func mirror(_ request: Request) async -> Response {
    let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    let body = String(decoding: request.body, as: UTF8.self)
    return .text("\(request.method) \(request.path) \(query) \(body)")
  }

  @Test("answers over TCP, several requests on one connection")
  func keepAlive() async throws {
    let server = try Server(.tcp(port: 0), handler: Self.mirror)
    let port = try #require(server.port)
    let answers = try await onThread {
      let socket = try RawSocket(port: port)
      try socket.send("GET /a/b?c=d HTTP/1.1\r\nHost: x\r\n\r\n")
      let first = try socket.receive(until: "GET [")
      try socket.send("POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody")
      return (first, try socket.receive(until: "body"))
    }
    #expect(answers.0.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(answers.0.hasSuffix("GET [\"a\", \"b\"] c=d "))
    #expect(answers.1.hasSuffix("POST [\"e\"]  body"))
    await server.stop()
  }

  @Test("names the process at the other end of a Unix socket")
  func peer() async throws {
    let folder = TemporaryFolder()
    let path = folder.file("s")
    let seen = Gate<Request.Peer>()
    let server = try Server(.unix(path: path, mode: 0o660)) { request in
      seen.open(request.peer)
      return .text("ok")
    }
    var status = stat()
    #expect(lstat(path, &status) == 0)
    #expect(status.st_mode & 0o7777 == 0o660)
    _ = try await onThread {
      let socket = try RawSocket(path: path)
      try socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      return try socket.receive(until: "ok")
    }
    #expect(await seen.wait() == .process(pid: getpid(), uid: getuid(), gid: getgid()))
    await server.stop()
    #expect(lstat(path, &status) != 0, "the socket file goes with the server")
  }

  @Test("names the address at the other end of a TCP socket")
  func address() async throws {
    let server = try Server(.tcp(port: 0)) { .text("\($0.peer)") }
    #expect(try await get(server, "/").contains("address(\"127.0.0.1\")"))
    await server.stop()
  }

  @Test("answers HEAD like GET, without the body")
  func head() async throws {
    let server = try Server(.tcp(port: 0), handler: Self.mirror)
    let answer = try await exchange(
      server, "HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    #expect(answer.contains("Content-Length: 11\r\n"))
    #expect(answer.hasSuffix("\r\n\r\n"))
    await server.stop()
  }

  @Test(
    "answers nonsense with an error of the client",
    arguments: [
      Nonsense("way out", "GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", status: 400),
      Nonsense("NUL", "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", status: 400),
      Nonsense("no host", "GET / HTTP/1.1\r\n\r\n", status: 400),
      Nonsense(
        "two lengths",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "0\r\n\r\n", status: 400),
      Nonsense("long line", "GET /\(longLine) HTTP/1.1\r\nHost: x\r\n\r\n", status: 414),
      Nonsense("header flood", "GET / HTTP/1.1\r\nHost: x\r\n\(flood)\r\n", status: 431),
    ])
  func nonsense(_ nonsense: Nonsense) async throws {
    let server = try Server(.tcp(port: 0), handler: Self.mirror)
    let answer = try await onThread { [port = server.port!] in
      let socket = try RawSocket(port: port)
      // The server may close before it has read a request that it refuses.
      try? socket.send(nonsense.request)
      return try socket.receive(until: "\r\n")
    }
    #expect(answer.hasPrefix("HTTP/1.1 \(nonsense.status) "), "\(answer.prefix(200))")
    #expect(try await get(server, "/still/here").hasSuffix("[\"still\", \"here\"]  "))
    await server.stop()
  }

  @Test("bounds bodies, told in advance or in chunks", arguments: [false, true])
  func tooLarge(chunked: Bool) async throws {
    var limits = Server.Limits()
    limits.bodyBytes = 1000
    let server = try Server(.tcp(port: 0), limits: limits, handler: Self.mirror)
    let body = String(repeating: "b", count: 1001)
    let request =
      chunked
      ? "Transfer-Encoding: chunked\r\n\r\n3E9\r\n\(body)\r\n0\r\n\r\n"
      : "Content-Length: 1001\r\n\r\n\(body)"
    let head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    let answer = try await exchange(server, head + request)
    #expect(answer.hasPrefix("HTTP/1.1 413"), "\(answer)")
    await server.stop()
  }

  @Test("refuses a large body before it is sent when the client asks")
  func expectContinue() async throws {
    let server = try Server(.tcp(port: 0), handler: Self.mirror)
    let answer = try await exchange(
      server,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 413"), "\(answer)")
    await server.stop()
  }

  @Test("sends a file from the disk")
  func file() async throws {
    let folder = TemporaryFolder()
    let content = [UInt8](repeating: 0x61, count: 300_000)
    let path = folder.write(content, to: "f")
    let server = try Server(.tcp(port: 0)) { request in
      Response(status: 200, body: .file(path: request.path == ["f"] ? path : path + "-gone"))
    }
    let answer = try await get(server, "/f")
    #expect(answer.hasPrefix("HTTP/1.1 200"))
    #expect(answer.utf8.suffix(300_000).elementsEqual(content))
    #expect(try await get(server, "/g").hasPrefix("HTTP/1.1 404"))
    await server.stop()
  }

  @Test("plays the faults: a cut answer and none at all", arguments: 0...9)
  func faults(sent: Int) async throws {
    let server = try Server(.tcp(port: 0)) { request in
      request.path == ["drop"]
        ? Response(status: 200, body: .dropped)
        : Response(status: 200, body: .cut(promised: Array("0123456789".utf8), sent: sent))
    }
    let cut = try await get(server, "/cut")
    #expect(cut.contains("Content-Length: 10\r\n"))
    #expect(cut.hasSuffix("\r\n\r\n" + "0123456789".prefix(sent)))
    #expect(try await get(server, "/drop") == "")
    await server.stop()
  }

  @Test("answers 128 connections at once")
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
    let port = try #require(server.port)
    let answers = try await onThread {
      let sockets = try (0..<128).map { _ in try RawSocket(port: port) }
      for (index, socket) in sockets.enumerated() {
        try socket.send("GET /n\(index)n HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      }
      return try sockets.map { try $0.receiveAll() }
    }
    for (index, answer) in answers.enumerated() {
      #expect(answer.hasSuffix("\r\n\r\nn\(index)n"))
    }
    await server.stop()
  }

  private func get(_ server: Server, _ target: String) async throws -> String {
    try await exchange(server, "GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
  }

  /// What the server says to `request`, up to the end of the connection.
  private func exchange(_ server: Server, _ request: String) async throws -> String {
    let port = try #require(server.port)
    return try await onThread {
      let socket = try RawSocket(port: port)
      // The server may close before it has read a request that it refuses.
      try? socket.send(request)
      return try socket.receiveAll()
    }
  }
}
