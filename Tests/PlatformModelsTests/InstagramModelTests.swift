import Domain
import PlatformModels
import Testing

extension Sample {
  /// The head of a JPEG of that size.
  static func jpeg(width: Int = 800, height: Int = 600) -> [UInt8] {
    let size = [height >> 8, height, width >> 8, width].map { UInt8(truncatingIfNeeded: $0) }
    return [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8] + size + [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]
  }
}

@Suite("Instagram: the server's rules")
struct InstagramModelTests {
  private static let picture = "https://belfry.test/bell.jpg"
  private static let film = "https://belfry.test/bell.mp4"
  private static let files = [picture: Sample.jpeg(), film: Sample.mp4]

  private func client(_ rules: InstagramModel.Rules = .init()) -> Client<InstagramModel> {
    var model = InstagramModel(
      origin: "http://127.0.0.1:8935", rules: rules, hashing: OpenSSLHashing())
    model.issueToken(named: "good", at: Instant(milliseconds: 1_795_132_800_000))
    return Client(model, token: "good")
  }

  private func create(
    _ client: inout Client<InstagramModel>, _ fields: [(String, String)]
  ) throws -> String {
    let answer = client.form("POST", "/v26.0/me/media", fields)
    client.serve(Self.files)
    return try #require(answer.json?["id"]?.string, "\(answer.text)")
  }

  private func publish(_ client: inout Client<InstagramModel>, _ id: String) -> ModelAnswer {
    client.form("POST", "/v26.0/me/media_publish", [("creation_id", id)])
  }

  private func state(_ client: inout Client<InstagramModel>, _ id: String) -> String? {
    client.send("GET", "/v26.0/\(id)?fields=status_code,status").json?["status_code"]?.string
  }

  @Test("a picture is fetched, worked on, and published once")
  func once() throws {
    var client = client()
    let id = try create(
      &client, [("image_url", Self.picture), ("caption", "Look"), ("alt_text", "bell")])
    #expect(publish(&client, id).json?["error"]?["error_subcode"] == 2_207_027)
    client.wait(.seconds(3))
    #expect(state(&client, id) == "FINISHED")
    let post = try #require(publish(&client, id).json?["id"]?.string)
    #expect(state(&client, id) == "PUBLISHED")
    #expect(publish(&client, id).json?["error"]?["error_subcode"] == 2_207_008)
    #expect(client.model.timeline.map { $0.media.map(\.alt) } == [["bell"]])
    #expect(client.model.ledger.effects.map(\.post) == [post])
    let list = client.send("GET", "/v26.0/me/media?fields=id,caption,timestamp&limit=5")
    #expect(list.json?["data"]?[0]?["caption"] == "Look")
    let read = client.send("GET", "/v26.0/\(post)?fields=permalink")
    #expect(read.json?["permalink"]?.string == client.model.timeline.first?.url)
  }

  @Test("reels, stories and carousels show where they belong")
  func places() throws {
    var client = client()
    let reel = try create(&client, [("media_type", "REELS"), ("video_url", Self.film)])
    let story = try create(&client, [("media_type", "STORIES"), ("image_url", Self.picture)])
    let items = try [Self.picture, Self.picture].map {
      try create(&client, [("image_url", $0), ("is_carousel_item", "true")])
    }
    let carousel: [(String, String)] = [
      ("media_type", "CAROUSEL"), ("children", items.joined(separator: ",")),
    ]
    #expect(
      client.form("POST", "/v26.0/me/media", carousel).json?["error"]?["error_subcode"]
        == 2_207_027)
    client.wait(.seconds(30))
    let parent = try create(&client, carousel)
    client.wait(.seconds(3))
    for id in [reel, story, parent] { #expect(publish(&client, id).status == 200) }
    func places(_ list: String) -> [String] {
      client.send("GET", "/v26.0/me/\(list)?fields=id,media_product_type,media_type").json?["data"]?
        .array?.compactMap { $0["media_product_type"]?.string } ?? []
    }
    #expect(places("media") == ["FEED", "REELS"])
    #expect(places("stories") == ["STORY"])
    #expect(publish(&client, items[0]).status == 400)
  }

  @Test(
    "a file that cannot be fetched or used is said by the container",
    arguments: [
      (nil, "2207052"), (Sample.png(width: 800, height: 600), "2207005"),
      (Sample.jpeg(width: 2000, height: 800), "2207009"), (Sample.mp4, "2207005"),
    ] as [([UInt8]?, String)])
  func failures(_ bytes: [UInt8]?, _ code: String) throws {
    var client = client()
    let answer = client.form("POST", "/v26.0/me/media", [("image_url", "https://a.example/x")])
    let id = try #require(answer.json?["id"]?.string)
    client.serve(bytes.map { ["https://a.example/x": $0] } ?? [:])
    let look = client.send("GET", "/v26.0/\(id)?fields=status_code,status")
    #expect(look.json?["status_code"] == "ERROR")
    #expect(look.json?["status"]?.string == "Error: \(code)")
  }

  private static let wrong: [([(String, String)], String)] = [
    ([("media_type", "GIF"), ("image_url", picture)], "unknown"),
    ([("caption", "words alone")], "does not go with"),
    ([("image_url", picture), ("video_url", film)], "does not go with"),
    ([("media_type", "VIDEO"), ("video_url", film)], "use REELS"),
    ([("image_url", "ftp://x")], "could not be fetched"),
    ([("image_url", picture), ("colour", "red")], "unknown parameter"),
    ([("image_url", picture), ("caption", String(repeating: "a", count: 2201))], "too long"),
    ([("image_url", picture), ("share_to_feed", "true")], "for reels"),
    ([("media_type", "STORIES"), ("image_url", picture), ("caption", "a")], "not for stories"),
    ([("media_type", "REELS"), ("video_url", film), ("alt_text", "a")], "alt_text"),
    ([("image_url", picture), ("collaborators", "ann")], "collaborators"),
    ([("media_type", "CAROUSEL"), ("children", "1")], "2 to 10"),
    ([("media_type", "CAROUSEL"), ("children", "1,2")], "no carousel item"),
  ]

  @Test("wrong containers are refused", arguments: wrong.indices)
  func refuses(_ index: Int) {
    let (fields, words) = Self.wrong[index]
    var client = client()
    let answer = client.form("POST", "/v26.0/me/media", fields)
    #expect(answer.status == 400)
    #expect(answer.json?["error"]?["message"]?.string?.contains(words) == true, "\(answer.text)")
  }

  @Test("comments stand under posts; stories and comments take none")
  func comments() throws {
    var client = client()
    let picture = try create(&client, [("image_url", Self.picture)])
    let story = try create(&client, [("media_type", "STORIES"), ("image_url", Self.picture)])
    client.wait(.seconds(3))
    let ids = try [picture, story].map {
      try #require(publish(&client, $0).json?["id"]?.string)
    }
    func comment(_ id: String, _ words: String) -> ModelAnswer {
      client.form("POST", "/v26.0/\(id)/comments", [("message", words)])
    }
    let made = try #require(comment(ids[0], "Ring!").json?["id"]?.string)
    for (id, words) in [
      (ids[1], "a"), (made, "a"), ("7", "a"), (ids[0], " "),
      (ids[0], String(repeating: "a", count: 2201)), (ids[0], String(repeating: "#a ", count: 31)),
    ] { #expect(comment(id, words).status == 400) }
    let list = client.send("GET", "/v26.0/\(ids[0])/comments?fields=id,text,username,timestamp")
    #expect(list.json?["data"]?.array?.map { $0["text"] } == ["Ring!"])
    #expect(list.json?["data"]?[0]?["username"] == "belfry")
    let media = client.send("GET", "/v26.0/me/media?fields=id,comments_count").json?["data"]
    #expect(media?.array?.map { $0["comments_count"] } == [1])
    #expect(client.model.timeline.map(\.parent) == [ids[0], nil, nil])
    client.model.issueToken(
      named: "narrow",
      scopes: ["instagram_business_basic", "instagram_business_content_publish"], at: client.now)
    client.token = "narrow"
    #expect(comment(ids[0], "More").json?["error"]?["code"] == 10)
  }

  @Test("an ended version, another account and an expired container")
  func others() throws {
    var client = client()
    #expect(client.send("GET", "/v19.0/me?fields=user_id").json?["error"]?["code"] == 2635)
    let other = client.form("POST", "/v26.0/17/media", [("image_url", Self.picture)])
    #expect(other.json?["error"]?["error_subcode"] == 33)
    let id = try create(&client, [("image_url", Self.picture)])
    client.wait(.seconds(86_400))
    #expect(publish(&client, id).json?["error"]?["error_subcode"] == 2_207_020)
    let me = client.send("GET", "/v26.0/me?fields=user_id,username").json
    #expect(me?["user_id"]?.string != me?["id"]?.string)
  }
}
