import Domain
import Glibc
import HTTP
import PlatformModels
import Testing

@testable import Sandbox

@Suite("The sandbox over HTTP")
struct SandboxTests {
  @Test("a person signs in, publishes to Mastodon, and the post is on the page and in the data")
  func mastodon() async throws {
    try await Fixture.run { sandbox in
      try await sandbox.signInToMastodon()
      let answer = try await sandbox.json(
        .post, sandbox.mastodon + "/api/v1/statuses",
        ["status": "Hello <b>there</b>", "spoiler_text": "Bells"])
      #expect(answer.status == 200)
      #expect(answer.platformDate == Instant(milliseconds: 1_795_132_800_000))
      #expect(answer.header("x-ratelimit-remaining") == "299")
      let post = try #require(try await sandbox.timelines().first)
      #expect(post["text"] == "Hello <b>there</b>")
      #expect(post["warning"] == "Bells")
      #expect(post["duplicates"] == 0)
      #expect(post["url"] == answer.json?["url"])
      let page = try await sandbox.send(.get, sandbox.server.page + "/").text
      #expect(page.contains("Hello &lt;b&gt;there&lt;/b&gt;"))
      let url = try #require(answer.json?["url"]?.string)
      // A browser has no token.
      sandbox.token = nil
      let redirect = try await sandbox.send(.get, url)
      #expect(redirect.status == 302)
      let anchor = try #require(post["anchor"]?.string)
      #expect(redirect.header("location") == "\(sandbox.server.page)/#\(anchor)")
    }
  }

  @Test("an app password signs in to Bluesky, and an image is shown with its alt text")
  func bluesky() async throws {
    try await Fixture.run { sandbox in
      let base = sandbox.bluesky + "/xrpc/com.atproto."
      let session = try await sandbox.json(
        .post, base + "server.createSession",
        ["identifier": "belfry.test", "password": "abcd-efgh-ijkl-2345"])
      let service = session.json?["didDoc"]?["service"]?[0]
      #expect(service?["serviceEndpoint"]?.string == sandbox.bluesky)
      sandbox.token = session.json?["accessJwt"]?.string
      let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 0, 0, 8, 0, 0, 0, 6, 8, 2, 0, 0, 0]
      let blob = try await sandbox.send(
        .post, base + "repo.uploadBlob", [Field("Content-Type", "image/png")], png
      ).json?["blob"]
      let record: JSON = [
        "$type": "app.bsky.feed.post", "text": "Look", "createdAt": "2026-11-20T00:00:00Z",
        "embed": [
          "$type": "app.bsky.embed.images",
          "images": [["image": blob ?? nil, "alt": "A \"bell\""]],
        ],
      ]
      let written = try await sandbox.json(
        .post, base + "repo.putRecord",
        [
          "repo": session.json?["did"] ?? nil, "collection": "app.bsky.feed.post",
          "rkey": "3n2pbqhws2222", "swapRecord": nil, "record": record,
        ])
      #expect(written.status == 200, "\(written.text)")
      let media = try #require(try await sandbox.timelines().first?["media"]?[0])
      #expect(media["alt"] == "A \"bell\"")
      let file = try await sandbox.send(.get, sandbox.server.page + (media["url"]?.string ?? ""))
      #expect(file.body == .bytes(png))
      #expect(file.header("content-security-policy")?.contains("sandbox") == true)
      let page = try await sandbox.send(.get, sandbox.server.page + "/").text
      #expect(page.contains("alt=\"A &quot;bell&quot;\""))
    }
  }

  @Test("faults reach the client over the wire, and the ledger tells what really happened")
  func faults() async throws {
    try await Fixture.run { sandbox in
      try await sandbox.signInToMastodon()
      let set = try await sandbox.json(
        .post, sandbox.server.page + "/faults",
        [
          "platform": "mastodon",
          "rules": [
            ["fault": "answer_lost", "endpoint": "publish", "nth": 1],
            ["fault": "throttled", "endpoint": "publish", "nth": 2, "seconds": 9],
            ["fault": "cut", "endpoint": "publish", "nth": 3, "bytes": 10],
          ],
        ])
      #expect(set.status == 200)
      guard case .unknown = await sandbox.post("same") else { throw Unexpected() }
      guard case .answered(let throttled) = await sandbox.post("same") else { throw Unexpected() }
      #expect(throttled.retryAfter == .seconds(9))
      guard case .unknown = await sandbox.post("same") else { throw Unexpected() }
      let ledger = try await sandbox.send(.get, sandbox.server.page + "/ledger.json").json?[
        "mastodon"]
      #expect(ledger?["doubles"] == 1)
      #expect(ledger?["effects"]?.array?.count == 2)
      let duplicates = try await sandbox.timelines().map { $0["duplicates"] }
      #expect(duplicates == [1, 1])
      let page = try await sandbox.send(.get, sandbox.server.page + "/").text
      #expect(page.contains("Posted 2 times"))
    }
  }

  struct Unexpected: Error {}

  @Test("wrong fault plans are refused with the reason")
  func wrongFaults() async throws {
    try await Fixture.run { sandbox in
      for (body, words) in [
        (["rules": [["fault": "rain"]]], "rules[0]"),
        (["platform": "nowhere", "rules": []], "platform"),
      ] as [(JSON, String)] {
        let answer = try await sandbox.json(.post, sandbox.server.page + "/faults", body)
        #expect(answer.status == 400)
        #expect(answer.json?["error"]?.string?.contains(words) == true)
      }
    }
  }

  @Test("a late effect shows when its time has come")
  func lateEffect() async throws {
    try await Fixture.run { sandbox in
      try await sandbox.signInToMastodon()
      _ = try await sandbox.json(
        .post, sandbox.server.page + "/faults",
        ["rules": [["fault": "late_effect", "endpoint": "publish", "milliseconds": 60000]]])
      guard case .unknown = await sandbox.post("late") else { throw Unexpected() }
      #expect(try await sandbox.timelines().isEmpty)
      sandbox.clock.move(.seconds(60))
      #expect(try await sandbox.timelines().count == 1)
    }
  }

  @Test("a restart remembers posts and tokens; a torn last line is cut off; a reset forgets")
  func stateFile() async throws {
    let path = "/tmp/belfry-sandbox-\(getpid())-\(UInt64.random(in: 0 ... .max)).state"
    defer { unlink(path) }
    var token: String?
    try await Fixture.run(stateFile: path) { sandbox in
      try await sandbox.signInToMastodon()
      _ = await sandbox.post("one")
      token = sandbox.token
    }
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let file = open(path, O_WRONLY | O_APPEND)
    #expect(write(file, "{\"torn", 6) == 6)
    close(file)
    try await Fixture.run(stateFile: path) { sandbox in
      sandbox.token = token
      _ = await sandbox.post("two")
      let texts = try await sandbox.timelines().map { $0["text"] }
      #expect(texts == ["two", "one"])
    }
    try await Fixture.run(stateFile: path) { sandbox in
      let before = try await sandbox.timelines()
      #expect(before.count == 2)
      let reset = try await sandbox.send(.post, sandbox.server.page + "/reset")
      #expect(reset.status == 200)
      let after = try await sandbox.timelines()
      #expect(after.isEmpty)
    }
    try await Fixture.run(stateFile: path) { sandbox in
      let posts = try await sandbox.timelines()
      #expect(posts.isEmpty)
    }
  }

  @Test("a state file that is not ours is refused by name, as is a port that is taken")
  func cannotStart() async throws {
    let path = "/tmp/belfry-sandbox-\(getpid())-\(UInt64.random(in: 0 ... .max)).state"
    defer { unlink(path) }
    let file = open(path, O_WRONLY | O_CREAT, 0o600)
    #expect(write(file, "hello\n", 6) == 6)
    close(file)
    await #expect(throws: SandboxError.self) {
      try await Fixture.run(stateFile: path) { _ in }
    }
    try await Fixture.run { sandbox in
      var options = SandboxOptions()
      options.port = UInt16(sandbox.server.page.split(separator: ":").last ?? "") ?? 0
      let taken = options
      await #expect(throws: SandboxError.self) {
        _ = try await SandboxServer.start(
          taken, hashing: OpenSSLHashing(), now: HandClock().read)
      }
    }
  }

  @Test("the page is strict: no scripts but its own, no other hosts, no other origins")
  func strictness() async throws {
    try await Fixture.run { sandbox in
      let page = sandbox.server.page
      let answer = try await sandbox.send(.get, page + "/")
      let policy = answer.header("content-security-policy") ?? ""
      #expect(policy.hasPrefix("default-src 'none'"))
      #expect(!policy.contains("unsafe"))
      #expect(!answer.text.contains(" style=") && !answer.text.contains("<script>"))
      let stranger = try await sandbox.send(.get, page + "/", [Field("Host", "evil.example")])
      #expect(stranger.status == 403)
      let across = try await sandbox.send(
        .post, page + "/reset", [Field("Origin", "https://evil.example")])
      #expect(across.status == 403)
      for path in ["/style.css", "/script.js", "/icon.svg", "/version"] {
        #expect(try await sandbox.send(.get, page + path).status == 200)
      }
      #expect(try await sandbox.send(.get, page + "/nothing").status == 404)
      #expect(try await sandbox.send(.get, page + "/media/mastodon/1").status == 404)
    }
  }
}
