import Domain
import PlatformModels
import Testing

@Suite("TikTok's model")
struct TikTokModelTests {
  private static let origin = "http://127.0.0.1:8934"

  private func client(_ change: (inout TikTokModel.Rules) -> Void = { _ in })
    -> Client<TikTokModel>
  {
    var rules = TikTokModel.Rules()
    change(&rules)
    var model = TikTokModel(origin: Self.origin, rules: rules, hashing: OpenSSLHashing())
    model.issueToken(for: "belfry", named: "T")
    return Client(model, token: "T")
  }

  private func start(
    _ client: inout Client<TikTokModel>, bytes: Int = Sample.mp4.count, piece: Int? = nil,
    count: Int = 1, level: String = "PUBLIC_TO_EVERYONE", _ more: [String: JSON] = [:]
  ) -> ModelAnswer {
    let info: [String: JSON] = ["title": "Bells", "privacy_level": .string(level)]
    return client.json(
      "POST", "/v2/post/publish/video/init/",
      [
        "post_info": .object(info.merging(more) { $1 }),
        "source_info": [
          "source": "FILE_UPLOAD", "video_size": .integer(Int64(bytes)),
          "chunk_size": .integer(Int64(piece ?? bytes)),
          "total_chunk_count": .integer(Int64(count)),
        ],
      ])
  }

  private func put(
    _ client: inout Client<TikTokModel>, _ started: ModelAnswer, _ range: String, _ body: [UInt8]
  ) -> ModelAnswer {
    let url = started.json?["data"]?["upload_url"]?.string ?? ""
    client.token = nil
    defer { client.token = "T" }
    return client.send(
      "PUT", String(url.dropFirst(Self.origin.count)),
      headers: [("content-type", "video/mp4"), ("content-range", "bytes " + range)], body: body)
  }

  private func status(_ client: inout Client<TikTokModel>, _ started: ModelAnswer) -> JSON? {
    let id = started.json?["data"]?["publish_id"] ?? .null
    return client.json("POST", "/v2/post/publish/status/fetch/", ["publish_id": id]).json?["data"]
  }

  private func code(_ answer: ModelAnswer) -> JSON? { answer.json?["error"]?["code"] }

  @Test("a post is seen when its last byte came and TikTok has looked at it")
  func whole() {
    var client = client()
    let started = start(&client)
    #expect(code(started) == "ok")
    #expect(status(&client, started)?["uploaded_bytes"] == 0)
    let all = "0-\(Sample.mp4.count - 1)/\(Sample.mp4.count)"
    #expect(put(&client, started, all, Sample.mp4).status == 201)
    #expect(status(&client, started)?["status"] == "PROCESSING_UPLOAD")
    #expect(client.model.ledger.effects.isEmpty)
    client.wait(.seconds(3))
    let data = status(&client, started)
    #expect(data?["status"] == "PUBLISH_COMPLETE")
    #expect(data?["publicaly_available_post_id"]?[0]?.integer != nil)
    #expect(client.model.ledger.effects.map(\.kind) == [.created])
    #expect(client.model.timeline.map(\.text) == ["Bells"])
    // The address takes nothing any more.
    #expect(put(&client, started, all, Sample.mp4).status == 416)
  }

  @Test("pictures are fetched, looked at, and seen in their order with the cover first")
  func pictures() throws {
    var client = client()
    let (first, second) = ("https://a.example/1", "https://a.example/2")
    let started = postPictures(&client, [first, second], cover: 1)
    #expect(code(started) == "ok")
    #expect(client.model.wanted == [second, first])
    client.wait(.seconds(3))
    #expect(status(&client, started)?["status"] == "PROCESSING_DOWNLOAD")
    client.serve([first: Sample.jpeg(), second: Sample.jpeg(width: 900)])
    let data = status(&client, started)
    #expect(data?["status"] == "PUBLISH_COMPLETE")
    let post = try #require(client.model.timeline.first)
    #expect(post.text == "Title\n\nBells")
    #expect(post.url.contains("/photo/"))
    #expect(post.media.map(\.width) == [900, 800])
    #expect(client.model.file(post.media[1].id)?.bytes == Sample.jpeg())
    #expect(client.model.ledger.effects.map(\.kind) == [.created])
  }

  @Test(
    "pictures that cannot be fetched or used fail with their reason",
    arguments: [
      (nil, "photo_pull_failed"), (Sample.png(), "file_format_check_failed"),
      (Sample.jpeg(width: 1081, height: 1081), "picture_size_check_failed"),
    ] as [([UInt8]?, String)])
  func badPictures(_ bytes: [UInt8]?, _ reason: String) {
    var client = client()
    let address = "https://a.example/1"
    let started = postPictures(&client, [address])
    client.serve(bytes.map { [address: $0] } ?? [:])
    client.wait(.seconds(3))
    #expect(status(&client, started)?["fail_reason"]?.string == reason)
    #expect(client.model.ledger.effects.isEmpty)
  }

  @Test("posts of pictures are held against the rules")
  func pictureRules() {
    func answer(
      _ addresses: [String] = ["https://a.example/1"], cover: Int = 0, _ more: [String: JSON] = [:],
      _ change: (inout TikTokModel.Rules) -> Void = { _ in }
    ) -> JSON? {
      var client = client(change)
      return code(postPictures(&client, addresses, cover: cover, more))
    }
    #expect(answer([]) == "invalid_params")
    #expect(answer(Array(repeating: "https://a.example/1", count: 36)) == "invalid_params")
    #expect(answer(cover: 1) == "invalid_params")
    #expect(answer(["http://a.example/1"]) == "url_ownership_unverified")
    #expect(answer { $0.ownsPrefix = false } == "url_ownership_unverified")
    #expect(answer { $0.isAudited = false }?.string?.hasPrefix("unaudited_client") == true)
    for (name, value) in [
      ("title", .string(String(repeating: "a", count: 91))),
      ("description", .string(String(repeating: "a", count: 4001))), ("is_aigc", true),
    ] as [(String, JSON)] { #expect(answer(cover: 0, [name: value]) == "invalid_params") }
  }

  private func postPictures(
    _ client: inout Client<TikTokModel>, _ addresses: [String], cover: Int = 0,
    _ more: [String: JSON] = [:]
  ) -> ModelAnswer {
    let info: [String: JSON] = [
      "title": "Title", "description": "Bells", "privacy_level": "PUBLIC_TO_EVERYONE",
    ]
    return client.json(
      "POST", "/v2/post/publish/content/init/",
      [
        "media_type": "PHOTO", "post_mode": "DIRECT_POST",
        "post_info": .object(info.merging(more) { $1 }),
        "source_info": [
          "source": "PULL_FROM_URL", "photo_images": .array(addresses.map(JSON.string)),
          "photo_cover_index": .integer(Int64(cover)),
        ],
      ])
  }

  @Test("pieces come in order, as they were declared, to an address that ends")
  func pieces() {
    var client = client()
    let (half, total) = (5_000_000, 10_000_010)
    let film = Sample.mp4 + [UInt8](repeating: 1, count: total - Sample.mp4.count)
    let started = start(&client, bytes: total, piece: half, count: 2)
    #expect(put(&client, started, "5000000-\(total - 1)/\(total)", film).status == 416)
    #expect(put(&client, started, "0-99/\(total)", Array(film[..<100])).status == 400)
    let first = put(&client, started, "0-4999999/\(total)", Array(film[..<half]))
    #expect(first.status == 206)
    #expect(first.header("content-range") == "bytes 0-4999999/\(total)")
    #expect(status(&client, started)?["uploaded_bytes"] == 5_000_000)
    client.wait(.seconds(3600))
    let late = put(&client, started, "5000000-\(total - 1)/\(total)", Array(film[half...]))
    #expect(late.status == 403)
  }

  @Test(
    "divisions that TikTok does not take",
    arguments: [
      (70_000_000, 70_000_000, 1), (20_000_000, 4_000_000, 5), (20_000_000, 10_000_000, 3),
      (0, 0, 1),
    ])
  func divisions(_ bytes: Int, _ piece: Int, _ count: Int) {
    var client = client()
    let answer = start(&client, bytes: bytes, piece: piece, count: count)
    #expect(code(answer) == "invalid_params")
  }

  @Test("privacy, audits and limits")
  func rules() {
    var client = client { $0.levels = ["PUBLIC_TO_EVERYONE", "SELF_ONLY"] }
    #expect(code(start(&client, level: "FOLLOWER_OF_CREATOR")) == "privacy_level_option_mismatch")
    #expect(code(start(&client, ["colour": "red"])) == "invalid_params")
    #expect(
      code(start(&client, level: "SELF_ONLY", ["brand_content_toggle": true])) == "invalid_params")
    client.model.rules.isAudited = false
    #expect(
      code(start(&client)) == "unaudited_client_can_only_post_to_private_accounts")
    var busy = self.client { $0.starts = RateLimit(1, perSeconds: 60) }
    #expect(code(start(&busy)) == "ok")
    #expect(start(&busy).status == 429)
    var daily = self.client { $0.posts = RateLimit(1, perSeconds: 86_400) }
    #expect(code(start(&daily)) == "ok")
    #expect(code(start(&daily)) == "spam_risk_too_many_posts")
    client.model.expireAccessTokens(at: client.now)
    #expect(code(start(&client)) == "access_token_invalid")
  }

  @Test("sign-in wants commas, a hexadecimal challenge and one-time refresh tokens")
  func signIn() throws {
    var client = Client(TikTokModel(origin: Self.origin, hashing: OpenSSLHashing()))
    let fields = [
      "client_key=k", "response_type=code", "scope=user.info.basic%2Cvideo.publish", "state=s",
      "redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2F", "code_challenge_method=S256",
      "code_challenge=13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3",
    ].joined(separator: "&")
    #expect(client.send("GET", "/v2/auth/authorize/?" + fields).status == 200)
    let wrong = fields.replacing("13d31e96", with: "13D31E96")
    #expect(client.send("GET", "/v2/auth/authorize/?" + wrong).status == 400)
    let answer = client.send(
      "POST", "/v2/auth/authorize/",
      headers: [("content-type", "application/x-www-form-urlencoded")], body: Array(fields.utf8))
    let location = try #require(answer.header("location"))
    let code = try #require(location.split { "?&".contains($0) }.dropFirst().first)
    let tokens = client.form(
      "POST", "/v2/oauth/token/",
      [
        ("client_key", "k"), ("client_secret", "s"), ("grant_type", "authorization_code"),
        ("code", try #require(PercentEncoding.decodeForm(code.dropFirst(5)))),
        ("redirect_uri", "http://127.0.0.1:4711/"),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
      ]
    ).json
    let refresh = try #require(tokens?["refresh_token"]?.string)
    func renew() -> JSON? {
      client.form(
        "POST", "/v2/oauth/token/",
        [
          ("client_key", "k"), ("client_secret", "s"), ("grant_type", "refresh_token"),
          ("refresh_token", refresh),
        ]
      ).json
    }
    let second = renew()?["refresh_token"]?.string
    #expect(second != nil && second != refresh)
    let spent = renew()
    #expect(spent?["error"] == "invalid_grant")
  }
}
