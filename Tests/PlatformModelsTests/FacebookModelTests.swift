import Domain
import PlatformModels
import Testing

@Suite("Facebook: the server's rules")
struct FacebookModelTests {
  private static let page = "/v26.0/61550000000001"

  private func client() -> Client<FacebookModel> {
    var model = FacebookModel(origin: "http://127.0.0.1:8936", hashing: OpenSSLHashing())
    model.issueToken(named: "good")
    return Client(model, token: "good")
  }

  @Test("a draft is seen by nobody until it is made public, and that once")
  func draft() throws {
    var client = client()
    let answer = client.form(
      "POST", Self.page + "/feed", [("message", "Hello"), ("published", "false")])
    let id = try #require(answer.json?["id"]?.string)
    #expect(client.model.timeline.isEmpty && client.model.ledger.effects.isEmpty)
    let look = "/v26.0/\(id)?fields=id,is_published,permalink_url"
    #expect(client.send("GET", look).json?["is_published"] == false)
    for _ in 1...2 {
      let published = client.form("POST", "/v26.0/\(id)", [("is_published", "true")])
      #expect(published.json?["success"] == true)
    }
    #expect(client.model.ledger.effects.map(\.post) == [id])
    #expect(client.send("GET", look).json?["is_published"] == true)
    #expect(client.send("DELETE", "/v26.0/\(id)").json?["success"] == true)
    #expect(client.send("DELETE", "/v26.0/\(id)").json?["error"]?["error_subcode"] == 33)
    #expect(client.model.timeline.isEmpty)
  }

  private static let wrong: [([(String, String)], Int)] = [
    ([], 100), ([("message", "a"), ("colour", "red")], 100),
    ([("link", "example.org"), ("message", "a")], 100),
    ([("attached_media", #"[{"media_fbid":"17"}]"#)], 100),
    ([("message", String(repeating: "a", count: 63_207))], 100),
  ]

  @Test("wrong posts are refused", arguments: wrong.indices)
  func refuses(_ index: Int) {
    var client = client()
    let (fields, code) = Self.wrong[index]
    let answer = client.form("POST", Self.page + "/feed", fields)
    #expect(answer.json?["error"]?["code"]?.integer == Int64(code))
    #expect(client.model.ledger.effects.isEmpty)
  }

  @Test("another Page, an ended version and a person's token are refused")
  func others() {
    var client = client()
    let other = client.form("POST", "/v26.0/61550000000002/feed", [("message", "a")])
    #expect(other.json?["error"]?["code"] == 200)
    let old = client.form("POST", "/v19.0/61550000000001/feed", [("message", "a")])
    #expect(old.json?["error"]?["code"] == 2635)
    client.token = "nobody"
    let unknown = client.form("POST", Self.page + "/feed", [("message", "a")])
    #expect(unknown.json?["error"]?["code"] == 190)
  }

  @Test("a reel needs its bytes, and is public after the last call only")
  func reel() throws {
    var client = client()
    let start = client.form("POST", Self.page + "/video_reels", [("upload_phase", "start")])
    let id = try #require(start.json?["video_id"]?.string)
    let finish = [
      ("upload_phase", "finish"), ("video_id", id), ("video_state", "PUBLISHED"),
    ]
    #expect(client.form("POST", Self.page + "/video_reels", finish).status == 400)
    client.token = nil
    let headers = [("offset", "0"), ("file_size", String(Sample.mp4.count))]
    let path = "/video-upload/v26.0/\(id)"
    #expect(client.send("POST", path, headers: headers, body: Sample.mp4).status == 400)
    let upload = client.send(
      "POST", path, headers: headers + [("authorization", "OAuth good")], body: Sample.mp4)
    #expect(upload.json?["success"] == true)
    client.token = "good"
    func phase() -> JSON? {
      client.send("GET", "/v26.0/\(id)?fields=status").json?["status"]?["publishing_phase"]?[
        "status"]
    }
    #expect(phase() == "not_started")
    #expect(client.form("POST", Self.page + "/video_reels", finish).json?["success"] == true)
    #expect(phase() == "complete")
    #expect(client.model.timeline.map(\.id) == [id])
  }

  @Test("comments stand under posts that people see, for those who may write and read them")
  func comments() throws {
    var client = client()
    func draft() throws -> String {
      let fields = [("message", "Hello"), ("published", "false")]
      let answer = client.form("POST", Self.page + "/feed", fields)
      return try #require(answer.json?["id"]?.string)
    }
    let post = try draft()
    let path = "/v26.0/\(post)/comments"
    #expect(client.form("POST", path, [("message", "a")]).json?["error"]?["error_subcode"] == 33)
    _ = client.form("POST", "/v26.0/\(post)", [("is_published", "true")])
    for wrong in [[("message", " ")], [("message", "a"), ("colour", "red")]] {
      #expect(client.form("POST", path, wrong).status == 400)
    }
    let made = client.form("POST", path, [("message", "Ring!")])
    let id = try #require(made.json?["id"]?.string)
    #expect(client.form("POST", "/v26.0/\(id)/comments", [("message", "a")]).status == 400)
    let list = path + "?fields=id,message,from&order=reverse_chronological&limit=5"
    let shown = client.send("GET", list).json?["data"]
    #expect(shown?[0]?["message"] == "Ring!")
    #expect(shown?[0]?["from"]?["id"] == "61550000000001")
    #expect(client.model.timeline.map(\.parent) == [post, nil])
    client.model.issueToken(named: "bare", scopes: ["pages_manage_posts"])
    client.token = "bare"
    #expect(client.form("POST", path, [("message", "a")]).json?["error"]?["code"] == 200)
    #expect(client.send("GET", list).json?["error"]?["code"] == 200)
    client.token = "good"
    #expect(client.send("DELETE", "/v26.0/\(post)").json?["success"] == true)
    #expect(client.model.timeline.isEmpty)
    #expect(client.model.ledger.effects.map(\.kind) == [.created, .created, .deleted, .deleted])
  }

  @Test("calls of an hour are counted for the app, and the header says so")
  func limit() {
    var client = client()
    for _ in 1...100 { _ = client.send("GET", Self.page + "?fields=id") }
    let half = client.send("GET", Self.page + "?fields=id")
    #expect(half.header("x-app-usage")?.contains("\"call_count\":50") == true)
    for _ in 1...99 { _ = client.send("GET", Self.page + "?fields=id") }
    #expect(client.send("GET", Self.page + "?fields=id").json?["error"]?["code"] == 4)
  }
}
