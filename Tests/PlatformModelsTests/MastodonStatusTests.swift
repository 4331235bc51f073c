import Domain
import PlatformModels
import Testing

@Suite("Mastodon: statuses")
struct MastodonStatusTests {
  private func client(_ rules: MastodonModel.Rules = .init()) -> Client<MastodonModel> {
    var model = MastodonModel(
      origin: "http://127.0.0.1:8931", people: ["belfry", "other"], rules: rules,
      hashing: OpenSSLHashing())
    model.issueToken(for: "belfry", named: "good")
    model.issueToken(for: "belfry", scopes: "read", named: "reader")
    model.issueToken(for: "other", named: "other")
    return Client(model, token: "good")
  }

  @Test("a status is answered with its id and address, and stands in the ledger and the timeline")
  func publishes() throws {
    var client = client()
    let answer = client.json(
      "POST", "/api/v1/statuses",
      ["status": "Hello #world", "visibility": "unlisted", "spoiler_text": "Bells"])
    #expect(answer.status == 200)
    let id = try #require(answer.json?["id"]?.string)
    #expect(answer.json?["url"]?.string == "http://127.0.0.1:8931/@belfry/\(id)")
    #expect(answer.json?["sensitive"]?.bool == true)
    #expect(client.model.ledger.effects.map(\.post) == [id])
    #expect(client.model.timeline.map(\.text) == ["Hello #world"])
    #expect(client.model.timeline.first?.warning == "Bells")
    #expect(client.send("GET", "/api/v1/statuses/\(id)/source").json?["text"] == "Hello #world")
  }

  @Test(
    "wrong statuses are refused",
    arguments: [
      (["status": "x", "colour": "red"], 400, "unknown parameter \"colour\""),
      (["status": "  "], 422, "can't be blank"),
      ([:], 422, "can't be blank"),
      (["status": "x", "visibility": "friends"], 422, "Visibility"),
      (["status": "x", "language": "en-GB"], 422, "ISO 639-1"),
      (["status": "x", "in_reply_to_id": "17"], 404, "Record not found"),
      (["status": "x", "media_ids": ["17"]], 422, "could not be found"),
      (["status": "x", "sensitive": "maybe"], 400, "not true or false"),
      (["status": "x", "scheduled_at": "2030-01-01T00:00:00Z"], 400, "does not play"),
      (["status": "x", "poll": ["options": ["a"], "expires_in": 600]], 422, "2 to 4"),
      (["status": "x", "poll": ["options": ["a", "a"], "expires_in": 600]], 422, "different"),
      (["status": "x", "poll": ["options": ["a", "b"], "expires_in": 10]], 422, "too soon"),
      (["status": "x", "poll": ["options": ["a", "b"]]], 422, "too soon"),
      (["status": "x", "poll": ["expires_in": 600]], 400, "without poll[options]"),
    ] as [(JSON, Int, String)])
  func refuses(_ body: JSON, _ status: Int, _ words: String) {
    var client = client()
    let answer = client.json("POST", "/api/v1/statuses", body)
    #expect(answer.status == status)
    #expect(answer.json?["error"]?.string?.contains(words) == true, "\(answer.text)")
    #expect(client.model.ledger.effects.isEmpty)
  }

  @Test("forms and JSON mean the same, other content types are refused")
  func contentTypes() {
    var client = client()
    let form = client.form(
      "POST", "/api/v1/statuses",
      [
        ("status", "Which?"), ("poll[options][]", "this"), ("poll[options][]", "that"),
        ("poll[expires_in]", "3600"),
      ])
    #expect(form.json?["poll"]?["options"]?.array?.count == 2)
    let twice = client.form("POST", "/api/v1/statuses", [("status", "a"), ("status", "b")])
    #expect(twice.status == 400)
    let plain = client.send(
      "POST", "/api/v1/statuses", headers: [("content-type", "text/plain")], body: [0x61])
    #expect(plain.status == 400)
    let query = client.send("POST", "/api/v1/statuses?status=x")
    #expect(query.status == 400)
  }

  @Test(
    "text is counted exactly: graphemes, addresses as 23, names without their server",
    arguments: [
      (String(repeating: "a", count: 500), true), (String(repeating: "a", count: 501), false),
      (String(repeating: "👨‍👩‍👧‍👦", count: 500), true),
      (
        String(repeating: "a", count: 476) + " https://example.org/"
          + String(repeating: "b", count: 90), true
      ),
      (String(repeating: "a", count: 477) + " https://example.org/", false),
      (String(repeating: "a", count: 477) + " http://localhost:80/x", true),
      (String(repeating: "a", count: 478) + " http://localhost:80/xy", false),
      (String(repeating: "a", count: 494) + " @user@a.very.long.example", true),
      (String(repeating: "a", count: 495) + " @user@a.very.long.example", false),
      (String(repeating: "a", count: 473) + " (https://example.org/a).", true),
      (String(repeating: "a", count: 474) + " (https://example.org/a).", false),
    ])
  func counts(_ text: String, _ fits: Bool) {
    var client = client()
    #expect(
      client.json("POST", "/api/v1/statuses", ["status": .string(text)]).status
        == (fits ? 200 : 422))
  }

  @Test("the content warning counts too")
  func warningCounts() {
    var client = client()
    let text = JSON.string(String(repeating: "a", count: 495))
    let five = client.json("POST", "/api/v1/statuses", ["status": text, "spoiler_text": "12345"])
    #expect(five.status == 200)
    let six = client.json("POST", "/api/v1/statuses", ["status": text, "spoiler_text": "123456"])
    #expect(six.status == 422)
  }

  @Test("an idempotency key is remembered for an hour, by the account")
  func idempotency() {
    var client = client()
    let key = [("idempotency-key", "k1")]
    let first = client.json("POST", "/api/v1/statuses", ["status": "a"], headers: key)
    client.wait(.seconds(3599))
    let again = client.json("POST", "/api/v1/statuses", ["status": "a"], headers: key)
    #expect(first.json?["id"] == again.json?["id"])
    #expect(client.model.ledger.effects.count == 1)
    client.token = "other"
    _ = client.json("POST", "/api/v1/statuses", ["status": "a"], headers: key)
    #expect(client.model.ledger.doubles == 0)
    client.token = "good"
    client.wait(.seconds(1))
    _ = client.json("POST", "/api/v1/statuses", ["status": "a"], headers: key)
    #expect(client.model.ledger.doubles == 1)
    #expect(client.model.ledger.effects.last?.idempotencyKey == "k1")
  }

  @Test("a compatible server takes the key and posts twice")
  func ignoresKey() {
    var rules = MastodonModel.Rules()
    rules.ignoresIdempotencyKey = true
    var client = client(rules)
    for _ in 0..<2 {
      _ = client.json(
        "POST", "/api/v1/statuses", ["status": "a"], headers: [("idempotency-key", "k")])
    }
    #expect(client.model.ledger.doubles == 1)
  }

  @Test("tokens: none, wrong, without the scope, of another account")
  func tokens() {
    var client = client()
    let id = client.json("POST", "/api/v1/statuses", ["status": "a"]).json?["id"]?.string ?? ""
    for (token, status) in [(nil, 401), ("nonsense", 401), ("reader", 403)] as [(String?, Int)] {
      client.token = token
      #expect(client.json("POST", "/api/v1/statuses", ["status": "a"]).status == status)
    }
    client.token = "other"
    #expect(client.send("DELETE", "/api/v1/statuses/\(id)").status == 404)
    client.token = "good"
    client.model.expireAccessTokens(at: client.now)
    let after = client.json("POST", "/api/v1/statuses", ["status": "a"])
    #expect(after.status == 401)
    #expect(after.json?["error"] == "The access token is invalid")
  }

  @Test("threads: replies know their parent, and the context shows the whole thread")
  func threads() throws {
    var client = client()
    var parent: String?
    var ids: [String] = []
    for text in ["one", "two", "three"] {
      client.wait(.seconds(1))
      let answer = client.json(
        "POST", "/api/v1/statuses", ["status": .string(text), "in_reply_to_id": JSON(parent)])
      parent = try #require(answer.json?["id"]?.string)
      ids.append(parent ?? "")
    }
    let context = client.send("GET", "/api/v1/statuses/\(ids[1])/context").json
    #expect(context?["ancestors"]?[0]?["id"]?.string == ids[0])
    #expect(context?["descendants"]?[0]?["id"]?.string == ids[2])
    #expect(client.send("GET", "/api/v1/statuses/\(ids[0])").json?["replies_count"] == 1)
  }

  @Test("own statuses are listed newest first, paged, and late where the server lags")
  func lists() {
    var rules = MastodonModel.Rules()
    rules.readLag = .seconds(5)
    var client = client(rules)
    for number in 1...5 {
      client.wait(.seconds(1))
      _ = client.json(
        "POST", "/api/v1/statuses",
        ["status": .string("post \(number)"), "visibility": number == 2 ? "private" : "public"])
    }
    let target = "/api/v1/accounts/109000/statuses?exclude_reblogs=true&limit=40"
    #expect(client.send("GET", target).json?.array?.isEmpty == true)
    client.wait(.seconds(5))
    let all = client.send("GET", target).json?.array ?? []
    #expect(all.map { $0["content"]?.string } == (1...5).reversed().map { "<p>post \($0)</p>" })
    let older = client.send(
      "GET", "/api/v1/accounts/109000/statuses?limit=2&max_id=\(all[1]["id"]?.string ?? "")")
    #expect(older.json?.array?.map { $0["id"] } == [all[2]["id"], all[3]["id"]])
    #expect(older.header("link")?.contains("rel=\"next\"") == true)
    #expect(client.send("GET", "/api/v1/accounts/109000/statuses?limit=41").status == 400)
    client.token = nil
    #expect(client.send("GET", target).json?.array?.count == 4)
  }

  @Test(
    "edits change the words and keep the id; a deleted status is gone, and deleting again a 404")
  func editsAndDeletes() {
    var client = client()
    let id = client.json("POST", "/api/v1/statuses", ["status": "a"]).json?["id"]?.string ?? ""
    let edited = client.json("PUT", "/api/v1/statuses/\(id)", ["status": "b"])
    #expect(edited.json?["id"]?.string == id)
    #expect(edited.json?["edited_at"]?.string != nil)
    let visibility = client.json(
      "PUT", "/api/v1/statuses/\(id)", ["status": "b", "visibility": "direct"])
    #expect(visibility.status == 400)
    #expect(client.model.timeline.first?.text == "b")
    #expect(client.send("DELETE", "/api/v1/statuses/\(id)").json?["text"] == "b")
    #expect(client.send("DELETE", "/api/v1/statuses/\(id)").status == 404)
    #expect(client.send("GET", "/api/v1/statuses/\(id)").status == 404)
    #expect(client.model.timeline.isEmpty)
    #expect(client.model.ledger.effects.map(\.kind) == [.created, .edited, .deleted])
  }

  @Test("300 posts in three hours, then 429 with headers that say when it goes on")
  func rateLimit() {
    var rules = MastodonModel.Rules()
    rules.posts = RateLimit(3, perSeconds: 10_800)
    var client = client(rules)
    for left in [2, 1, 0] {
      let answer = client.json("POST", "/api/v1/statuses", ["status": "a"])
      #expect(answer.header("X-RateLimit-Remaining") == String(left))
      #expect(answer.header("X-RateLimit-Limit") == "3")
    }
    let refused = client.json("POST", "/api/v1/statuses", ["status": "a"])
    #expect(refused.status == 429)
    #expect(refused.header("retry-after") == nil)
    let resets = refused.header("X-RateLimit-Reset").flatMap(Instant.init(rfc3339:))
    #expect(resets?.milliseconds == 1_795_143_600_000)
    client.now = resets ?? client.now
    #expect(client.json("POST", "/api/v1/statuses", ["status": "a"]).status == 200)
  }

  @Test("equal requests at equal times with equal entropy get equal answers")
  func deterministic() {
    func run() -> [ModelAnswer] {
      var client = client()
      return [
        client.json("POST", "/api/v1/apps", ["client_name": "b", "redirect_uris": ["http://a/"]]),
        client.upload(Sample.png()),
        client.json("POST", "/api/v1/statuses", ["status": "a"]),
        client.send("GET", "/api/v1/accounts/109000/statuses"),
      ]
    }
    #expect(run() == run())
  }
}
