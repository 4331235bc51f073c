import Domain
import PlatformModels
import Testing

@Suite("Pinterest's model")
struct PinterestModelTests {
  private static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
    + [0, 0, 1, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0]

  private func client(_ rules: PinterestModel.Rules = .init()) -> Client<PinterestModel> {
    var model = PinterestModel(
      origin: "http://127.0.0.1:8943", rules: rules, hashing: OpenSSLHashing())
    model.issueToken(for: "belfry", named: "t")
    return Client(model, token: "t")
  }

  private static let picture: JSON = [
    "source_type": "image_base64", "content_type": "image/png",
    "data": .string(Base64.standard(png)),
  ]

  private func pin(
    _ client: inout Client<PinterestModel>, _ changes: [String: JSON] = [:]
  ) -> ModelAnswer {
    let base: [String: JSON] = [
      "board_id": "900000000001", "title": "Title", "description": "Text",
      "media_source": Self.picture,
    ]
    return client.json("POST", "/v5/pins", .object(base.merging(changes) { $1 }))
  }

  @Test("a Pin is made at once, listed on its board and kept to the byte")
  func made() throws {
    var client = client()
    let answer = pin(&client)
    #expect(answer.status == 201)
    let id = try #require(answer.json?["id"]?.string)
    let list = client.send("GET", "/v5/boards/900000000001/pins?page_size=250")
    #expect(list.json?["items"]?[0]?["id"]?.string == id)
    #expect(list.json?["items"]?[0]?["created_at"]?.string?.count == 19)
    let other = client.send("GET", "/v5/boards/900000000002/pins")
    #expect(other.json?["items"] == [])
    let post = try #require(client.model.timeline.first)
    #expect(post.text == "Title\n\nText")
    #expect(client.model.file(post.media[0].id)?.bytes == Self.png)
    #expect(client.send("DELETE", "/v5/pins/\(id)").status == 204)
    #expect(client.send("DELETE", "/v5/pins/\(id)").status == 404)
    #expect(client.model.timeline.isEmpty)
  }

  static let refused: [(String, JSON, Int)] = [
    ("board_id", "1", 404), ("title", .string(String(repeating: "a", count: 101)), 400),
    ("description", .string(String(repeating: "a", count: 801)), 400), ("colour", "red", 400),
    ("media_source", ["source_type": "text"], 400),
    (
      "media_source",
      ["source_type": "image_base64", "content_type": "image/png", "data": "AAAA"], 400
    ),
    ("media_source", ["source_type": "video_id", "media_id": "1"], 400),
  ]

  @Test("what is not documented is refused", arguments: refused)
  func undocumented(_ name: String, _ value: JSON, _ status: Int) {
    var client = client()
    let answer = pin(&client, [name: value])
    #expect(answer.status == status)
    #expect(answer.json?["message"]?.string?.isEmpty == false)
    #expect(client.model.ledger.effects.isEmpty)
  }

  @Test("a request that is too large is refused as a whole")
  func tooLarge() {
    var rules = PinterestModel.Rules()
    rules.bodyBytes = 100
    var client = client(rules)
    #expect(pin(&client).status == 413)
  }

  @Test("lists go on where the bookmark says")
  func pages() {
    var client = client()
    for number in 1...3 { _ = pin(&client, ["title": .string("\(number)")]) }
    let first = client.send("GET", "/v5/boards/900000000001/pins?page_size=2")
    let mark = first.json?["bookmark"]?.string ?? ""
    let second = client.send("GET", "/v5/boards/900000000001/pins?page_size=2&bookmark=\(mark)")
    #expect(first.json?["items"]?.array?.map { $0["title"] } == ["3", "2"])
    #expect(second.json?["items"]?.array?.map { $0["title"] } == ["1"])
    #expect(second.json?["bookmark"] == .null)
  }

  @Test("more than a hundred writes a minute are refused with the wait")
  func limits() {
    var rules = PinterestModel.Rules()
    rules.writes = RateLimit(1, perSeconds: 60)
    var client = client(rules)
    #expect(pin(&client).status == 201)
    let refused = pin(&client)
    #expect(refused.status == 429)
    #expect(refused.header("x-ratelimit-reset") != nil)
  }
}
