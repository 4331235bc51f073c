import Domain
import Testing

@testable import HTTP

@Suite("An author's URL")
struct OutsideTests {
  private func fetch(_ url: String, headers: [Field] = []) -> ReadyRequest {
    ReadyRequest(.get, url, headers: headers, reach: .outside, isRepeatable: true)
  }

  @Test(
    "does not reach this machine, however its address is written",
    arguments: [
      "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "LOCALHOST",
      "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "0", "127.0.0.1.",
      "[::]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "１２７.０.０.１",
    ])
  func loopback(host: String) async throws {
    let server = try RawServer()
    let transport = try makeTransport { $0.allowsPlainOutside = true }
    let result = await transport.send(fetch("http://\(host):\(server.port)/"))
    #expect(result.notSent != nil, "\(result)")
    #expect(server.isUntouched)
    await transport.stop()
  }

  @Test("does not reach this machine over a connection that a platform left open")
  func pooled() async throws {
    let counter = Counter()
    let server = try Server(.tcp(port: 0)) { _ in
      counter.increment()
      return .text("ok")
    }
    let transport = try makeTransport { $0.allowsPlainOutside = true }
    let platform = await transport.send(ReadyRequest(.get, server.url, isRepeatable: true))
    #expect(platform.answer?.text == "ok")
    let outside = await transport.send(fetch(server.url))
    #expect(outside.notSent?.contains("not a public one") == true, "\(outside)")
    #expect(counter.value == 1)
    await transport.stop()
    await server.stop()
  }

  @Test(
    "is https without credentials",
    arguments: [
      "http://example.org/", "https://user@example.org/", "https://user:pass@example.org/",
      "https://:pass@example.org/", "ftp://example.org/", "file:///etc/passwd", "https:///x", "x",
      "",
    ])
  func form(url: String) async throws {
    let transport = try makeTransport()
    #expect(await transport.send(fetch(url)).notSent != nil)
    await transport.stop()
  }

  @Test(
    "takes at most three redirects, within the rules each time",
    arguments: [
      ("/hop/3", "landed"), ("/hop/4", "more than 3 redirects"),
      ("/plain", "credentials"), ("/file", "not https"),
    ])
  func redirects(path: String, ending: String) async throws {
    let server = try Server(.tcp(port: 0)) { request in
      switch request.path.first {
      case "hop":
        let left = Int(request.path[1]) ?? 0
        return left == 0
          ? .text("landed")
          : Response(status: 302, headers: [Field("Location", "/hop/\(left - 1)")])
      case "plain":
        return Response(status: 301, headers: [Field("Location", "http://u:p@127.0.0.1/")])
      default:
        return Response(status: 301, headers: [Field("Location", "file:///etc/passwd")])
      }
    }
    let transport = try makeTransport {
      $0.allowsPlainOutside = true
      $0.addressRule.allowsLoopback = true
    }
    let result = await transport.send(fetch(server.url + path))
    let end = result.answer?.text ?? result.unknown ?? ""
    #expect(end.contains(ending), "\(result)")
    await transport.stop()
    await server.stop()
  }

  @Test("is checked again after a redirect, by address")
  func redirectInside() async throws {
    let inner = try RawServer()
    // 127.0.0.1 is allowed here; its disguises and other machines are not.
    let server = try Server(.tcp(port: 0)) { request in
      let host = request.path == ["mapped"] ? "[::ffff:127.0.0.1]:\(inner.port)" : "10.0.0.1"
      return Response(status: 307, headers: [Field("Location", "http://\(host)/")])
    }
    let transport = try makeTransport {
      $0.allowsPlainOutside = true
      $0.addressRule.allowsLoopback = true
    }
    for path in ["/mapped", "/private"] {
      let result = await transport.send(fetch(server.url + path))
      #expect(result.unknown?.contains("not a public one") == true, "\(result)")
    }
    #expect(inner.isUntouched)
    await transport.stop()
    await server.stop()
  }

  @Test("does not carry credentials to another host")
  func credentialsStay() async throws {
    let second = try Server(.tcp(port: 0)) { request in
      .text("\(request.header("authorization") ?? "none") \(request.header("x-keep") ?? "none")")
    }
    let secondURL = second.url
    let first = try Server(.tcp(port: 0)) { _ in
      Response(status: 302, headers: [Field("Location", secondURL)])
    }
    let transport = try makeTransport {
      $0.allowsPlainOutside = true
      $0.addressRule.allowsLoopback = true
    }
    let result = await transport.send(
      fetch(first.url, headers: [Field("Authorization", "canary"), Field("X-Keep", "1")]))
    #expect(result.answer?.text == "none 1", "\(result)")
    await transport.stop()
    await first.stop()
    await second.stop()
  }
}
