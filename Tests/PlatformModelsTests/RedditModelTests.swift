import Domain
import PlatformModels
import Testing

@Suite("Reddit's model")
struct RedditModelTests {
  private let agent = ("user-agent", "linux:belfry:1 (by /u/belfry)")
  private static let base = [
    ("api_type", "json"), ("sr", "bells"), ("title", "Title"), ("kind", "self"), ("text", "Text"),
  ]

  private func client(_ rules: RedditModel.Rules = .init()) -> Client<RedditModel> {
    var model = RedditModel(
      origin: "http://127.0.0.1:8935", rules: rules, hashing: OpenSSLHashing())
    model.issueToken(for: "belfry", named: "t")
    return Client(model, token: "t")
  }

  private func submit(
    _ client: inout Client<RedditModel>, _ changes: [(String, String?)] = []
  ) -> ModelAnswer {
    var fields = Self.base
    for (name, value) in changes {
      fields.removeAll { $0.0 == name }
      if let value { fields.append((name, value)) }
    }
    return client.form("POST", "/api/submit?raw_json=1", fields, headers: [agent])
  }

  private func code(_ answer: ModelAnswer) -> String? {
    answer.json?["json"]?["errors"]?[0]?[0]?.string
  }

  @Test("a text is made at once and listed")
  func text() {
    var client = client()
    let name = submit(&client).json?["json"]?["data"]?["name"]?.string ?? ""
    #expect(name.hasPrefix("t3_"))
    let list = client.send(
      "GET", "/user/belfry/submitted?sort=new&limit=25&raw_json=1", headers: [agent])
    #expect(list.json?["data"]?["children"]?[0]?["data"]?["name"]?.string == name)
    #expect(list.header("x-ratelimit-remaining") == "998.0")
    #expect(client.model.timeline.map(\.text) == ["Title\n\nText"])
  }

  static let refused: [(String, String?, String)] = [
    ("sr", "nowhere", "SUBREDDIT_NOEXIST"), ("title", "", "NO_TEXT"),
    ("title", String(repeating: "a", count: 301), "TOO_LONG"),
    ("text", String(repeating: "a", count: 40_001), "TOO_LONG"), ("kind", "link", "NO_URL"),
  ]

  @Test("refusals are a 200 with codes", arguments: refused)
  func wrong(_ name: String, _ value: String?, _ expected: String) {
    var client = client()
    let answer = submit(&client, [(name, value)])
    #expect(answer.status == 200)
    #expect(code(answer) == expected)
    #expect(client.model.ledger.effects.isEmpty)
  }

  @Test("who does not say who they are gets nothing, and unknown fields are refused")
  func strict() {
    var client = client()
    #expect(client.form("POST", "/api/submit", Self.base).status == 429)
    #expect(submit(&client, [("colour", "red")]).status == 400)
    #expect(submit(&client, [("api_type", nil)]).status == 400)
    #expect(submit(&client, [("kind", "poem")]).status == 400)
    client.token = "nobody"
    #expect(submit(&client).status == 401)
  }

  @Test("a link that is there already is refused, unless resubmit says otherwise")
  func links() {
    var client = client()
    let link: [(String, String?)] = [
      ("kind", "link"), ("url", "https://example.org"), ("text", nil),
    ]
    #expect(code(submit(&client, link)) == nil)
    #expect(code(submit(&client, link)) == "ALREADY_SUB")
    #expect(code(submit(&client, link + [("resubmit", "true")])) == nil)
    #expect(code(submit(&client, link + [("sr", "belfry")])) == nil)
  }

  @Test("flair and patience, where they are asked for")
  func rules() {
    var rules = RedditModel.Rules()
    rules.needsFlair = ["bells"]
    rules.throttle = .seconds(600)
    var client = client(rules)
    #expect(code(submit(&client)) == "SUBMIT_VALIDATION_FLAIR_REQUIRED")
    #expect(code(submit(&client, [("flair_id", "f")])) == nil)
    #expect(code(submit(&client, [("flair_id", "f")])) == "RATELIMIT")
    client.wait(.seconds(600))
    #expect(code(submit(&client, [("flair_id", "f")])) == nil)
  }

  private func upload(_ client: inout Client<RedditModel>) -> (id: String, address: String) {
    let lease = client.form(
      "POST", "/api/media/asset.json", [("filepath", "a.png"), ("mimetype", "image/png")],
      headers: [agent]
    ).json
    let key = lease?["args"]?["fields"]?[0]?["value"]?.string ?? ""
    let policy = lease?["args"]?["fields"]?[1]?["value"]?.string ?? ""
    func form(_ policy: String) -> [UInt8] {
      let head =
        "--B\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\n\(key)\r\n"
        + "--B\r\nContent-Disposition: form-data; name=\"policy\"\r\n\r\n\(policy)\r\n"
        + "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
        + "Content-Type: image/png\r\n\r\n"
      return Array(head.utf8) + Sample.png() + Array("\r\n--B--\r\n".utf8)
    }
    let multipart = [("content-type", "multipart/form-data; boundary=B")]
    #expect(
      client.send("POST", "/storage", headers: multipart, body: form("wrong")).status == 403)
    let stored = client.send("POST", "/storage", headers: multipart, body: form(policy))
    #expect(stored.status == 201)
    return (lease?["asset"]?["asset_id"]?.string ?? "", "http://127.0.0.1:8935/storage/\(key)")
  }

  @Test("a picture's post has no id at first, and is listed later")
  func picture() {
    var client = client()
    let asset = upload(&client)
    let answer = submit(&client, [("kind", "image"), ("url", asset.address), ("text", nil)])
    #expect(answer.json?["json"]?["data"]?["name"] == nil)
    #expect(answer.json?["json"]?["data"]?["websocket_url"] != nil)
    func listed() -> Int {
      client.send("GET", "/user/belfry/submitted", headers: [agent])
        .json?["data"]?["children"]?.array?.count ?? -1
    }
    #expect(listed() == 0)
    client.wait(.seconds(30))
    #expect(listed() == 1)
    #expect(
      code(submit(&client, [("kind", "image"), ("url", "https://elsewhere.example/a")]))
        == "BAD_URL")
  }

  @Test("a gallery takes 2 to 20 uploaded pictures")
  func gallery() {
    var client = client()
    let ids = [upload(&client).id, upload(&client).id]
    func submit(_ ids: [String]) -> ModelAnswer {
      client.json(
        "POST", "/api/submit_gallery_post.json",
        [
          "api_type": "json", "sr": "bells", "title": "Title",
          "items": .array(
            ids.map { ["media_id": .string($0), "caption": "C", "outbound_url": ""] }),
        ], headers: [agent])
    }
    #expect(code(submit([ids[0]])) == "INVALID_OPTION")
    #expect(code(submit([ids[0], "none"])) == "INVALID_OPTION")
    #expect(submit(ids).json?["json"]?["data"]?["url"]?.string?.contains("/comments/") == true)
    #expect(client.model.timeline.map { $0.media.map(\.alt) } == [["C", "C"]])
  }

  @Test("texts change, posts go, and the ledger remembers it")
  func change() {
    var client = client()
    let name = submit(&client).json?["json"]?["data"]?["name"]?.string ?? ""
    func edit(_ id: String) -> ModelAnswer {
      client.form(
        "POST", "/api/editusertext", [("api_type", "json"), ("thing_id", id), ("text", "New")],
        headers: [agent])
    }
    #expect(code(edit("t3_none")) == "NO_THING_ID")
    #expect(code(edit(name)) == nil)
    for _ in 0..<2 {
      #expect(client.form("POST", "/api/del", [("id", name)], headers: [agent]).status == 200)
    }
    #expect(client.model.ledger.effects.map(\.kind) == [.created, .edited, .deleted])
    #expect(client.model.timeline.isEmpty)
  }

  @Test("without duration=permanent there is no refresh token; refusals are a 200")
  func tokens() {
    let redirect = "http://127.0.0.1:8976/callback"
    let basic = ("authorization", "Basic YmVsZnJ5LXNhbmRib3g6c2FuZGJveC1zZWNyZXQ=")
    for duration in ["permanent", "temporary"] {
      var client = client()
      client.token = nil
      let answer = client.send(
        "GET",
        "/api/v1/authorize?response_type=code&client_id=belfry-sandbox&state=s1&approve=1"
          + "&redirect_uri=\(PercentEncoding.component(redirect))&scope=identity"
          + "&duration=\(duration)")
      let code = (answer.header("location") ?? "").split { "?&".contains($0) }
        .first { $0.hasPrefix("code=") }
      func exchange() -> JSON? {
        client.form(
          "POST", "/api/v1/access_token",
          [
            ("grant_type", "authorization_code"), ("code", String(code?.dropFirst(5) ?? "")),
            ("redirect_uri", redirect),
          ], headers: [agent, basic]
        ).json
      }
      #expect((exchange()?["refresh_token"] != nil) == (duration == "permanent"))
      #expect(exchange()?["error"] == "invalid_grant")
    }
  }
}
