import Control
import Domain
import HTTP
import Testing

@Suite("The control server")
struct ServerTests {
  @Test(
    "wrong requests are answered with the place and what to do",
    arguments: [
      Wrong("GET", "/v1/nothing", 404, "there is nothing at /v1/nothing", "openapi"),
      Wrong("GET", "/", 404, "there is nothing at /", "openapi"),
      Wrong("POST", "/v1/status", 405, "this address answers to GET only"),
      Wrong("DELETE", "/v1/posts", 405, "this address answers to POST only"),
      Wrong("PUT", "/v1/posts/launch", 405, "this address answers to GET, PATCH only"),
      Wrong("POST", "/v1/openapi.json", 405, "this address answers to GET only"),
      Wrong("GET", "/v1/deliveries?stat=x", 400, "stat: unknown field in the query", "\"state\""),
      Wrong(
        "GET", "/v1/deliveries?state=publishd", 400,
        "state[0]: \"publishd\" is not one of draft", "did you mean \"published\"?"),
      Wrong("GET", "/v1/deliveries?limit=ten", 400, "limit: \"ten\" is not a whole number"),
      Wrong("GET", "/v1/deliveries?limit=0", 400, "limit: 0 is not between 1 and 1000"),
      Wrong("GET", "/v1/deliveries?limit=1&limit=2", 400, "limit: given more than once"),
      Wrong("GET", "/v1/deliveries?account=-", 400, "account[0]: not an account name: -"),
      Wrong("GET", "/v1/calendar?from=2026-12-01T00:00:00Z", 400, "until: missing"),
      Wrong(
        "GET", "/v1/calendar?from=soon&until=later", 400, "from: \"soon\" is not RFC 3339, such"),
      Wrong(
        "GET", "/v1/calendar?from=2026-12-01T00:00:00Z&until=2026-01-01T00:00:00Z", 400,
        "until: must lie after from"),
      Wrong("POST", "/v1/posts", 400, "text: missing", body: #"{"to":["a"]}"#),
      Wrong("POST", "/v1/posts", 400, "to: give at least one", body: #"{"to":[],"text":"x"}"#),
      Wrong(
        "POST", "/v1/posts", 400, "to[1]: a number where text belongs",
        body: #"{"to":["a",7],"text":"x"}"#),
      Wrong(
        "POST", "/v1/posts", 400, "media[0].fil: unknown field", "did you mean \"file\"?",
        body: #"{"to":["a"],"text":"x","media":[{"fil":"/a"}]}"#),
      Wrong(
        "POST", "/v1/posts", 400, "for.acme-x.visibility: \"hidden\" is not one of public",
        body: #"{"to":["a"],"text":"x","for":{"acme-x":{"visibility":"hidden"}}}"#),
      Wrong(
        "POST", "/v1/posts", 400, "wait_s: 301 is not between 0 and 300",
        body: #"{"to":["a"],"text":"x","wait_s":301}"#),
      Wrong(
        "POST", "/v1/posts", 400, "uid: use 1 to 200 letters",
        body: #"{"to":["a"],"text":"x","uid":"a b"}"#),
      Wrong("POST", "/v1/posts", 400, "the body must be a JSON object", body: "[1]"),
      Wrong(
        "POST", "/v1/posts", 400, "the body is not JSON: line 2, column 7: unexpected \":\"",
        body: "{\"to\":\n\"text\":}"),
      Wrong("POST", "/v1/posts", 400, "line 1, column 8: it ends too early", body: #"{"to":["#),
      Wrong(
        "POST", "/v1/posts", 400, "line 2, column 1: \"to\" is there twice",
        body: "{\"to\":[\"a\"],\n\"to\":[\"b\"]}"),
      Wrong(
        "POST", "/v1/posts", 400, "an escape or a number in it is malformed",
        body: #"{"text":"\ud83d"}"#),
      Wrong(
        "POST", "/v1/posts", 400, "the JSON is nested deeper than 64 levels",
        body: #"{"to":"# + String(repeating: "[", count: 70)),
      Wrong("PATCH", "/v1/posts/launch", 400, "nothing to change", body: "{}"),
      Wrong(
        "PATCH", "/v1/posts/launch", 400, "post: given in the path and again beside it",
        body: #"{"post":"other","text":"x"}"#),
      Wrong("POST", "/v1/actions/cancel", 400, "nothing is chosen", body: "{}"),
      Wrong(
        "POST", "/v1/actions/cancel", 400, "filter: an empty filter would match every delivery",
        body: #"{"filter":{}}"#),
      Wrong(
        "POST", "/v1/actions/cancel", 400, "more than one choice is given",
        body: #"{"post":"a","delivery":[1]}"#),
      Wrong(
        "POST", "/v1/actions/reschedule", 400, "give exactly one of at and shift_s",
        body: #"{"post":"a"}"#),
      Wrong(
        "POST", "/v1/actions/resolve", 400, "published needs evidence",
        body: #"{"delivery":[1],"verdict":"published"}"#),
      Wrong(
        "POST", "/v1/actions/resolve", 400, "published is said of one delivery at a time",
        body: #"{"post":"a","verdict":"published","url":"https://x"}"#),
      Wrong("GET", "/v1/logs?tail=1001", 400, "tail: 1001 is not between 0 and 1000"),
      Wrong("GET", "/v1/events?after=x", 400, "after: \"x\" is not a whole number"),
    ])
  func wrongRequests(_ wrong: Wrong) async {
    let daemon = FakeOperations()
    let answer = await ControlServer.fake(daemon).ask(wrong.method, wrong.target, body: wrong.body)
    #expect(answer.status == wrong.status)
    #expect(answer.message.contains(wrong.message), "\(answer.text)")
    #expect(wrong.hint.isEmpty || answer.hint.contains(wrong.hint), "\(answer.text)")
    #expect(daemon.requests.isEmpty)
  }

  @Test("a wrong method names the right ones in Allow")
  func allow() async {
    let answer = await ControlServer.fake().ask("DELETE", "/v1/posts/launch")
    #expect(answer.header("Allow") == "GET, PATCH")
  }

  @Test("a body larger than the operation takes is refused, and an import may be larger")
  func sizes() async {
    let text = String(repeating: "x", count: 1 << 20)
    let server = ControlServer.fake()
    let post = await server.ask("POST", "/v1/posts", body: #"{"to":["a"],"text":"\#(text)"}"#)
    #expect(post.status == 413)
    let csv = await server.ask(
      "POST", "/v1/imports?dry_run=true", body: text + text,
      headers: [Field("content-type", "text/csv; charset=utf-8")])
    #expect(csv.status == 200)
  }

  @Test("CSV may be the whole body, with the other fields in the query")
  func csv() async {
    let daemon = FakeOperations()
    let answer = await ControlServer.fake(daemon).ask(
      "POST", "/v1/imports?dry_run=true&name=posts.csv", body: "id\n1\n",
      headers: [Field("content-type", "text/csv")])
    #expect(answer.status == 200)
    #expect(
      daemon.requests == [
        .importPosts(ImportPosts(csv: "id\n1\n", name: "posts.csv", dryRun: true))
      ])
  }

  @Test("other types of body are refused")
  func bodyTypes() async {
    let answer = await ControlServer.fake().ask(
      "POST", "/v1/posts", body: "x", headers: [Field("content-type", "text/xml")])
    #expect(answer.status == 400 && answer.message == "the body is text/xml; send application/json")
  }

  @Test("each role may do what it should, and nothing above", arguments: Route.all.map(\.endpoint))
  func roles(_ endpoint: Endpoint) async throws {
    for (uid, role) in [(40, Role.viewer), (30, .author), (20, .approver), (10, .admin)] {
      let path = endpoint.path.replacing("{post}", with: "launch").replacing("{batch}", with: "b")
        .replacing("{account}", with: "acme").replacing("{session}", with: "1")
      let answer = await ControlServer.fake().ask(
        endpoint.method.rawValue, path, uid: UInt32(uid))
      if role >= endpoint.role {
        #expect(answer.status != 403, "\(role.word) must reach \(endpoint.name)")
      } else {
        #expect(answer.status == 403)
        #expect(answer.message.contains("needs the role \(endpoint.role.word)"))
        #expect(answer.hint.contains("group belfry"))
      }
    }
  }

  @Test("somebody in none of the groups is refused, and told which there are")
  func strangers() async {
    let answer = await ControlServer.fake().ask("GET", "/v1/status", uid: 99)
    #expect(answer.status == 403 && answer.message == "user 99 has no role here")
    #expect(answer.hint.contains("belfry-viewer"))
  }

  @Test("the daemon learns who asked")
  func callers() async {
    let daemon = FakeOperations()
    _ = await ControlServer.fake(daemon).ask("GET", "/v1/status", uid: 30)
    #expect(daemon.callers == [Caller(actor: "uid:30", role: .author)])
  }

  @Test(
    "what looks like a browser is refused",
    arguments: [
      Field("origin", "https://evil.example"), Field("sec-fetch-site", "cross-site"),
      Field("sec-fetch-mode", "cors"), Field("referer", "https://evil.example/"),
      Field("host", "evil.example"), Field("host", "evil.example:80"),
      Field("host", "localhost.evil.example"),
    ])
  func browsers(_ field: Field) async {
    let answer = await ControlServer.fake().ask("GET", "/v1/status", headers: [field])
    #expect(answer.status == 403)
  }

  @Test("local names are accepted", arguments: ["localhost", "localhost:80", "belfry", "[::1]:8"])
  func hosts(_ host: String) async {
    let answer = await ControlServer.fake().ask(
      "GET", "/v1/status", headers: [Field("host", host)])
    #expect(answer.status == 200)
  }

  @Test("a TCP client has no credentials and gets nothing")
  func tcp() async {
    let request = Request(method: "GET", path: ["v1", "status"], peer: .address("127.0.0.1"))
    #expect(await ControlServer.fake().respond(to: request).status == 403)
  }

  @Test("unfinished work is 202 and says where to look")
  func accepted() async {
    let daemon = FakeOperations { request throws(ErrorObject) in
      var result = Samples.result
      result.result = .pending
      return .result(result)
    }
    let answer = await ControlServer.fake(daemon).ask(
      "POST", "/v1/posts", body: #"{"to":["a"],"text":"x"}"#)
    #expect(answer.status == 202)
    #expect(answer.header("Location") == "/v1/posts/yaml:launch")
  }

  @Test("every error code has a status of its own kind", arguments: ErrorCode.allCases)
  func errors(_ code: ErrorCode) async {
    let daemon = FakeOperations { _ throws(ErrorObject) in
      throw ErrorObject(code, "no", retryAfterS: 7)
    }
    let answer = await ControlServer.fake(daemon).ask("GET", "/v1/status")
    #expect(answer.status == code.httpStatus && (400..<600).contains(answer.status))
    #expect(answer.json["error"]?["code"]?.string == code.rawValue)
    #expect(answer.header("Retry-After") == "7")
  }

  @Test("streams are JSON lines, or server-sent events for those who ask")
  func streams() async {
    let daemon = FakeOperations()
    let server = ControlServer.fake(daemon)
    let lines = await server.ask("GET", "/v1/events?after=1")
    #expect(lines.header("Content-Type") == "application/x-ndjson")
    #expect(lines.text.split(separator: "\n").count == 2)
    let sent = await server.ask(
      "GET", "/v1/events",
      headers: [Field("accept", "text/event-stream"), Field("last-event-id", "9")])
    #expect(sent.header("Content-Type") == "text/event-stream")
    #expect(sent.text.hasPrefix("id: 4711\ndata: {\"action\":\"delivery.published\""))
    #expect(sent.text.hasSuffix("}\n\n"))
    #expect(daemon.eventsAfter == [1, 9])
  }
}

/// A request that must be refused, and how.
struct Wrong: Sendable, CustomTestStringConvertible {
  var method: String
  var target: String
  var status: Int
  var message: String
  var hint: String
  var body: String

  init(
    _ method: String, _ target: String, _ status: Int, _ message: String, _ hint: String = "",
    body: String = ""
  ) {
    (self.method, self.target, self.status) = (method, target, status)
    (self.message, self.hint, self.body) = (message, hint, body)
  }

  var testDescription: String { "\(method) \(target) \(body.prefix(60))" }
}
