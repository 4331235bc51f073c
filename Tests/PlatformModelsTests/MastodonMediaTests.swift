import Domain
import PlatformModels
import Testing

@Suite("Mastodon: media")
struct MastodonMediaTests {
  private func client(_ rules: MastodonModel.Rules = .init()) -> Client<MastodonModel> {
    var model = MastodonModel(
      origin: "http://127.0.0.1:8931", rules: rules, hashing: OpenSSLHashing())
    model.issueToken(for: "belfry", named: "good")
    return Client(model, token: "good")
  }

  @Test("an image is ready at once, is attached once, and is then no longer found")
  func image() throws {
    var client = client()
    let upload = client.upload(
      Sample.png(), fields: [("description", "A bell"), ("focus", "0.5,-0.5")])
    #expect(upload.status == 200)
    let id = try #require(upload.json?["id"]?.string)
    #expect(upload.json?["meta"]?["original"]?["width"] == 8)
    #expect(client.send("GET", "/api/v1/media/\(id)").status == 200)
    let status = client.json("POST", "/api/v1/statuses", ["media_ids": [.string(id)]])
    #expect(status.json?["media_attachments"]?[0]?["description"] == "A bell")
    #expect(client.send("GET", "/api/v1/media/\(id)").status == 404)
    let second = client.json("POST", "/api/v1/statuses", ["media_ids": [.string(id)]])
    #expect(second.status == 422)
    #expect(client.model.timeline.first?.media.first?.alt == "A bell")
    #expect(client.send("GET", "/system/media_attachments/\(id)").body == Sample.png())
  }

  @Test("a film is worked on for a while: 202, 206, then 200, and cannot be posted before")
  func film() throws {
    var client = client()
    let upload = client.upload(Sample.mp4, mime: "video/mp4", name: "bell.mp4")
    #expect(upload.status == 202)
    #expect(upload.json?["url"]?.isNull == true)
    let id = try #require(upload.json?["id"]?.string)
    #expect(client.send("GET", "/api/v1/media/\(id)").status == 206)
    let early = client.json("POST", "/api/v1/statuses", ["media_ids": [.string(id)]])
    #expect(early.status == 422)
    #expect(early.text.contains("not finished processing"))
    client.wait(.seconds(2))
    #expect(client.send("GET", "/api/v1/media/\(id)").status == 200)
    #expect(client.json("POST", "/api/v1/statuses", ["media_ids": [.string(id)]]).status == 200)
  }

  @Test("a film that cannot be processed is a 422")
  func failedFilm() throws {
    var rules = MastodonModel.Rules()
    rules.processingFails = true
    var client = client(rules)
    let id = try #require(client.upload(Sample.mp4, mime: "video/mp4").json?["id"]?.string)
    client.wait(.seconds(2))
    #expect(client.send("GET", "/api/v1/media/\(id)").status == 422)
  }

  @Test(
    "files that are not what they claim, or too large, are refused",
    arguments: [
      (Sample.png(), "image/jpeg", 422), (Array("hello, world".utf8), "image/png", 422),
      (Sample.png(), "application/pdf", 422),
      (Sample.png(width: 8000, height: 8000), "image/png", 422),
      (Sample.png(width: 0, height: 8), "image/png", 422),
    ])
  func refuses(_ bytes: [UInt8], _ mime: String, _ status: Int) {
    var client = client()
    #expect(client.upload(bytes, mime: mime).status == status)
  }

  @Test("an image of 16 MiB is taken, one byte more is not")
  func size() {
    var client = client()
    #expect(client.upload(Sample.png(bytes: 16_777_216)).status == 200)
    #expect(client.upload(Sample.png(bytes: 16_777_217)).status == 422)
  }

  @Test("descriptions and focus have their bounds, unknown fields and bodies are refused")
  func fields() {
    var client = client()
    let long = String(repeating: "a", count: 1501)
    #expect(client.upload(Sample.png(), fields: [("description", long)]).status == 422)
    #expect(client.upload(Sample.png(), fields: [("focus", "2,0")]).status == 400)
    #expect(client.upload(Sample.png(), fields: [("alt", "x")]).status == 400)
    #expect(client.upload(Sample.png(), name: "").status == 400)
    #expect(client.json("POST", "/api/v2/media", ["file": "x"]).status == 400)
  }

  @Test("five files, a file twice, images with films, files with a poll: 4xx")
  func mixtures() {
    var client = client()
    let images = (0..<5).map { _ in client.upload(Sample.png()).json?["id"] ?? nil }
    let film = client.upload(Sample.mp4, mime: "video/mp4").json?["id"] ?? nil
    client.wait(.seconds(2))
    let cases: [(JSON, Int)] = [
      (.array(images), 422), ([images[0], images[0]], 400), ([images[0], film], 422),
    ]
    for (ids, status) in cases {
      #expect(client.json("POST", "/api/v1/statuses", ["media_ids": ids]).status == status)
    }
    let poll = client.json(
      "POST", "/api/v1/statuses",
      ["media_ids": [images[0]], "poll": ["options": ["a", "b"], "expires_in": 600]])
    #expect(poll.status == 422)
    #expect(
      client.json("POST", "/api/v1/statuses", ["media_ids": .array(Array(images[..<4]))]).status
        == 200)
  }

  @Test("descriptions can be changed and files deleted while they are not attached")
  func changes() throws {
    var client = client()
    let id = try #require(client.upload(Sample.png()).json?["id"]?.string)
    let changed = client.json("PUT", "/api/v1/media/\(id)", ["description": "new"])
    #expect(changed.json?["description"] == "new")
    #expect(client.send("DELETE", "/api/v1/media/\(id)").status == 200)
    #expect(client.send("GET", "/api/v1/media/\(id)").status == 404)
  }

  @Test("files that nobody attached are purged after a day")
  func purge() throws {
    var client = client()
    let id = try #require(client.upload(Sample.png()).json?["id"]?.string)
    client.wait(.seconds(86_400))
    #expect(client.send("GET", "/api/v1/media/\(id)").status == 404)
  }

  @Test("thirty uploads in half an hour")
  func uploadLimit() {
    var client = client()
    for _ in 0..<30 { #expect(client.upload(Sample.png()).status == 200) }
    #expect(client.upload(Sample.png()).status == 429)
  }
}
