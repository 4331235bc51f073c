import Domain
import PlatformModels
import Testing

/// A signed-in client of a Bluesky model, and shorthands for its records.
private struct Bluesky {
  static let key = "3n2pbqhws2222"
  static let did = BlueskyModel.did(of: "belfry.test", OpenSSLHashing())

  static func client(_ rules: BlueskyModel.Rules = .init()) -> Client<BlueskyModel> {
    var model = BlueskyModel(
      origin: "http://127.0.0.1:8932", people: ["belfry.test", "other.test"], rules: rules,
      hashing: OpenSSLHashing())
    model.issueToken(for: "belfry.test", named: "good")
    model.issueToken(for: "other.test", named: "other")
    return Client(model, token: "good")
  }

  /// A post, with members changed or (`nil`) left out.
  static func post(_ changes: [String: JSON?] = [:]) -> JSON {
    var members: [String: JSON] = [
      "$type": "app.bsky.feed.post", "text": "Hello", "createdAt": "2026-11-20T00:00:00.000Z",
    ]
    for (name, value) in changes { members[name] = value }
    return .object(members)
  }

  static func put(_ record: JSON, key: String = key, swap: JSON = nil) -> JSON {
    [
      "repo": .string(did), "collection": "app.bsky.feed.post", "rkey": .string(key),
      "record": record, "swapRecord": swap,
    ]
  }

  static func facet(_ start: Int, _ end: Int, _ feature: JSON) -> JSON {
    [
      "index": ["byteStart": .integer(Int64(start)), "byteEnd": .integer(Int64(end))],
      "features": [feature],
    ]
  }

  static let link: JSON = [
    "$type": "app.bsky.richtext.facet#link", "uri": "https://example.com/ä",
  ]
}

private let put = "/xrpc/com.atproto.repo.putRecord"

@Suite("Bluesky: records")
struct BlueskyRecordTests {
  @Test("putRecord creates, repeats without effect, and refuses another record at the key")
  func swap() {
    var client = Bluesky.client()
    let first = client.json("POST", put, Bluesky.put(Bluesky.post()))
    #expect(first.status == 200)
    #expect(first.json?["uri"]?.string == "at://\(Bluesky.did)/app.bsky.feed.post/\(Bluesky.key)")
    #expect(first.json?["cid"]?.string?.hasPrefix("bafyrei") == true)
    #expect(first.json?["cid"]?.string?.count == 59)
    let again = client.json("POST", put, Bluesky.put(Bluesky.post()))
    #expect(again.status == 200)
    #expect(again.json?["cid"] == first.json?["cid"])
    #expect(again.json?["commit"] == nil)
    let other = client.json("POST", put, Bluesky.put(Bluesky.post(["text": "Other"])))
    #expect(other.status == 400)
    #expect(other.json?["error"] == "InvalidSwap")
    #expect(client.model.ledger.effects.count == 1)
    let edit = client.json(
      "POST", put, Bluesky.put(Bluesky.post(["text": "Other"]), swap: first.json?["cid"] ?? nil))
    #expect(edit.status == 200)
    #expect(client.model.ledger.effects.map(\.kind) == [.created, .edited])
  }

  @Test("createRecord with a key that is taken is a generic 500; without a key it makes one")
  func create() {
    var client = Bluesky.client()
    let body: JSON = [
      "repo": "belfry.test", "collection": "app.bsky.feed.post", "rkey": .string(Bluesky.key),
      "record": Bluesky.post(),
    ]
    let target = "/xrpc/com.atproto.repo.createRecord"
    #expect(client.json("POST", target, body).status == 200)
    #expect(client.json("POST", target, body).json?["error"] == "InternalServerError")
    let free: JSON = [
      "repo": "belfry.test", "collection": "app.bsky.feed.post", "record": Bluesky.post(),
    ]
    #expect(client.json("POST", target, free).status == 200)
    #expect(client.model.ledger.effects.count == 2)
    #expect(client.model.ledger.doubles == 1)
  }

  @Test(
    "wrong records are refused",
    arguments: [
      (["text": .some(.string(String(repeating: "a", count: 301)))], "300 graphemes"),
      (["text": .some(.string(String(repeating: "👨‍👩‍👧‍👦", count: 150)))], "3000"),
      (["text": .some("")], "empty"), (["text": .none], "\"text\""),
      (["createdAt": .some("2026-11-20T00:00:00")], "createdAt"),
      (["createdAt": .some("2026-11-20 00:00:00Z")], "createdAt"),
      (["$type": .some("app.bsky.feed.like")], "$type"),
      (["colour": .some("red")], "unknown property \"colour\""),
      (["langs": .some(["de", "en", "fr", "it"])], "langs"), (["langs": .some(["d!"])], "BCP 47"),
      (["tags": .some(["#bell"])], "tag"), (["labels": .some(["values": []])], "labels"),
      (
        [
          "labels": .some([
            "$type": "com.atproto.label.defs#selfLabels", "values": [["val": "loud"]],
          ])
        ], "label"
      ),
      (["embed": .some(["$type": "app.bsky.embed.sound"])], "unknown $type"),
      (["reply": .some(["root": ["uri": "at://did:plc:x/app.bsky.feed.post/1"]])], "reply"),
    ] as [([String: JSON?], String)])
  func refuses(_ changes: [String: JSON?], _ words: String) {
    var client = Bluesky.client()
    let answer = client.json("POST", put, Bluesky.put(Bluesky.post(changes)))
    #expect(answer.status == 400)
    #expect(answer.json?["error"] == "InvalidRequest")
    #expect(answer.text.contains(words.replacing("\"", with: "\\\"")), "\(answer.text)")
    #expect(client.model.ledger.effects.isEmpty)
  }

  @Test(
    "facets are ranges of bytes that respect characters, order and each other",
    arguments: [
      ([Bluesky.facet(13, 35, Bluesky.link)], true),
      (
        [
          Bluesky.facet(13, 35, Bluesky.link),
          Bluesky.facet(36, 40, ["$type": "app.bsky.richtext.facet#tag", "tag": "tag"]),
        ], true
      ),
      ([Bluesky.facet(3, 8, Bluesky.link)], false), ([Bluesky.facet(8, 10, Bluesky.link)], false),
      ([Bluesky.facet(13, 41, Bluesky.link)], false),
      ([Bluesky.facet(13, 13, Bluesky.link)], false),
      ([Bluesky.facet(13, 35, Bluesky.link), Bluesky.facet(34, 40, Bluesky.link)], false),
      ([Bluesky.facet(36, 40, Bluesky.link), Bluesky.facet(13, 35, Bluesky.link)], false),
      ([Bluesky.facet(36, 40, ["$type": "app.bsky.richtext.facet#tag", "tag": "#tag"])], false),
      ([Bluesky.facet(36, 40, ["$type": "app.bsky.richtext.facet#mention", "did": "x"])], false),
      (
        [Bluesky.facet(13, 35, ["$type": "app.bsky.richtext.facet#link", "uri": "example.com"])],
        false
      ),
      ([["index": ["byteStart": 1, "byteEnd": 2], "features": []]], false),
    ] as [(JSON, Bool)])
  func facets(_ facets: JSON, _ isRight: Bool) {
    var client = Bluesky.client()
    let record = Bluesky.post(["text": "Grüße 👋 https://example.com/ä #tag", "facets": facets])
    let answer = client.json("POST", put, Bluesky.put(record))
    #expect(answer.status == (isRight ? 200 : 400), "\(answer.text)")
    if isRight { #expect(client.model.timeline[0].text == "Grüße 👋 https://example.com/ä #tag") }
  }

  @Test(
    "record keys are TIDs",
    arguments: [
      ("3jzfcijpj2z2a", true), ("3n2pbqhws22zz", true), ("3n2pbqhws222", false),
      ("zn2pbqhws2222", false), ("3n2pbqhws2221", false), ("self", false),
    ])
  func keys(_ key: String, _ isRight: Bool) {
    var client = Bluesky.client()
    let answer = client.json("POST", put, Bluesky.put(Bluesky.post(), key: key))
    #expect(answer.status == (isRight ? 200 : 400))
  }

  @Test("bodies, methods and repos that are not the account's are refused")
  func requests() {
    var client = Bluesky.client()
    let body = Bluesky.put(Bluesky.post())
    let plain = client.send(
      "POST", put, headers: [("content-type", "text/plain")], body: body.bytes)
    #expect(plain.text.contains("Wrong request encoding"))
    #expect(client.send("GET", put).status == 400)
    #expect(client.json("POST", put, ["repo": "belfry.test", "colour": 1]).status == 400)
    #expect(client.json("POST", "/xrpc/com.example.nothing", [:]).status == 501)
    client.token = "other"
    #expect(client.json("POST", put, body).status == 403)
    client.token = nil
    #expect(client.json("POST", put, body).json?["error"] == "AuthMissing")
    client.token = "nonsense"
    #expect(client.json("POST", put, body).json?["error"] == "InvalidToken")
  }

  @Test("a thread's replies name their root and parent with the right content ids")
  func threads() {
    var client = Bluesky.client()
    func reference(_ answer: ModelAnswer) -> JSON {
      ["uri": answer.json?["uri"] ?? nil, "cid": answer.json?["cid"] ?? nil]
    }
    let root = reference(client.json("POST", put, Bluesky.put(Bluesky.post())))
    let second = Bluesky.post(["reply": .some(["root": root, "parent": root])])
    let parent = reference(
      client.json("POST", put, Bluesky.put(second, key: "3n2pbqhws2223")))
    #expect(parent["cid"]?.string != nil)
    for (reply, status) in [
      (["root": parent, "parent": parent], 400), (["root": root, "parent": parent], 200),
      (["root": root, "parent": ["uri": parent["uri"] ?? nil, "cid": root["cid"] ?? nil]], 400),
    ] as [(JSON, Int)] {
      let third = Bluesky.post(["reply": .some(reply)])
      let answer = client.json("POST", put, Bluesky.put(third, key: "3n2pbqhws2224"))
      #expect(answer.status == status, "\(answer.text)")
    }
    #expect(
      client.model.timeline.map(\.parent) == [parent["uri"]?.string, root["uri"]?.string, nil])
  }

  @Test("records are read, listed and deleted; deleting again is no error")
  func reads() {
    var client = Bluesky.client()
    for number in 2...5 {
      _ = client.json(
        "POST", put,
        Bluesky.put(Bluesky.post(["text": .string("\(number)")]), key: "3n2pbqhws222\(number)"))
    }
    let base = "repo=\(Bluesky.did)&collection=app.bsky.feed.post"
    let list = client.send("GET", "/xrpc/com.atproto.repo.listRecords?\(base)&limit=3").json
    #expect(list?["records"]?.array?.map { $0["value"]?["text"] } == ["5", "4", "3"])
    #expect(list?["cursor"] == "3n2pbqhws2223")
    let rest = client.send(
      "GET", "/xrpc/com.atproto.repo.listRecords?\(base)&limit=3&cursor=3n2pbqhws2223")
    #expect(rest.json?["records"]?.array?.count == 1)
    client.token = nil
    let get = "/xrpc/com.atproto.repo.getRecord?\(base)&rkey=3n2pbqhws2222"
    #expect(client.send("GET", get).json?["value"]?["text"] == "2")
    client.token = "good"
    let gone: JSON = [
      "repo": .string(Bluesky.did), "collection": "app.bsky.feed.post", "rkey": "3n2pbqhws2222",
    ]
    for _ in 0..<2 {
      #expect(client.json("POST", "/xrpc/com.atproto.repo.deleteRecord", gone).status == 200)
    }
    let missing = client.send("GET", get)
    #expect(missing.status == 400)
    #expect(missing.json?["error"] == "RecordNotFound")
    #expect(client.model.timeline.count == 3)
  }

  @Test("writes cost points, and the headers say what is left and when it comes back")
  func points() {
    var rules = BlueskyModel.Rules()
    rules.pointsHour = RateLimit(4, perSeconds: 3600)
    var client = Bluesky.client(rules)
    let first = client.json("POST", put, Bluesky.put(Bluesky.post()))
    #expect(first.header("RateLimit-Remaining") == "2")
    #expect(first.header("RateLimit-Policy") == "4;w=3600")
    _ = client.json("POST", put, Bluesky.put(Bluesky.post()))
    let refused = client.json("POST", put, Bluesky.put(Bluesky.post()))
    #expect(refused.status == 429)
    #expect(refused.json?["error"] == "RateLimitExceeded")
    #expect(refused.header("Retry-After") == "3600")
    #expect(refused.header("RateLimit-Reset") == "1795136400")
    client.wait(.seconds(3600))
    #expect(client.json("POST", put, Bluesky.put(Bluesky.post())).status == 200)
  }
}

@Suite("Bluesky: blobs and embeds")
struct BlueskyBlobTests {
  private func upload(
    _ client: inout Client<BlueskyModel>, _ bytes: [UInt8], mime: String = "image/png"
  )
    -> ModelAnswer
  {
    client.send(
      "POST", "/xrpc/com.atproto.repo.uploadBlob", headers: [("content-type", mime)], body: bytes)
  }

  private func images(_ blob: JSON?, changing changes: [String: JSON] = [:]) -> JSON {
    var members = blob?.object ?? [:]
    for (name, value) in changes { members[name] = value }
    return Bluesky.post([
      "embed": .some([
        "$type": "app.bsky.embed.images",
        "images": [
          [
            "image": .object(members), "alt": "A bell",
            "aspectRatio": ["width": 8, "height": 6],
          ]
        ],
      ])
    ])
  }

  @Test("an uploaded image is named unchanged, shown with its alt text, and read as a blob")
  func image() {
    var client = Bluesky.client()
    let blob = upload(&client, Sample.png()).json?["blob"]
    #expect(blob?["ref"]?["$link"]?.string?.hasPrefix("bafkrei") == true)
    #expect(client.json("POST", put, Bluesky.put(images(blob))).status == 200)
    #expect(client.model.timeline[0].media.map(\.alt) == ["A bell"])
    let cid = blob?["ref"]?["$link"]?.string ?? ""
    let read = client.send("GET", "/xrpc/com.atproto.sync.getBlob?did=\(Bluesky.did)&cid=\(cid)")
    #expect(read.body == Sample.png())
  }

  @Test(
    "a blob that is not the uploaded one is refused",
    arguments: [
      (["ref": ["$link": "bafkreiaaaa"]], "BlobNotFound"),
      (["mimeType": "image/jpeg"], "InvalidMimeType"), (["size": 1], "InvalidSize"),
      (["$type": "image"], "InvalidRequest"),
    ] as [([String: JSON], JSON)])
  func wrongBlobs(_ changes: [String: JSON], _ error: JSON) {
    var client = Bluesky.client()
    let blob = upload(&client, Sample.png()).json?["blob"]
    let answer = client.json("POST", put, Bluesky.put(images(blob, changing: changes)))
    #expect(answer.json?["error"] == error)
  }

  @Test("an image of 2,000,000 bytes fits, a thumbnail of 1,000,001 and a film do not")
  func sizes() {
    var client = Bluesky.client()
    let fits = upload(&client, Sample.png(bytes: 2_000_000)).json?["blob"]
    #expect(client.json("POST", put, Bluesky.put(images(fits))).status == 200)
    let large = upload(&client, Sample.png(bytes: 2_000_001)).json?["blob"]
    let answer = client.json("POST", put, Bluesky.put(images(large), key: "3n2pbqhws2223"))
    #expect(answer.json?["error"] == "InvalidSize")
    let film = upload(&client, Sample.mp4, mime: "video/mp4").json?["blob"]
    let mixed = client.json("POST", put, Bluesky.put(images(film), key: "3n2pbqhws2223"))
    #expect(mixed.json?["error"] == "InvalidMimeType")
    let card = Bluesky.post([
      "embed": .some([
        "$type": "app.bsky.embed.external",
        "external": [
          "uri": "https://example.org/", "title": "T", "description": "D",
          "thumb": upload(&client, Sample.png(bytes: 1_000_001)).json?["blob"] ?? nil,
        ],
      ])
    ])
    let refused = client.json("POST", put, Bluesky.put(card, key: "3n2pbqhws2223"))
    #expect(refused.json?["error"] == "InvalidSize")
  }

  @Test("blobs that no record names are collected after an hour")
  func collection() {
    var client = Bluesky.client()
    let blob = upload(&client, Sample.png()).json?["blob"]
    client.wait(.seconds(3600))
    let answer = client.json("POST", put, Bluesky.put(images(blob)))
    #expect(answer.json?["error"] == "BlobNotFound")
  }

  @Test("uploads that lie about themselves are refused")
  func uploads() {
    var client = Bluesky.client()
    #expect(upload(&client, Sample.png(), mime: "image/jpeg").status == 400)
    #expect(upload(&client, [], mime: "image/png").status == 400)
    #expect(upload(&client, Sample.png(), mime: "application/json").status == 400)
    #expect(upload(&client, Array("text".utf8), mime: "image/png").status == 400)
  }

  @Test("a film goes through the video service with a token for the account's own server")
  func video() throws {
    var client = Bluesky.client()
    let auth = "/xrpc/com.atproto.server.getServiceAuth?lxm=com.atproto.repo.uploadBlob"
    #expect(client.send("GET", auth + "&aud=did:web:video.bsky.app").status == 400)
    let aud = PercentEncoding.component("did:web:127.0.0.1%3A8932")
    #expect(
      client.send("GET", auth + "&aud=\(aud)&exp=1795140000").json?["error"] == "BadExpiration")
    let token = client.send("GET", auth + "&aud=\(aud)&exp=1795134600").json?["token"]?.string
    client.token = token
    let target = "/xrpc/app.bsky.video.uploadVideo?did=\(Bluesky.did)&name=a.mp4"
    func send() -> ModelAnswer {
      client.send("POST", target, headers: [("content-type", "video/mp4")], body: Sample.mp4)
    }
    let id = try #require(send().json?["jobStatus"]?["jobId"]?.string)
    let state = "/xrpc/app.bsky.video.getJobStatus?jobId=\(id)"
    #expect(client.send("GET", state).json?["jobStatus"]?["blob"] == nil)
    client.wait(.seconds(2))
    let done = client.send("GET", state).json?["jobStatus"]
    #expect(done?["state"] == "JOB_STATE_COMPLETED")
    let again = send()
    #expect(again.json?["error"] == "already_exists")
    #expect(again.json?["blob"] == done?["blob"])
    client.token = "good"
    let post = Bluesky.post([
      "embed": .some([
        "$type": "app.bsky.embed.video", "video": done?["blob"] ?? nil, "alt": "Bell",
      ])
    ])
    #expect(client.json("POST", put, Bluesky.put(post)).status == 200)
    #expect(client.model.timeline[0].media.map(\.alt) == ["Bell"])
  }
}
