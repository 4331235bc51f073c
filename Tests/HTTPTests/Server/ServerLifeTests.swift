import CLinux
import Glibc
import Testing

@testable import HTTP

@Suite("The server's life")
struct ServerLifeTests {
  @Test("does not start where something alive answers, or on a file")
  func inTheWay() async throws {
    let folder = TemporaryFolder()
    let path = folder.file("s")
    let first = try Server(.unix(path: path, mode: 0o600)) { _ in .text("first") }
    #expect(throws: ServerError.inUse(path)) {
      try Server(.unix(path: path, mode: 0o600)) { _ in .text("second") }
    }
    let port = try #require(try Server(.tcp(port: 0)) { _ in .text("x") }.port)
    let taken = try Server(.tcp(port: port)) { _ in .text("x") }
    #expect(throws: ServerError.inUse("127.0.0.1:\(port)")) {
      try Server(.tcp(host: "127.0.0.1", port: port)) { _ in .text("y") }
    }
    let file = folder.write([1], to: "f")
    #expect(throws: ServerError.notASocket(path: file)) {
      try Server(.unix(path: file, mode: 0o600)) { _ in .text("x") }
    }
    #expect(access(file, F_OK) == 0)
    await first.stop()
    await taken.stop()
  }

  @Test("replaces a socket that a crash left behind")
  func deadSocket() async throws {
    let folder = TemporaryFolder()
    let path = folder.file("s")
    let dead = belfry_stream_socket(AF_UNIX)
    #expect(SocketAddress.unix(.bind, dead, path: path) == 0)
    close(dead)
    #expect(access(path, F_OK) == 0)
    let server = try Server(.unix(path: path, mode: 0o600)) { _ in .text("alive") }
    let answer = try await onThread {
      let socket = try RawSocket(path: path)
      try socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      return try socket.receive(until: "alive")
    }
    #expect(answer.hasSuffix("alive"))
    await server.stop()
  }

  @Test("one user of the machine cannot take every connection")
  func perUser() async throws {
    let folder = TemporaryFolder()
    let path = folder.file("s")
    var limits = Server.Limits()
    limits.connectionsPerUser = 2
    let server = try Server(.unix(path: path, mode: 0o600), limits: limits) { _ in .text("here") }
    let answers = try await onThread {
      func ask(_ socket: RawSocket) throws -> String {
        try socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        return try socket.receive(until: "here")
      }
      let (first, second) = (try RawSocket(path: path), try RawSocket(path: path))
      let welcome = try [ask(first), ask(second)]
      let third = try RawSocket(path: path)
      let refused = (try? ask(third)) ?? ""
      first.hangUp()
      return welcome + [refused]
    }
    #expect(answers[0].hasSuffix("here") && answers[1].hasSuffix("here"))
    #expect(!answers[2].hasSuffix("here"))
    await server.stop()
  }

  @Test("refuses hosts that are names, and paths that do not fit")
  func badAddresses() {
    let long = "/tmp/" + String(repeating: "x", count: 108)
    for endpoint in [
      Server.Endpoint.tcp(host: "example.org", port: 0), .unix(path: long, mode: 0o600),
    ] {
      #expect {
        try Server(endpoint) { _ in .text("x") }
      } throws: { error in
        if case .badAddress? = error as? ServerError { true } else { false }
      }
    }
  }

  @Test("finishes the answer under way when it stops, and refuses new ones")
  func drains() async throws {
    let folder = TemporaryFolder()
    let path = folder.file("s")
    let arrived = Gate<Void>()
    let go = Gate<Void>()
    let server = try Server(.unix(path: path, mode: 0o600)) { _ in
      arrived.open()
      await go.wait()
      return .text("finished")
    }
    let answer = Task {
      try await onThread {
        let socket = try RawSocket(path: path)
        try socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        return try socket.receiveAll()
      }
    }
    await arrived.wait()
    let stopped = Task { await server.stop() }
    // The socket file goes first; then the answer under way may end.
    while access(path, F_OK) == 0 { await Task.yield() }
    go.open()
    await stopped.value
    #expect(try await answer.value.hasSuffix("finished"))
  }

  @Test("cuts what does not end within its time when it stops")
  func escalates() async throws {
    var limits = Server.Limits()
    limits.drainSeconds = 0
    let arrived = Gate<Void>()
    let cancelled = Gate<Void>()
    let server = try Server(.tcp(port: 0), limits: limits) { _ in
      await withTaskCancellationHandler {
        arrived.open()
        await cancelled.wait()
      } onCancel: {
        cancelled.open()
      }
      return .text("too late")
    }
    let port = try #require(server.port)
    let answer = Task {
      try await onThread {
        let socket = try RawSocket(port: port)
        try socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        return try socket.receiveAll()
      }
    }
    await arrived.wait()
    await server.stop()
    await cancelled.wait()
    #expect(try await answer.value == "")
  }

  @Test("streams chunks as they come and ends with the stream", arguments: [false, true])
  func stream(overUnix: Bool) async throws {
    let folder = TemporaryFolder()
    let (chunks, feed) = AsyncStream<[UInt8]>.makeStream()
    let endpoint =
      overUnix ? Server.Endpoint.unix(path: folder.file("s"), mode: 0o600) : .tcp(port: 0)
    let server = try Server(endpoint) { _ in Response(status: 200, body: .stream(chunks)) }
    let port = server.port
    let path = folder.file("s")
    let parts = try await onThread {
      let socket = try port.map { try RawSocket(port: $0) } ?? RawSocket(path: path)
      try socket.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      // The head comes before there is anything to send.
      let head = try socket.receive(until: "\r\n\r\n")
      feed.yield(Array("first".utf8))
      let first = try socket.receive(until: "first")
      feed.yield([UInt8](repeating: 0x7A, count: 100_000))
      feed.finish()
      return (head, first, try socket.receiveAll())
    }
    #expect(parts.0.contains("Transfer-Encoding: chunked"))
    #expect(parts.1.contains("first"))
    #expect(parts.2.utf8.count { $0 == 0x7A } == 100_000)
    #expect(parts.2.hasSuffix("\r\n0\r\n\r\n"))
    await server.stop()
  }

  @Test("cancels the stream of a client that leaves", arguments: [false, true])
  func leaving(overUnix: Bool) async throws {
    let folder = TemporaryFolder()
    let cancelled = Gate<Void>()
    let endpoint =
      overUnix ? Server.Endpoint.unix(path: folder.file("s"), mode: 0o600) : .tcp(port: 0)
    let server = try Server(endpoint) { _ in
      let (chunks, feed) = AsyncStream<[UInt8]>.makeStream()
      feed.onTermination = { if case .cancelled = $0 { cancelled.open() } }
      feed.yield(Array("hello".utf8))
      return Response(status: 200, body: .stream(chunks))
    }
    let (port, path) = (server.port, folder.file("s"))
    try await onThread {
      let socket = try port.map { try RawSocket(port: $0) } ?? RawSocket(path: path)
      try socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try socket.receive(until: "hello")
    }
    await cancelled.wait()
    await server.stop()
  }

  @Test("ends streams in good order when it stops")
  func streamAtStop() async throws {
    let server = try Server(.tcp(port: 0)) { _ in
      Response(status: 200, body: .stream(AsyncStream { $0.yield(Array("hello".utf8)) }))
    }
    let port = try #require(server.port)
    let begun = Gate<Void>()
    let answer = Task {
      try await onThread {
        let socket = try RawSocket(port: port)
        try socket.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        let start = try socket.receive(until: "hello")
        begun.open()
        return start + (try socket.receiveAll())
      }
    }
    await begun.wait()
    await server.stop()
    #expect(try await answer.value.hasSuffix("\r\n0\r\n\r\n"))
  }

  @Test("cuts connections whose request drips without an end")
  func drip() async throws {
    var limits = Server.Limits()
    limits.idleSeconds = 1
    let server = try Server(.tcp(port: 0), limits: limits) { _ in .text("x") }
    let port = try #require(server.port)
    try await onThread {
      let socket = try RawSocket(port: port)
      try socket.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
      // Each byte is activity, so that only a bound on the whole ends it.
      #expect(throws: RawSocket.Failure.self) { while true { try socket.send("x") } }
    }
    await server.stop()
  }

  @Test(
    "cuts connections that do not bring their first request in time",
    arguments: ["", "GET / HTTP/1.1\r\nX-Slow: "])
  func slow(start: String) async throws {
    var limits = Server.Limits()
    limits.firstRequestSeconds = 1
    let server = try Server(.tcp(port: 0), limits: limits) { _ in .text("x") }
    let port = try #require(server.port)
    let answer = try await onThread {
      let socket = try RawSocket(port: port)
      if !start.isEmpty { try socket.send(start) }
      return try socket.receiveAll()
    }
    #expect(answer == "")
    await server.stop()
  }
}
