import Domain
import Testing

@testable import HTTP

@Suite("The client for Unix sockets")
struct UnixClientTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.file("s") }

  @Test(
    "sends every method and returns status, headers and body",
    arguments: [(.get, ""), (.post, "{}"), (.post, ""), (.put, "x"), (.delete, ""), (.patch, "p")]
      as [(Call.Method, String)])
  func exchange(method: Call.Method, body: String) async throws {
    let server = try Server(.unix(path: path, mode: 0o600)) { request in
      Response(
        status: 409, headers: [Field("X-Seen", request.header("x-mine") ?? "")],
        body: .bytes(
          Array("\(request.method) \(request.path) \(request.query("q") ?? "")".utf8)
            + request.body))
    }
    let client = UnixClient(path: path)
    let reply = try await onThread {
      try client.send(
        method, "/v1/x?q=1%202", headers: [Field("X-Mine", "yes")], body: Array(body.utf8))
    }
    #expect(reply.status == 409)
    #expect(reply.headers.contains(Field("x-seen", "yes")))
    #expect(
      String(decoding: reply.body, as: UTF8.self)
        == "\(method.rawValue) [\"v1\", \"x\"] 1 2\(body)")
    await server.stop()
  }

  @Test("hands over lines as they come, until it has had enough or the stream ends")
  func lines() async throws {
    let (feed, events) = AsyncStream<[UInt8]>.makeStream()
    let server = try Server(.unix(path: path, mode: 0o600)) { request in
      request.path == ["endless"]
        ? Response(status: 200, body: .stream(AsyncStream { $0.yield(Array("a\nb\nc\n".utf8)) }))
        : Response(status: 200, body: .stream(feed))
    }
    let client = UnixClient(path: path)
    let some = try await onThread {
      var lines: [String] = []
      _ = try client.lines(of: "/endless") { line in
        lines.append(line)
        return lines.count < 2
      }
      return lines
    }
    #expect(some == ["a", "b"])
    events.yield(Array("one\ntw".utf8))
    let all = try await onThread {
      var lines: [String] = []
      let reply = try client.lines(of: "/events") { line in
        lines.append(line)
        if line == "one" {
          events.yield(Array("o\nthree".utf8))
          events.finish()
        }
        return true
      }
      #expect(reply.status == 200)
      return lines
    }
    #expect(all == ["one", "two", "three"])
    await server.stop()
  }

  @Test("returns the body of an error instead of lines")
  func errorInsteadOfLines() async throws {
    let server = try Server(.unix(path: path, mode: 0o600)) { _ in
      .text("not allowed", status: 403)
    }
    let client = UnixClient(path: path)
    let reply = try await onThread {
      try client.lines(of: "/events") { _ in
        Issue.record("a line of an error")
        return true
      }
    }
    #expect(reply.status == 403)
    #expect(String(decoding: reply.body, as: UTF8.self) == "not allowed")
    await server.stop()
  }

  @Test("tells a daemon that is not there from an exchange that broke")
  func failures() async throws {
    let path = path
    let client = UnixClient(path: path)
    await #expect {
      try await onThread { try client.send(.get, "/") }
    } throws: { error in
      if case .notReachable(path, _)? = error as? UnixClientError { true } else { false }
    }
    let server = try Server(.unix(path: path, mode: 0o600)) { _ in
      Response(status: 200, body: .dropped)
    }
    await #expect {
      try await onThread { try client.send(.get, "/") }
    } throws: { error in
      if case .broken? = error as? UnixClientError { true } else { false }
    }
    await server.stop()
    let long = UnixClient(path: "/" + String(repeating: "x", count: 200))
    await #expect {
      try await onThread { try long.send(.get, "/") }
    } throws: { error in
      if case .notReachable? = error as? UnixClientError { true } else { false }
    }
  }
}
