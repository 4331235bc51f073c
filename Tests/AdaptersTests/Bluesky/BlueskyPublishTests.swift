import Adapters
import Domain
import Testing

@Suite("Bluesky: publishing")
struct BlueskyPublishTests {
  @Test("a text is one record at a key that was chosen before")
  func text() throws {
    let run = Replay.bluesky(Content(text: "Hello"), [.json(200, .put(testKeys[0]))])
    let call = try #require(run.sent.first?.call)
    #expect(call.url == "https://pds.example/xrpc/com.atproto.repo.putRecord")
    #expect(call.authorization == .bearer(SecretKey("vault:1/1/session/accessJwt")))
    #expect(
      call.bodyText
        == #"{"collection":"app.bsky.feed.post","record":{"$type":"app.bsky.feed.post","#
        + #""createdAt":"2026-11-20T00:00:00.000Z","text":"Hello"},"repo":"did:plc:acme","#
        + #""rkey":"\#(testKeys[0])","swapRecord":null,"validate":true}"#)
    #expect(call.costs == [.init("points-hour", 3), .init("points-day", 3), .init("requests")])
    #expect(
      run.value?.parts == [
        Remote(
          id: "at://did:plc:acme/app.bsky.feed.post/\(testKeys[0])",
          url: "https://bsky.app/profile/did:plc:acme/post/\(testKeys[0])",
          extra: ["cid": "cid1", "part": "0"])
      ])
  }

  @Test("the record carries language, tags, label and the due time")
  func wholeRecord() {
    let content = Content(
      parts: [.init(text: "Hi #a")], warning: "nudity", language: "de", visibility: .everyone,
      tags: ["b", "c"])
    var world = ReplayWorld()
    world.due = Instant(milliseconds: 1_795_132_860_000)
    let run = Replay.bluesky(content, [], in: world)
    #expect(
      run.next?.record?.text
        == #"{"$type":"app.bsky.feed.post","createdAt":"2026-11-20T00:01:00.000Z","#
        + #""facets":[{"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"a"}],"#
        + #""index":{"byteEnd":5,"byteStart":3}}],"#
        + #""labels":{"$type":"com.atproto.label.defs#selfLabels","values":[{"val":"nudity"}]},"#
        + #""langs":["de"],"tags":["b","c"],"text":"Hi #a"}"#)
  }

  @Test("mentions are looked up once each; a handle that nobody has stays text")
  func mentions() throws {
    let content = Content(parts: [
      .init(text: "@ann.example.org and @nobody.example.org"), .init(text: "@Ann.example.org"),
    ])
    let run = Replay.bluesky(
      content,
      [
        .json(200, ["did": "did:plc:ann"]),
        .json(400, ["error": "InvalidRequest", "message": "Unable to resolve handle"]),
        .json(200, .put(testKeys[0])),
      ])
    #expect(run.steps == ["mention-0", "mention-1", "post-0", "post-1"])
    #expect(
      run.sent[0].call.url
        == "https://pds.example/xrpc/com.atproto.identity.resolveHandle?handle=ann.example.org")
    let facets = try #require(run.sent[2].record?["facets"]?.array)
    #expect(facets.count == 1)
    #expect(facets[0]["features"]?[0]?["did"] == "did:plc:ann")
    #expect(run.sent[3].record?["facets"]?[0]?["features"]?[0]?["did"] == "did:plc:ann")
  }

  @Test("pictures go up first; a link beside them goes into the text")
  func images() {
    let items = [
      MediaItem(alt: "A tower", file: .test()),
      MediaItem(alt: "", file: .test("image/png", width: nil, height: nil)),
    ]
    let part = Content.Part(text: "Look", link: "https://example.org/a", media: items)
    let run = Replay.bluesky(
      Content(parts: [part]),
      [.json(200, ["blob": .blob("b1")]), .json(200, ["blob": .blob("b2", mime: "image/png")])])
    #expect(run.steps == ["image-0-0", "image-0-1", "post-0"])
    let upload = run.sent[0].call
    #expect(upload.url == "https://pds.example/xrpc/com.atproto.repo.uploadBlob")
    #expect(upload.header("Content-Type") == "image/jpeg")
    #expect(upload.bodyText == "<abab:0+1000>")
    #expect(run.next?.record?["text"] == "Look\n\nhttps://example.org/a")
    #expect(
      run.next?.record?["embed"] == [
        "$type": "app.bsky.embed.images",
        "images": [
          [
            "alt": "A tower", "image": .blob("b1"), "aspectRatio": ["width": 800, "height": 600],
          ], ["alt": "", "image": .blob("b2", mime: "image/png")],
        ],
      ])
  }

  @Test("an uploaded file that was not used for an hour is uploaded again in a new run")
  func staleBlob() {
    var world = ReplayWorld()
    world.now = Answer.testTime + .seconds(56 * 60)
    let content = Content(parts: [.init(text: "", media: [.init(alt: "A", file: .test())])])
    let uploaded = Scripted.json(200, ["blob": .blob("b")])
    let stale = Replay.bluesky(content, [uploaded], in: world)
    #expect(stale.pause == .restart("the answer to image-0-0 is too old"))
    world.now = Answer.testTime + .seconds(54 * 60)
    #expect(Replay.bluesky(content, [uploaded], in: world).next?.step == "post-0")
  }

  @Test("a thread names its first and its previous post, with their content ids")
  func thread() {
    let content = Content(parts: [.init(text: "1"), .init(text: "2"), .init(text: "3")])
    let run = Replay.bluesky(
      content,
      (0..<3).map { .json(200, .put(testKeys[$0], cid: "cid\($0)")) })
    #expect(run.steps == ["post-0", "post-1", "post-2"])
    func reference(_ part: Int) -> JSON {
      [
        "uri": .string("at://did:plc:acme/app.bsky.feed.post/\(testKeys[part])"),
        "cid": .string("cid\(part)"),
      ]
    }
    #expect(run.sent[0].record?["reply"] == nil)
    #expect(run.sent[1].record?["reply"] == ["root": reference(0), "parent": reference(0)])
    #expect(run.sent[2].record?["reply"] == ["root": reference(0), "parent": reference(1)])
    #expect(run.sent[2].record?["createdAt"] == "2026-11-20T00:00:00.002Z")
    #expect(run.value?.parts.count == 3)
  }

  @Test("a run that is taken up after any of its calls asks for the same next call, byte for byte")
  func crashReplay() {
    let content = Content(parts: [
      .init(text: "@ann.example.org", media: [.init(alt: "A", file: .test())]),
      .init(text: "Two", link: "https://example.org/"),
    ])
    let run = Replay.bluesky(
      content,
      [
        .json(200, ["did": "did:plc:ann"]), .json(200, ["blob": .blob("b")]), .lost,
        .json(200, .put(testKeys[0])), .json(200, .put(testKeys[1])),
      ])
    #expect(run.value != nil)
    for count in run.journal.indices {
      let again = run.restarted(after: count)
      #expect(again?.step == run.sent[count].step)
      #expect(again?.call.frozen == run.sent[count].call.frozen)
    }
  }

  @Test("an account that has not signed in is told so")
  func notConnected() {
    var account = AccountFacts.bluesky()
    account.server = nil
    #expect(Replay.bluesky(Content(text: "A"), [], account: account).refusal?.kind == .signIn)
  }

  @Test("who may answer is written before the post, at the same key")
  func replies() throws {
    var content = Content(text: "Hello")
    content.options["replies"] = ["mentioned", "followers"]
    let run = Replay.bluesky(content, [.json(200, ["uri": "at://x"])])
    #expect(run.steps == ["replies", "post-0"])
    let body = try JSON(parsing: Array(run.sent[0].call.bodyText.utf8))
    #expect(body["collection"] == "app.bsky.feed.threadgate")
    #expect(body["rkey"] == .string(testKeys[0]))
    #expect(
      body["record"]?["post"] == .string("at://did:plc:acme/app.bsky.feed.post/\(testKeys[0])"))
    #expect(
      body["record"]?["allow"]?.array?.map { $0["$type"] } == [
        "app.bsky.feed.threadgate#mentionRule", "app.bsky.feed.threadgate#followerRule",
      ])
    content.options["replies"] = "everyone"
    #expect(Replay.bluesky(content, []).steps == ["post-0"])
    content.options["replies"] = "nobody"
    let nobody = Replay.bluesky(content, [])
    #expect(nobody.next?.call.bodyText.contains(#""allow":[]"#) == true)
  }

  @Test(
    "words that are no rule are named before anything is sent",
    arguments: ["friends", ["nobody", "followers"], [], 3, ["followers", "followers"]] as [JSON])
  func wrongReplies(_ value: JSON) {
    var content = Content(text: "Hello")
    content.options["replies"] = value
    let facts = AccountFacts(name: AccountName("a")!, platform: .bluesky)
    let found = BlueskyRecipe().problems(with: content, for: facts)
    #expect(found.map(\.field) == [.option("replies")])
  }
}
