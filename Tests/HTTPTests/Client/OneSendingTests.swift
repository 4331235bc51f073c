import Domain
import Testing

@testable import HTTP

/// The fact on which no double post rests: what has begun to leave is never called "not sent", and
/// what must not be repeated leaves once.
@Suite("A request that must not be repeated")
struct OneSendingTests {
  static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone"
  /// None, one that leaves with the head, and one that is read piece by piece.
  static let bodies = ["", "visible", String(repeating: "visible", count: 20_000)]

  /// Sends a request on a kept connection that the server closes once it has read it, and returns
  /// the result with what the server was sent on the next connection, if there was one.
  private func deadConnection(
    body: String, isRepeatable: Bool
  ) async throws -> (TransferResult, again: String?) {
    let server = try RawServer()
    let transport = try makeTransport()
    let serving = Task {
      try await onThread {
        let first = try server.accept()
        _ = try first.receive(until: "\r\n\r\n")
        try first.send(Self.answer)
        // The second request comes on the same connection, is read, and gets no answer.
        #expect(try first.receive(until: "\r\n\r\n" + body).contains("POST /post"))
        first.hangUp()
        guard isRepeatable else { return }
        let second = try server.accept()
        #expect(try second.receive(until: "\r\n\r\n" + body).contains("POST /post"))
        try second.send(Self.answer)
      }
    }
    let warm = await transport.send(ReadyRequest(.get, server.url, isRepeatable: true))
    #expect(warm.answer?.text == "done")
    let result = await transport.send(
      ReadyRequest(
        .post, server.url + "/post", body: [.bytes(Array(body.utf8))], isRepeatable: isRepeatable))
    try await serving.value
    await transport.stop()
    if server.isUntouched { return (result, nil) }
    return (result, try await onThread { try server.accept().receiveAll() })
  }

  @Test(
    "reaches the server once when its kept connection dies after the server has read it",
    arguments: Self.bodies)
  func once(body: String) async throws {
    let (result, again) = try await deadConnection(body: body, isRepeatable: false)
    #expect(result.unknown?.contains("not sent again") == true, "\(result)")
    // The library may open another connection before it asks us; not a byte goes over it.
    #expect(again == nil || again == "")
  }

  @Test(
    "differs there from one that may be repeated, which the library sends again",
    arguments: Self.bodies)
  func again(body: String) async throws {
    let (result, _) = try await deadConnection(body: body, isRepeatable: true)
    #expect(result.answer?.text == "done", "\(result)")
  }

  @Test("leaves in one piece where its body is small")
  func onePiece() async throws {
    let server = try RawServer()
    let transport = try makeTransport()
    async let first = onThread {
      let socket = try server.accept()
      let piece = try socket.receive()
      try socket.send(Self.answer)
      return piece
    }
    let result = await transport.send(
      ReadyRequest(
        .post, server.url, body: [.bytes(Array("vis".utf8)), .bytes(Array("ible".utf8))],
        isRepeatable: false))
    #expect(result.answer?.text == "done", "\(result)")
    #expect(String(decoding: try await first, as: UTF8.self).hasSuffix("\r\n\r\nvisible"))
    await transport.stop()
  }

  @Test("is not sent again after a refused expectation", arguments: [417, 401, 407])
  func statuses(status: Int) async throws {
    let counter = Counter()
    let server = try Server(.tcp(port: 0)) { _ in
      counter.increment()
      return .text("no", status: status)
    }
    let transport = try makeTransport()
    let result = await transport.send(
      ReadyRequest(.post, server.url, body: [.bytes([1])], isRepeatable: false))
    #expect(result.answer?.status == status, "\(result)")
    #expect(counter.value == 1)
    await transport.stop()
    await server.stop()
  }

  @Test("is classed right when the answer is cut at any byte")
  func everyCutOfTheAnswer() async throws {
    let answer = Array(Self.answer.utf8)
    let server = try RawServer()
    let transport = try makeTransport()
    for cut in 0...answer.count {
      async let served: Void = onThread {
        let socket = try server.accept()
        _ = try socket.receive(until: "visible")
        try socket.send(Array(answer.prefix(cut)))
      }
      let result = await transport.send(
        ReadyRequest(
          .post, server.url, body: [.bytes(Array("visible".utf8))], isRepeatable: false))
      try await served
      if cut == answer.count {
        #expect(result.answer?.text == "done")
      } else {
        #expect(result.unknown != nil, "cut after \(cut): \(result)")
      }
    }
    await transport.stop()
  }

  @Test("is in doubt when the server closes after any byte of the request")
  func everyCutOfTheRequest() async throws {
    let server = try RawServer()
    let transport = try makeTransport()
    let request = ReadyRequest(
      .post, server.url, body: [.bytes(Array("visible".utf8))], isRepeatable: false)
    let length = try await wholeLength(of: request, server, transport)
    for cut in 0..<length {
      async let served: Void = onThread {
        let socket = try server.accept()
        var left = cut
        while left > 0 { left -= try socket.receive(left).count }
      }
      let result = await transport.send(request)
      try await served
      #expect(result.unknown != nil, "closed after \(cut): \(result)")
    }
    await transport.stop()
  }

  private func wholeLength(
    of request: ReadyRequest, _ server: RawServer, _ transport: CurlTransport
  ) async throws -> Int {
    async let length = onThread {
      let socket = try server.accept()
      let text = try socket.receive(until: "visible")
      try socket.send(Self.answer)
      return text.utf8.count
    }
    #expect(await transport.send(request).answer != nil)
    return try await length
  }
}
