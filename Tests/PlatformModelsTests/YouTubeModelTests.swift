import Domain
import PlatformModels
import Testing

@Suite("YouTube's model")
struct YouTubeModelTests {
  private static let origin = "http://127.0.0.1:8933"
  private static let film = Sample.mp4 + [UInt8](repeating: 3, count: 600_000)

  private static let resource: JSON = [
    "snippet": ["title": "Bells", "description": "Ring", "tags": ["a"], "categoryId": "22"],
    "status": ["privacyStatus": "private", "selfDeclaredMadeForKids": false],
  ]

  private func client(_ change: (inout YouTubeModel.Rules) -> Void = { _ in })
    -> Client<YouTubeModel>
  {
    var rules = YouTubeModel.Rules()
    change(&rules)
    var model = YouTubeModel(origin: Self.origin, rules: rules, hashing: OpenSSLHashing())
    model.issueToken(for: "belfry", named: "T")
    return Client(model, token: "T")
  }

  private func start(
    _ client: inout Client<YouTubeModel>, _ resource: JSON = resource, bytes: Int = film.count
  ) -> ModelAnswer {
    client.json(
      "POST", "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status", resource,
      headers: [
        ("x-upload-content-length", String(bytes)), ("x-upload-content-type", "video/mp4"),
      ])
  }

  private func put(
    _ client: inout Client<YouTubeModel>, _ session: String, _ range: String, _ body: [UInt8] = []
  ) -> ModelAnswer {
    client.send(
      "PUT", session, headers: [("content-range", "bytes \(range)/\(Self.film.count)")], body: body)
  }

  /// Uploads the film whole; answers its id.
  private func upload(_ client: inout Client<YouTubeModel>, _ resource: JSON = resource) throws
    -> String
  {
    let session = try self.session(start(&client, resource))
    let answer = put(&client, session, "0-\(Self.film.count - 1)", Self.film)
    return try #require(answer.json?["id"]?.string)
  }

  private func session(_ answer: ModelAnswer) throws -> String {
    String(try #require(answer.header("location")).dropFirst(Self.origin.count))
  }

  private func show(_ client: inout Client<YouTubeModel>, _ id: String, _ privacy: String)
    -> ModelAnswer
  {
    client.json(
      "PUT", "/youtube/v3/videos?part=status",
      [
        "id": .string(id),
        "status": ["privacyStatus": .string(privacy), "selfDeclaredMadeForKids": false],
      ])
  }

  @Test("a session takes pieces, says how far it is, and ends with the film")
  func pieces() throws {
    var client = client()
    let session = try session(start(&client))
    #expect(put(&client, session, "*").header("range") == nil)
    let first = put(&client, session, "0-262143", Array(Self.film[..<262_144]))
    #expect(first.status == 308)
    #expect(first.header("range") == "bytes=0-262143")
    // The same piece again changes nothing, and a gap is not taken.
    #expect(
      put(&client, session, "0-262143", Array(Self.film[..<262_144])).header("range")
        == "bytes=0-262143")
    let gap = put(&client, session, "524288-\(Self.film.count - 1)", Array(Self.film[524_288...]))
    #expect(gap.header("range") == "bytes=0-262143")
    let last = put(
      &client, session, "262144-\(Self.film.count - 1)", Array(Self.film[262_144...]))
    #expect(last.status == 200)
    #expect(last.json?["status"]?["privacyStatus"] == "private")
    #expect(put(&client, session, "*").json?["id"] == last.json?["id"])
    #expect(client.model.ledger.effects.isEmpty)
    #expect(client.model.timeline.isEmpty)
  }

  @Test("pieces that break the protocol are refused")
  func strict() throws {
    var client = client()
    let session = try session(start(&client))
    #expect(put(&client, session, "0-99", Array(Self.film[..<100])).status == 400)
    #expect(put(&client, session, "0-262143", Array(Self.film[..<100])).status == 400)
    #expect(put(&client, session, "*", [1]).status == 400)
    #expect(client.send("PUT", session + "x").status == 404)
    client.wait(.seconds(8 * 86_400))
    #expect(put(&client, session, "*").status == 404)
  }

  @Test("a film is seen when it is released, once, and gone when it is deleted")
  func release() throws {
    var client = client()
    let id = try upload(&client)
    for _ in 0..<2 {
      #expect(show(&client, id, "public").json?["status"]?["privacyStatus"] == "public")
    }
    #expect(client.model.ledger.effects.map(\.kind) == [.created])
    #expect(client.model.timeline.map(\.text) == ["Bells\n\nRing"])
    #expect(client.model.file(id)?.bytes == Self.film)
    #expect(client.send("DELETE", "/youtube/v3/videos?id=\(id)").status == 204)
    #expect(client.send("DELETE", "/youtube/v3/videos?id=\(id)").status == 404)
    #expect(client.model.ledger.effects.map(\.kind) == [.created, .deleted])
  }

  @Test("a project that is not audited shows nothing")
  func audit() throws {
    var client = client { $0.isAudited = false }
    let id = try upload(&client)
    #expect(show(&client, id, "public").json?["status"]?["privacyStatus"] == "private")
    #expect(client.model.ledger.effects.isEmpty)
  }

  @Test("processing takes its time, and may end badly")
  func processing() throws {
    var client = client { $0.rejection = "duplicate" }
    let id = try upload(&client)
    let target = "/youtube/v3/videos?part=status&id=\(id)"
    func status() -> JSON? { client.send("GET", target).json?["items"]?[0]?["status"] }
    #expect(status()?["uploadStatus"] == "uploaded")
    client.wait(.seconds(2))
    #expect(status()?["uploadStatus"] == "rejected")
    #expect(status()?["rejectionReason"] == "duplicate")
  }

  @Test("resources are held against the rules")
  func resources() throws {
    func answer(_ part: String, _ name: String, _ value: JSON?) -> String? {
      var client = client()
      guard case .object(var resource) = Self.resource, case .object(var members) = resource[part]
      else { return nil }
      members[name] = value
      resource[part] = .object(members)
      return start(&client, .object(resource)).json?["error"]?["errors"]?[0]?["reason"]?.string
    }
    #expect(answer("snippet", "title", "") == "invalidTitle")
    #expect(
      answer("snippet", "title", .string(String(repeating: "a", count: 101))) == "invalidTitle")
    #expect(answer("snippet", "title", "a<b") == "invalidTitle")
    #expect(
      answer("snippet", "description", .string(String(repeating: "é", count: 2501)))
        == "invalidDescription")
    #expect(
      answer("snippet", "tags", [.string(String(repeating: "a", count: 501))]) == "invalidTags")
    #expect(answer("snippet", "categoryId", "music") == "invalidCategoryId")
    #expect(answer("snippet", "colour", "red") == "invalidVideoMetadata")
    #expect(answer("status", "privacyStatus", "friends") == "invalidVideoMetadata")
    #expect(answer("status", "selfDeclaredMadeForKids", nil) == "invalidVideoMetadata")
    #expect(answer("status", "license", "youtube") == nil)
  }

  @Test("thumbnails need a verified channel and a picture; playlists a playlist")
  func decoration() throws {
    var client = client()
    let id = try upload(&client)
    let target = "/upload/youtube/v3/thumbnails/set?videoId=\(id)&uploadType=media"
    let png = [("content-type", "image/png")]
    #expect(client.send("POST", target, headers: png, body: Sample.png()).status == 200)
    #expect(client.send("POST", target, headers: png, body: Sample.mp4).status == 400)
    client.model.rules.isVerified = false
    #expect(client.send("POST", target, headers: png, body: Sample.png()).status == 403)
    func add(_ playlist: String) -> Int {
      client.json(
        "POST", "/youtube/v3/playlistItems?part=snippet",
        [
          "snippet": [
            "playlistId": .string(playlist),
            "resourceId": ["kind": "youtube#video", "videoId": .string(id)],
          ]
        ]
      ).status
    }
    #expect(add("PL1") == 200)
    #expect(add("x") == 404)
    #expect(client.model.films(in: "PL1") == [id])
  }

  @Test("comments stand under films that people see, and are their channel's to change")
  func comments() throws {
    var client = client()
    let id = try upload(&client)
    let channel = try #require(
      client.send("GET", "/youtube/v3/channels?part=id&mine=true").json?["items"]?[0]?["id"]?.string
    )
    func comment(_ words: JSON, on film: String, of channel: String) -> ModelAnswer {
      client.json(
        "POST", "/youtube/v3/commentThreads?part=snippet",
        [
          "snippet": [
            "channelId": .string(channel), "videoId": .string(film),
            "topLevelComment": ["snippet": ["textOriginal": words]],
          ]
        ])
    }
    func reason(_ answer: ModelAnswer) -> JSON? { answer.json?["error"]?["errors"]?[0]?["reason"] }
    #expect(reason(comment("Ring!", on: id, of: channel)) == "commentsDisabled")
    _ = show(&client, id, "public")
    let made = try #require(comment("Ring!", on: id, of: channel).json?["id"]?.string)
    #expect(reason(comment(" ", on: id, of: channel)) == "commentTextRequired")
    #expect(
      reason(comment(.string(String(repeating: "a", count: 10_001)), on: id, of: channel))
        == "commentTextTooLong")
    #expect(reason(comment("a", on: "x", of: channel)) == "videoNotFound")
    #expect(reason(comment("a", on: id, of: "UCx")) == "channelNotFound")
    let target = "/youtube/v3/commentThreads?part=snippet&videoId=\(id)"
    let found = client.send("GET", target).json?["items"]?[0]?["snippet"]?["topLevelComment"]
    #expect(found?["snippet"]?["textOriginal"] == "Ring!")
    #expect(found?["snippet"]?["authorChannelId"]?["value"]?.string == channel)
    let change: JSON = ["id": .string(made), "snippet": ["textOriginal": "Ring it!"]]
    #expect(client.json("PUT", "/youtube/v3/comments?part=snippet", change).status == 200)
    #expect(client.model.timeline.map(\.text) == ["Ring it!", "Bells\n\nRing"])
    #expect(client.model.timeline[0].parent == id)
    #expect(client.send("DELETE", "/youtube/v3/comments?id=\(made)").status == 204)
    #expect(reason(client.send("DELETE", "/youtube/v3/comments?id=\(made)")) == "commentNotFound")
    #expect(
      client.model.ledger.effects.map(\.kind) == [.created, .created, .edited, .deleted])
  }

  @Test("quotas are the project's and begin anew with the day")
  func quota() throws {
    var client = client { $0.uploads = RateLimit(1, perSeconds: 86_400) }
    #expect(start(&client).status == 200)
    let over = start(&client)
    #expect(over.status == 403)
    #expect(over.json?["error"]?["errors"]?[0]?["reason"] == "quotaExceeded")
    client.wait(.seconds(86_400))
    #expect(start(&client).status == 200)
  }

  @Test("tokens end, and have scopes")
  func tokens() throws {
    var client = client()
    client.model.expireAccessTokens(at: client.now)
    #expect(start(&client).status == 401)
    client.token = nil
    #expect(client.send("GET", "/youtube/v3/channels?part=id&mine=true").status == 401)
  }
}

@Suite("Google's sign-in in the model")
struct GoogleSignInTests {
  private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
  private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

  private func ask(_ change: [String: String] = [:]) -> String {
    let fields = [
      "client_id": "c1", "redirect_uri": "http://127.0.0.1:4711/", "response_type": "code",
      "scope": "https://www.googleapis.com/auth/youtube", "access_type": "offline", "state": "s",
      "code_challenge": Self.challenge, "code_challenge_method": "S256",
    ].merging(change) { $1 }
    return fields.keys.sorted().map { "\($0)=\(PercentEncoding.form(fields[$0] ?? ""))" }
      .joined(separator: "&")
  }

  private func client() -> Client<YouTubeModel> {
    Client(YouTubeModel(origin: "http://127.0.0.1:8933", hashing: OpenSSLHashing()))
  }

  private func code(_ client: inout Client<YouTubeModel>, _ change: [String: String] = [:]) throws
    -> String
  {
    let answer = client.send(
      "POST", "/o/oauth2/v2/auth",
      headers: [("content-type", "application/x-www-form-urlencoded")],
      body: Array(ask(change).utf8))
    let location = try #require(answer.header("location"))
    #expect(location.hasPrefix("http://127.0.0.1:4711/?code=4%2F"))
    #expect(location.contains("&state=s"))
    let code = try #require(location.split { "?&".contains($0) }.dropFirst().first)
    return try #require(PercentEncoding.decodeForm(code.dropFirst(5)))
  }

  private func redeem(
    _ client: inout Client<YouTubeModel>, _ code: String, verifier: String = verifier,
    secret: String = "S"
  ) -> ModelAnswer {
    client.form(
      "POST", "/token",
      [
        ("grant_type", "authorization_code"), ("code", code), ("client_id", "c1"),
        ("client_secret", secret), ("redirect_uri", "http://127.0.0.1:4711/"),
        ("code_verifier", verifier),
      ])
  }

  @Test("consent, code, tokens, renewal without a new refresh token")
  func whole() throws {
    var client = client()
    #expect(client.send("GET", "/o/oauth2/v2/auth?" + ask()).text.contains("/o/oauth2/v2/auth"))
    let tokens = redeem(&client, try code(&client)).json
    let refresh = try #require(tokens?["refresh_token"]?.string)
    let renewed = client.form(
      "POST", "/token",
      [
        ("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", "c1"),
        ("client_secret", "S"),
      ]
    ).json
    #expect(renewed?["refresh_token"] == nil)
    client.token = renewed?["access_token"]?.string
    let channel = client.send("GET", "/youtube/v3/channels?part=id&mine=true").json?["items"]?[0]
    #expect(channel?["snippet"]?["title"] == "belfry")
    client.wait(.seconds(3600))
    #expect(client.send("GET", "/youtube/v3/channels?part=id&mine=true").status == 401)
  }

  @Test("codes are for one use, one client and one verifier")
  func codes() throws {
    var client = client()
    let spent = try code(&client)
    #expect(redeem(&client, spent).status == 200)
    #expect(redeem(&client, spent).json?["error"] == "invalid_grant")
    #expect(redeem(&client, try code(&client), verifier: "x").status == 400)
    #expect(redeem(&client, try code(&client), secret: "other").json?["error"] == "invalid_client")
    let short = try code(&client, ["access_type": "online"])
    #expect(redeem(&client, short).json?["refresh_token"] == nil)
  }

  @Test(
    "what Google refuses to ask a person for",
    arguments: [
      ["redirect_uri": "https://example.org/"], ["redirect_uri": "http://127.0.0.1.evil.org/"],
      ["scope": "everything"], ["response_type": "token"], ["code_challenge_method": "plain"],
      ["client_id": ""],
    ])
  func refused(_ change: [String: String]) {
    var client = client()
    let status = client.send("GET", "/o/oauth2/v2/auth?" + ask(change)).status
    #expect((400...401).contains(status))
  }
}
