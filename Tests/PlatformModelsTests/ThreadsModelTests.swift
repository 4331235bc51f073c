import Domain
import PlatformModels
import Testing

extension Client where Model: FetchingModel {
  /// Gives the server what it wants to read.
  mutating func serve(_ files: [String: [UInt8]]) {
    for address in model.wanted { model.fetched(address, files[address], at: now) }
  }
}

@Suite("Threads: the server's rules")
struct ThreadsModelTests {
  private static let picture = "https://belfry.test/bell.png"
  private static let film = "https://belfry.test/bell.mp4"
  private static let files = [picture: Sample.png(width: 800, height: 600), film: Sample.mp4]

  private func client(_ rules: ThreadsModel.Rules = .init()) -> Client<ThreadsModel> {
    var model = ThreadsModel(
      origin: "http://127.0.0.1:8933", rules: rules, hashing: OpenSSLHashing())
    let now = Instant(milliseconds: 1_795_132_800_000)
    model.issueToken(named: "good", at: now)
    model.issueToken(named: "reader", scopes: ["threads_basic"], at: now)
    return Client(model, token: "good")
  }

  private func create(
    _ client: inout Client<ThreadsModel>, _ fields: [(String, String)]
  ) throws -> String {
    let answer = client.form("POST", "/v1.0/me/threads", fields)
    client.serve(Self.files)
    return try #require(answer.json?["id"]?.string, "\(answer.text)")
  }

  private func state(_ client: inout Client<ThreadsModel>, _ id: String) -> String? {
    client.send("GET", "/v1.0/\(id)?fields=id,status").json?["status"]?.string
  }

  private func publish(_ client: inout Client<ThreadsModel>, _ id: String) -> ModelAnswer {
    client.form("POST", "/v1.0/me/threads_publish", [("creation_id", id)])
  }

  @Test("a container is worked on, ready, and published once")
  func once() throws {
    var client = client()
    let id = try create(&client, [("media_type", "TEXT"), ("text", "Hello")])
    #expect(state(&client, id) == "IN_PROGRESS")
    let early = publish(&client, id)
    #expect(early.json?["error"]?["error_subcode"] == 4_279_009)
    client.wait(.seconds(2))
    #expect(state(&client, id) == "FINISHED")
    let post = try #require(publish(&client, id).json?["id"]?.string)
    #expect(state(&client, id) == "PUBLISHED")
    #expect(publish(&client, id).status == 400)
    #expect(client.model.ledger.effects.map(\.post) == [post])
    #expect(client.model.timeline.map(\.text) == ["Hello"])
    let read = client.send("GET", "/v1.0/\(post)?fields=id,permalink,timestamp")
    #expect(read.json?["permalink"]?.string == client.model.timeline.first?.url)
    #expect(read.json?["timestamp"]?.string == "2026-11-20T00:00:02+0000")
    // A post has no status.
    #expect(client.send("GET", "/v1.0/\(post)?fields=status").json?["error"]?["code"] == 100)
  }

  @Test("a container that nobody published for a day is over")
  func expires() throws {
    var client = client()
    let id = try create(&client, [("media_type", "TEXT"), ("text", "Hello")])
    client.wait(.seconds(86_400))
    #expect(state(&client, id) == "EXPIRED")
    #expect(publish(&client, id).json?["error"]?["code"] == 24)
    #expect(client.model.ledger.effects.isEmpty)
  }

  @Test("media is fetched; a carousel waits for its items, and shows them in order")
  func carousel() throws {
    var client = client()
    let item = ("is_carousel_item", "true")
    let first = try create(
      &client, [("media_type", "IMAGE"), ("image_url", Self.picture), ("alt_text", "bell"), item])
    let second = try create(
      &client, [("media_type", "VIDEO"), ("video_url", Self.film), item])
    let both: [(String, String)] = [
      ("media_type", "CAROUSEL"), ("children", "\(first),\(second)"), ("text", "Look"),
    ]
    client.wait(.seconds(2))
    #expect(client.form("POST", "/v1.0/me/threads", both).text.contains("is not FINISHED"))
    client.wait(.seconds(20))
    let id = try create(&client, both)
    client.wait(.seconds(2))
    #expect(publish(&client, id).status == 200)
    #expect(client.model.timeline.first?.media.map(\.alt) == ["bell", ""])
    #expect(client.model.timeline.first?.media.map(\.mime) == ["image/png", "video/mp4"])
    // An item is not published by itself.
    #expect(publish(&client, first).status == 400)
  }

  @Test("a file that cannot be fetched or used is said by the container")
  func failures() throws {
    var client = client()
    for (address, bytes, reason) in [
      ("https://belfry.test/1", nil, "FAILED_DOWNLOADING_VIDEO"),
      ("https://belfry.test/2", Array("GIF89a\u{1}\0\u{1}\0".utf8), "UNKNOWN"),
      ("https://belfry.test/3", Sample.png(width: 3000, height: 200), "INVALID_ASPEC_RATIO"),
    ] as [(String, [UInt8]?, String)] {
      let answer = client.form(
        "POST", "/v1.0/me/threads", [("media_type", "IMAGE"), ("image_url", address)])
      let id = try #require(answer.json?["id"]?.string)
      #expect(state(&client, id) == "IN_PROGRESS")
      client.serve(bytes.map { [address: $0] } ?? [:])
      let look = client.send("GET", "/v1.0/\(id)?fields=id,status,error_message")
      #expect(look.json?["status"] == "ERROR")
      #expect(look.json?["error_message"]?.string == reason)
      #expect(publish(&client, id).status == 400)
    }
  }

  private static let wrong: [([(String, String)], String)] = [
    ([("media_type", "GIF")], "media_type"),
    ([("media_type", "TEXT")], "text is required"),
    ([("media_type", "TEXT"), ("text", "a"), ("colour", "red")], "unknown parameter"),
    ([("media_type", "TEXT"), ("text", String(repeating: "a", count: 501))], "500"),
    ([("media_type", "TEXT"), ("text", String(repeating: "👋", count: 126))], "500"),
    ([("media_type", "TEXT"), ("text", "a"), ("image_url", picture)], "image_url goes with"),
    ([("media_type", "IMAGE")], "image_url goes with"),
    ([("media_type", "IMAGE"), ("image_url", "ftp://x")], "could not be fetched"),
    ([("media_type", "IMAGE"), ("image_url", "https://ä")], "could not be fetched"),
    (
      [("media_type", "IMAGE"), ("image_url", picture), ("link_attachment", "https://a.example")],
      "TEXT posts only"
    ),
    ([("media_type", "TEXT"), ("text", "a"), ("reply_control", "nobody")], "reply_control"),
    ([("media_type", "TEXT"), ("text", "a"), ("topic_tag", "a.b")], "topic_tag"),
    ([("media_type", "TEXT"), ("text", "a"), ("poll_attachment", "{}")], "poll_attachment"),
    ([("media_type", "TEXT"), ("text", "a"), ("reply_to_id", "17")], "does not exist"),
    ([("media_type", "CAROUSEL"), ("children", "17")], "2 to 20"),
    ([("media_type", "CAROUSEL"), ("children", "17,18")], "no carousel item"),
    (
      [
        ("media_type", "TEXT"),
        ("text", (1...6).map { "https://a.example/\($0)" }.joined(separator: " ")),
      ], "LINK_LIMIT"
    ),
  ]

  @Test("wrong containers are refused", arguments: wrong.indices)
  func refuses(_ index: Int) {
    let (fields, words) = Self.wrong[index]
    var client = client()
    let answer = client.form("POST", "/v1.0/me/threads", fields)
    #expect(answer.status == 400)
    #expect(answer.json?["error"]?["message"]?.string?.contains(words) == true, "\(answer.text)")
  }

  @Test("a token without the scope, an unknown one and one that is over")
  func tokens() {
    var client = client()
    client.token = "reader"
    let fields = [("media_type", "TEXT"), ("text", "a")]
    #expect(client.form("POST", "/v1.0/me/threads", fields).json?["error"]?["code"] == 10)
    client.token = "nobody"
    #expect(client.form("POST", "/v1.0/me/threads", fields).json?["error"]?["code"] == 190)
    client.token = "good"
    client.wait(.seconds(60 * 86_400))
    let over = client.form("POST", "/v1.0/me/threads", fields)
    #expect(over.json?["error"]?["error_subcode"] == 463)
  }

  @Test("a reply stands in the list of replies only, and a deleted post in none")
  func lists() throws {
    var client = client()
    func post(_ fields: [(String, String)]) throws -> String {
      let id = try create(&client, [("media_type", "TEXT")] + fields)
      client.wait(.seconds(2))
      return try #require(publish(&client, id).json?["id"]?.string)
    }
    func list(_ name: String) -> [String] {
      client.send("GET", "/v1.0/me/\(name)?fields=id,text,timestamp&limit=10").json?["data"]?
        .array?.compactMap { $0["id"]?.string } ?? []
    }
    let first = try post([("text", "one")])
    let second = try post([("text", "two"), ("reply_to_id", first)])
    #expect(list("threads") == [first])
    #expect(list("replies") == [second])
    #expect(client.model.timeline.map(\.parent) == [first, nil])
    #expect(client.send("DELETE", "/v1.0/\(first)").json?["success"] == true)
    #expect(list("threads").isEmpty)
    #expect(client.send("DELETE", "/v1.0/\(first)").json?["error"]?["error_subcode"] == 33)
    #expect(client.model.ledger.effects.map(\.kind) == [.created, .created, .deleted])
  }

  @Test("a day's posts are counted, and the quota says so")
  func quota() throws {
    var rules = ThreadsModel.Rules()
    rules.postsPerDay = 1
    var client = client(rules)
    let first = try create(&client, [("media_type", "TEXT"), ("text", "a")])
    client.wait(.seconds(2))
    #expect(publish(&client, first).status == 200)
    client.wait(.seconds(600))
    let second = try create(&client, [("media_type", "TEXT"), ("text", "b")])
    client.wait(.seconds(2))
    #expect(publish(&client, second).json?["error"]?["code"] == 9)
    let quota = client.send(
      "GET", "/v1.0/me/threads_publishing_limit?fields=quota_usage,config")
    #expect(quota.json?["data"]?[0]?["quota_usage"] == 1)
    #expect(quota.json?["data"]?[0]?["config"]?["quota_total"] == 1)
    #expect(quota.header("x-app-usage")?.contains("call_count") == true)
    client.wait(.seconds(86_400 - 600))
    #expect(publish(&client, second).status == 200)
  }
}

@Suite("Threads: signing in at the server")
struct ThreadsSignInTests {
  private static let authorize =
    "/oauth/authorize?response_type=code&client_id=\(ThreadsModel.clientID)"
    + "&redirect_uri=https%3A%2F%2Facme.example%2Fback&scope=threads_basic&state=s"

  private func client() -> Client<ThreadsModel> {
    Client(ThreadsModel(origin: "http://127.0.0.1:8933", hashing: OpenSSLHashing()))
  }

  private func code(_ client: inout Client<ThreadsModel>) throws -> String {
    let location = try #require(
      client.send("GET", Self.authorize + "&approve=1").header("location"))
    #expect(location.hasPrefix("https://acme.example/back?code="))
    #expect(location.hasSuffix("&state=s#_"))
    return String(location.dropFirst(31).prefix { $0 != "&" })
  }

  private func redeem(
    _ client: inout Client<ThreadsModel>, _ code: String, secret: String = ThreadsModel.clientSecret
  ) -> ModelAnswer {
    client.form(
      "POST", "/oauth/access_token",
      [
        ("client_id", ThreadsModel.clientID), ("client_secret", secret),
        ("grant_type", "authorization_code"), ("redirect_uri", "https://acme.example/back"),
        ("code", code),
      ])
  }

  private func refresh(_ client: inout Client<ThreadsModel>, _ token: String) -> ModelAnswer {
    client.send(
      "GET", "/refresh_access_token?grant_type=th_refresh_token&access_token=\(token)")
  }

  @Test("a code is spent once and becomes a token for an hour, then one for sixty days")
  func signIn() throws {
    var client = client()
    let code = try code(&client)
    let short = redeem(&client, code)
    #expect(short.json?["user_id"]?.integer == 35_000_000_000_000_001)
    let token = try #require(short.json?["access_token"]?.string)
    #expect(redeem(&client, code).json?["error_message"] != nil)
    let exchange =
      "/access_token?grant_type=th_exchange_token&client_secret=\(ThreadsModel.clientSecret)"
      + "&access_token="
    let long = try #require(client.send("GET", exchange + token).json?["access_token"]?.string)
    #expect(client.send("GET", exchange + long).status == 400)
    // A day must pass before it can be renewed.
    #expect(refresh(&client, long).status == 400)
    client.wait(.seconds(86_400))
    let next = try #require(refresh(&client, long).json?["access_token"]?.string)
    client.wait(.seconds(59 * 86_400))
    #expect(refresh(&client, long).json?["error"]?["code"] == 190)
    client.token = next
    #expect(client.send("GET", "/v1.0/me?fields=id,username").json?["username"] == "belfry")
  }

  @Test("wrong clients, addresses and scopes get no page")
  func wrongPage() {
    var client = client()
    for (right, wrong) in [
      (ThreadsModel.clientID, "17"), ("https%3A%2F%2Facme", "http%3A%2F%2Facme"),
      ("threads_basic", "everything"), ("response_type=code", "response_type=token"),
    ] {
      #expect(client.send("GET", Self.authorize.replacing(right, with: wrong)).status == 400)
    }
    #expect(client.send("GET", Self.authorize).status == 200)
  }

  @Test("a wrong secret gets nothing")
  func wrongSecret() throws {
    var client = client()
    let code = try code(&client)
    #expect(redeem(&client, code, secret: "x").json?["error_message"] != nil)
    #expect(redeem(&client, code).status == 200)
  }
}
