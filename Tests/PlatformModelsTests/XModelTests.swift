import Domain
import PlatformModels
import Testing

@Suite("X's model: sign-in and tokens")
struct XSignInModelTests {
  private let redirect = "http://127.0.0.1:8976/callback"
  private let verifier = "a-verifier-of-at-least-forty-three-characters-x"
  private let basic = ("authorization", "Basic YmVsZnJ5LXNhbmRib3g6c2FuZGJveC1zZWNyZXQ=")

  private func client() -> Client<XModel> {
    Client(XModel(origin: "http://127.0.0.1:8933", hashing: OpenSSLHashing()))
  }

  private func authorize(_ client: inout Client<XModel>, extra: String = "&approve=1")
    -> ModelAnswer
  {
    let challenge = Base64.url(OpenSSLHashing().sha256(Array(verifier.utf8)))
    return client.send(
      "GET",
      "/i/oauth2/authorize?response_type=code&client_id=belfry-sandbox&state=s1"
        + "&redirect_uri=\(PercentEncoding.component(redirect))"
        + "&scope=tweet.read+tweet.write+users.read+media.write+offline.access"
        + "&code_challenge=\(challenge)&code_challenge_method=S256" + extra)
  }

  private func exchange(
    _ client: inout Client<XModel>, _ fields: [(String, String)], basic: Bool = true
  ) -> ModelAnswer {
    client.form("POST", "/2/oauth2/token", fields, headers: basic ? [self.basic] : [])
  }

  private func signIn(_ client: inout Client<XModel>) -> JSON? {
    let location = authorize(&client).header("location") ?? ""
    let code = location.split { "?&".contains($0) }.first { $0.hasPrefix("code=") }
    return exchange(
      &client,
      [
        ("grant_type", "authorization_code"), ("code", String(code?.dropFirst(5) ?? "")),
        ("redirect_uri", redirect), ("code_verifier", verifier),
      ]
    ).json
  }

  @Test("consent, code, tokens, and who they belong to")
  func wholeWay() throws {
    var client = client()
    #expect(authorize(&client, extra: "").text.contains("<button>Allow</button>"))
    let tokens = signIn(&client)
    #expect(tokens?["expires_in"] == 7200)
    client.token = try #require(tokens?["access_token"]?.string)
    let me = client.send("GET", "/2/users/me?user.fields=subscription_type").json
    #expect(me?["data"]?["username"] == "belfry")
    #expect(me?["data"]?["subscription_type"] == "None")
    client.wait(.seconds(7200))
    #expect(client.send("GET", "/2/users/me").status == 401)
  }

  @Test("a code lives for thirty seconds, works once, and needs its verifier")
  func code() {
    for change in ["late", "verifier", "redirect", "client"] {
      var client = client()
      let location = authorize(&client).header("location") ?? ""
      let code = location.split { "?&".contains($0) }.first { $0.hasPrefix("code=") }
      if change == "late" { client.wait(.seconds(30)) }
      let answer = exchange(
        &client,
        [
          ("grant_type", "authorization_code"), ("code", String(code?.dropFirst(5) ?? "")),
          ("redirect_uri", change == "redirect" ? redirect + "/" : redirect),
          ("code_verifier", change == "verifier" ? verifier + "x" : verifier),
        ], basic: change != "client")
      #expect(answer.status == (change == "client" ? 401 : 400))
    }
  }

  @Test("a refresh token works once; a second use ends every token of the sign-in")
  func reuse() throws {
    var client = client()
    let first = try #require(signIn(&client)?["refresh_token"]?.string)
    func refresh(_ token: String) -> ModelAnswer {
      exchange(&client, [("grant_type", "refresh_token"), ("refresh_token", token)])
    }
    let second = refresh(first).json
    let access = try #require(second?["access_token"]?.string)
    client.token = access
    #expect(client.send("GET", "/2/users/me").status == 200)
    client.token = nil
    #expect(refresh(first).json?["error"] == "invalid_grant")
    #expect(refresh(second?["refresh_token"]?.string ?? "").json?["error"] == "invalid_grant")
    client.token = access
    #expect(client.send("GET", "/2/users/me").status == 401)
  }

  @Test("without offline.access there is no refresh token; unknown scopes and places are refused")
  func wrongAuthorize() {
    var client = client()
    #expect(authorize(&client, extra: "&colour=red").status == 400)
    let wrong = client.send(
      "GET",
      "/i/oauth2/authorize?response_type=code&client_id=belfry-sandbox&state=s1&scope=everything"
        + "&redirect_uri=\(PercentEncoding.component(redirect))")
    #expect(wrong.status == 400)
    let evil = client.send(
      "GET",
      "/i/oauth2/authorize?response_type=code&client_id=belfry-sandbox&state=s1&scope=tweet.read"
        + "&redirect_uri=http%3A%2F%2Fevil.example")
    #expect(evil.json?["error"] == "invalid_redirect_uri")
  }
}

@Suite("X's model: media and posts")
struct XPostModelTests {
  private func client(_ rules: XModel.Rules = .init()) -> Client<XModel> {
    var model = XModel(
      origin: "http://127.0.0.1:8933", rules: rules, hashing: OpenSSLHashing())
    model.issueToken(for: "belfry", named: "t")
    return Client(model, token: "t")
  }

  private func post(_ client: inout Client<XModel>, _ body: JSON) -> ModelAnswer {
    client.json("POST", "/2/tweets", body)
  }

  private func append(_ client: inout Client<XModel>, _ id: String, _ index: Int, _ bytes: [UInt8])
    -> ModelAnswer
  {
    let head =
      "--B\r\nContent-Disposition: form-data; name=\"segment_index\"\r\n\r\n\(index)\r\n"
      + "--B\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a\"\r\n"
      + "Content-Type: image/png\r\n\r\n"
    return client.send(
      "POST", "/2/media/upload/\(id)/append",
      headers: [("content-type", "multipart/form-data; boundary=B")],
      body: Array(head.utf8) + bytes + Array("\r\n--B--\r\n".utf8))
  }

  private func upload(
    _ client: inout Client<XModel>, _ bytes: [UInt8], _ mime: String, _ category: String
  ) throws -> String {
    let begun = client.json(
      "POST", "/2/media/upload/initialize",
      [
        "media_type": .string(mime), "total_bytes": .integer(Int64(bytes.count)),
        "media_category": .string(category),
      ])
    let id = try #require(begun.json?["data"]?["id"]?.string)
    let half = bytes.count / 2
    #expect(append(&client, id, 0, Array(bytes[..<half])).status == 200)
    #expect(append(&client, id, 1, Array(bytes[half...])).status == 200)
    return id
  }

  @Test("segments make the file again, and the post shows it with its description")
  func picture() throws {
    var client = client()
    let id = try upload(&client, Sample.png(), "image/png", "tweet_image")
    #expect(post(&client, ["media": ["media_ids": [.string(id)]]]).status == 400)
    let alt: JSON = ["id": .string(id), "metadata": ["alt_text": ["text": "A bell"]]]
    #expect(client.json("POST", "/2/media/metadata", alt).status == 400)
    let ended = client.send("POST", "/2/media/upload/\(id)/finalize")
    #expect(ended.json?["data"]?["processing_info"] == nil)
    #expect(client.json("POST", "/2/media/metadata", alt).status == 200)
    #expect(post(&client, ["media": ["media_ids": [.string(id)]]]).status == 201)
    #expect(client.model.timeline.map { $0.media.map(\.alt) } == [["A bell"]])
    #expect(client.model.file(id)?.bytes == Sample.png())
    #expect(post(&client, ["media": ["media_ids": [.string(id)]]]).status == 400)
  }

  @Test("a film is processed first")
  func film() throws {
    var client = client()
    let id = try upload(&client, Sample.mp4, "video/mp4", "tweet_video")
    let ended = client.send("POST", "/2/media/upload/\(id)/finalize")
    #expect(ended.json?["data"]?["processing_info"]?["state"] == "in_progress")
    #expect(post(&client, ["media": ["media_ids": [.string(id)]]]).status == 400)
    client.wait(.seconds(2))
    let state = client.send("GET", "/2/media/upload?command=STATUS&media_id=\(id)")
    #expect(state.json?["data"]?["processing_info"]?["state"] == "succeeded")
    #expect(post(&client, ["media": ["media_ids": [.string(id)]]]).status == 201)
  }

  @Test("an upload with anything wrong about it is refused")
  func wrongUpload() throws {
    var client = client()
    let initialize: [JSON] = [
      ["media_type": "image/png", "total_bytes": 9_999_999, "media_category": "tweet_image"],
      ["media_type": "image/png", "total_bytes": 5, "media_category": "tweet_video"],
      ["media_type": "image/png", "total_bytes": 5, "media_category": "banner"],
      ["media_type": "image/png", "total_bytes": 5],
      ["media_type": "image/png", "total_bytes": 5, "media_category": "tweet_image", "x": 1],
    ]
    for body in initialize {
      #expect(client.json("POST", "/2/media/upload/initialize", body).status == 400)
    }
    let id = try upload(&client, Sample.png() + [1], "image/jpeg", "tweet_image")
    #expect(client.send("POST", "/2/media/upload/\(id)/finalize").status == 400)
    #expect(append(&client, "77", 0, [1]).status == 404)
    #expect(append(&client, id, 1000, [1]).status == 400)
  }

  @Test("the text comes back with its links shortened and its signs escaped")
  func text() {
    var client = client()
    let answer = post(&client, ["text": "A & B at https://example.org/x"])
    let text = answer.json?["data"]?["text"]?.string ?? ""
    #expect(text.hasPrefix("A &amp; B at https://t.co/"))
    let start = "2026-11-19T23%3A00%3A00Z"
    client.wait(.seconds(1))
    let page = client.send(
      "GET",
      "/2/users/2244994945/tweets?max_results=5&start_time=\(start)&tweet.fields=entities,text")
    let link = page.json?["data"]?[0]?["entities"]?["urls"]?[0]
    #expect(link?["expanded_url"] == "https://example.org/x")
    #expect(client.model.timeline.first?.text == "A & B at https://example.org/x")
  }

  static let refused: [(JSON, Int)] = [
    (["text": ""], 400), (["text": "a", "colour": "red"], 400),
    (["text": "a", "reply_settings": "nobody"], 400),
    (["text": "a", "community_id": "1"], 400),
    (["text": .string(String(repeating: "a", count: 281))], 403),
    (["text": .string(String(repeating: "日", count: 141))], 403),
    (["text": "a", "reply": ["in_reply_to_tweet_id": "5"]], 403),
    (["text": "a", "poll": ["options": ["a"], "duration_minutes": 60]], 400),
    (["text": "a", "poll": ["options": ["a", "b"], "duration_minutes": 4]], 400),
    (
      [
        "text": "a", "quote_tweet_id": "1",
        "poll": ["options": ["a", "b"], "duration_minutes": 60],
      ], 400
    ),
  ]

  @Test("what the specification does not allow is refused", arguments: refused)
  func wrongPost(_ body: JSON, _ status: Int) {
    var client = client()
    #expect(post(&client, body).status == status)
    #expect(client.model.ledger.effects.isEmpty)
  }

  @Test("a chain of replies, a subscription's length, a duplicate, an empty purse")
  func rules() {
    var rules = XModel.Rules()
    rules.subscription = "Premium"
    rules.duplicateWindow = .seconds(60)
    var client = client(rules)
    let first = post(&client, ["text": .string(String(repeating: "a", count: 5000))])
    let id = first.json?["data"]?["id"]
    #expect(
      post(&client, ["text": "b", "reply": ["in_reply_to_tweet_id": id ?? nil]]).status == 201)
    #expect(client.model.timeline.map(\.parent) == [id?.string, nil])
    #expect(post(&client, ["text": "c"]).status == 201)
    let double = post(&client, ["text": "c"])
    #expect(double.status == 403)
    #expect(double.json?["detail"]?.string?.contains("duplicate content") == true)
    client.wait(.seconds(60))
    #expect(post(&client, ["text": "c"]).status == 201)
    client.model.rules.isOutOfCredit = true
    #expect(post(&client, ["text": "d"]).status == 402)
  }

  @Test("limits are counted and told, in the window of the endpoint")
  func limits() {
    var rules = XModel.Rules()
    rules.posts = RateLimit(1, perSeconds: 900)
    var client = client(rules)
    let answer = post(&client, ["text": "a"])
    #expect(answer.header("x-rate-limit-remaining") == "0")
    #expect(answer.header("x-rate-limit-reset") == "1795133700")
    #expect(post(&client, ["text": "b"]).status == 429)
    client.wait(.seconds(900))
    #expect(post(&client, ["text": "b"]).status == 201)
  }

  @Test("a deleted post is gone, and the ledger remembers it")
  func delete() {
    var client = client()
    let id = post(&client, ["text": "a"]).json?["data"]?["id"]?.string ?? ""
    #expect(client.send("DELETE", "/2/tweets/\(id)").json?["data"]?["deleted"] == true)
    #expect(client.send("DELETE", "/2/tweets/\(id)").status == 404)
    #expect(client.send("GET", "/2/tweets/\(id)").json?["errors"] != nil)
    #expect(client.model.timeline.isEmpty)
    #expect(client.model.ledger.effects.map(\.kind) == [.created, .deleted])
  }

  @Test("lists show own posts after the read lag, page by page")
  func lists() {
    var rules = XModel.Rules()
    rules.readLag = .seconds(10)
    var client = client(rules)
    for index in 0..<7 {
      _ = post(&client, ["text": .string("\(index)")])
      client.wait(.seconds(1))
    }
    func texts(_ query: String) -> [String?] {
      (client.send("GET", "/2/users/2244994945/tweets?max_results=5" + query).json?["data"]?.array
        ?? []).map { $0["text"]?.string }
    }
    #expect(texts("") == [])
    client.wait(.seconds(10))
    #expect(texts("") == ["6", "5", "4", "3", "2"])
    let next = client.send("GET", "/2/users/2244994945/tweets?max_results=5").json?["meta"]
    #expect(texts("&pagination_token=\(next?["next_token"]?.string ?? "")") == ["1", "0"])
    #expect(client.send("GET", "/2/users/2244994945/tweets?max_results=4").status == 400)
    #expect(client.send("GET", "/2/users/1/tweets").status == 404)
    #expect(client.send("GET", "/2/users/2244994945/tweets?tweet.fields=secret").status == 400)
  }
}
