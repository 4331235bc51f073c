import CLinux
import Domain
import Glibc
import Testing

@testable import HTTP

/// A server that does what it is told with one connection after it has read the request's head.
struct Odd: Sendable, CustomTestStringConvertible {
  let name: String
  let serve: @Sendable (RawSocket) throws -> Void
  var testDescription: String { name }

  init(_ name: String, _ serve: @escaping @Sendable (RawSocket) throws -> Void) {
    self.name = name
    self.serve = serve
  }

  /// Sends this answer and closes.
  init(_ name: String, answer: String) {
    self.init(name) { try $0.send(answer) }
  }
}

@Suite("Odd servers")
struct OddServerTests {
  private static let impatient = Call.Deadline(connectSeconds: 1, totalSeconds: 0)

  private func ask(
    _ odd: Odd, deadline: Call.Deadline = .standard, limitBytes: Int = 1 << 20
  ) async throws -> TransferResult {
    let server = try RawServer()
    let transport = try makeTransport()
    let serving = Task {
      try await onThread {
        let socket = try server.accept()
        // The whole request, body included: a close over unread bytes resets the connection, and
        // the answer may go with it.
        _ = try socket.receive(until: "\r\n\r\nx")
        try? odd.serve(socket)
      }
    }
    let result = await transport.send(
      ReadyRequest(
        .post, server.url, body: [.bytes(Array("x".utf8))],
        destination: .memory(limitBytes: limitBytes), deadline: deadline, isRepeatable: false))
    await transport.stop()
    try await serving.value
    return result
  }

  @Test(
    "leave the outcome unknown when what they send is no whole answer",
    arguments: [
      Odd("nothing") { _ in },
      Odd("not HTTP", answer: "SSH-2.0-OpenSSH\r\n\r\n"),
      Odd("a body without a head", answer: "{\"id\":1}"),
      Odd("an informational answer only", answer: "HTTP/1.1 100 Continue\r\n\r\n"),
      Odd("a head without its end", answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"),
      Odd("a short body", answer: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123"),
      Odd(
        "chunks without an end",
        answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
      Odd(
        "broken chunks",
        answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"),
      Odd("a negative length", answer: "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc"),
      Odd("a flood of headers") { socket in
        try socket.send("HTTP/1.1 200 OK\r\n")
        while true { try socket.send(String(repeating: "X-Flood: 1\r\n", count: 1000)) }
      },
      Odd("one endless header") { socket in
        try socket.send("HTTP/1.1 200 OK\r\nX-Endless: ")
        while true { try socket.send(String(repeating: "x", count: 10_000)) }
      },
    ])
  func noAnswer(odd: Odd) async throws {
    let result = try await ask(odd)
    #expect(result.unknown != nil, "\(result)")
  }

  @Test(
    "are cut off at the deadline, whether they are silent or drip",
    arguments: [
      Odd("silence") { _ = try $0.receiveAll() },
      Odd("a drip") { socket in
        try socket.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        // Small enough to stay below any bound, until the other end has gone.
        while true { try socket.send("x") }
      },
      Odd("a head that drips") { socket in
        try socket.send("HTTP/1.1 200 OK\r\n")
        _ = try socket.receiveAll()
      },
    ])
  func late(odd: Odd) async throws {
    let result = try await ask(odd, deadline: Self.impatient, limitBytes: .max)
    #expect(result.unknown?.contains("Timeout") == true, "\(result)")
    #expect(result.duration > .milliseconds(900))
    #expect(result.duration < .seconds(10))
  }

  @Test("may send more than we keep: the status counts, the body is cut off")
  func endless() async throws {
    let result = try await ask(
      Odd("an endless body") { socket in
        try socket.send("HTTP/1.1 201 Created\r\nX-Id: 7\r\n\r\n")
        while true { try socket.send(String(repeating: "x", count: 10_000)) }
      })
    #expect(result.answer?.status == 201)
    #expect(result.answer?.header("x-id") == "7")
    #expect(result.answer?.body == .tooLarge)
  }

  @Test(
    "are understood where they are odd but right",
    arguments: [
      Odd(
        "informational first",
        answer: "HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone"
      ),
      Odd("bare line feeds", answer: "HTTP/1.1 200 OK\nContent-Length: 4\n\ndone"),
      Odd("HTTP/1.0 up to the close", answer: "HTTP/1.0 200 OK\r\n\r\ndone"),
      Odd(
        "chunks with trailers",
        answer:
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndone\r\n0\r\nA: b\r\n\r\n"),
    ])
  func answered(odd: Odd) async throws {
    let result = try await ask(odd)
    #expect(result.answer?.status == 200, "\(result)")
    #expect(result.answer?.text == "done")
    #expect(result.answer?.header("a") == nil)
  }

  @Test("that nobody can connect to leave nothing sent")
  func unreachable() async throws {
    // A listening socket whose queue is full takes no more connections.
    let server = try RawServer(backlog: 0)
    let waiting = (0..<4).map { _ in
      let descriptor = belfry_quick_socket(AF_INET)
      _ = SocketAddress.tcp(.connect, descriptor, host: "127.0.0.1", port: server.port)
      return RawSocket(descriptor: descriptor)
    }
    let transport = try makeTransport()
    let request = ReadyRequest(
      .post, server.url, deadline: Self.impatient, isRepeatable: false)
    let result = await transport.send(request)
    #expect(result.notSent?.contains("Timeout") == true, "\(result)")
    withExtendedLifetime(waiting) {}
    await transport.stop()
  }
}
