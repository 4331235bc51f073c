import Adapters
import Domain
import Testing

@Suite("LinkedIn: publishing")
struct LinkedInPublishTests {
  @Test("a text is one call, and its header names the publication")
  func text() throws {
    let run = Replay.linkedIn(Content(text: "Hello (world)"), [.created("urn:li:share:9")])
    #expect(
      run.value?.parts == [
        Remote(
          id: "urn:li:share:9", url: "https://www.linkedin.com/feed/update/urn:li:share:9/")
      ])
    let call = try #require(run.sent.first?.call)
    #expect(call.url == "https://api.linkedin.com/rest/posts")
    #expect(call.header("Linkedin-Version") == "202609")
    #expect(call.header("X-Restli-Protocol-Version") == "2.0.0")
    #expect(
      call.bodyText
        == #"{"author":"urn:li:organization:7","commentary":"Hello \\(world\\)","#
        + #""distribution":{"feedDistribution":"MAIN_FEED","targetEntities":[],"#
        + #""thirdPartyDistributionChannels":[]},"isReshareDisabledByAuthor":false,"#
        + #""lifecycleState":"PUBLISHED","visibility":"PUBLIC"}"#)
  }

  @Test("the version of the API is the account's setting")
  func version() {
    var account = AccountFacts.linkedIn()
    account.settings["api_version"] = "202701"
    let run = Replay.linkedIn(Content(text: "A"), [], account: account)
    #expect(run.next?.call.header("Linkedin-Version") == "202701")
  }

  @Test("who sees it, and whether it may be passed on")
  func visibility() {
    var content = Content(text: "A")
    content.options = ["reshare": false]
    content.visibility = .followers
    let closed = Replay.linkedIn(content, [], account: .linkedIn(page: false)).next?.call.bodyText
    #expect(closed?.contains(#""visibility":"CONNECTIONS""#) == true)
    #expect(closed?.contains(#""author":"urn:li:person:ann""#) == true)
    #expect(closed?.contains(#""isReshareDisabledByAuthor":true"#) == true)
    content.visibility = .unlisted
    let quiet = Replay.linkedIn(content, []).next?.call.bodyText
    #expect(quiet?.contains(#""feedDistribution":"NONE""#) == true)
  }

  static let place: JSON = [
    "value": ["image": "urn:li:image:1", "uploadUrl": "https://up.example/1?sig=a"]
  ]

  @Test("a picture: initialize, bytes, wait, post with its description")
  func picture() {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "A bell", file: .test())])])
    let run = Replay.linkedIn(
      content,
      [
        .json(200, Self.place), .bare(201), .json(200, ["status": "PROCESSING"]),
        .json(200, ["status": "AVAILABLE"]), .created("urn:li:share:9"),
      ])
    #expect(run.steps == ["media-0", "media-0-file", "media-0-ready", "media-0-ready", "post"])
    #expect(
      run.sent[0].call.bodyText
        == #"{"initializeUploadRequest":{"owner":"urn:li:organization:7"}}"#)
    #expect(run.sent[1].call.method == .put)
    #expect(run.sent[1].call.url == "https://up.example/1?sig=a")
    #expect(run.sent[1].call.bodyText == "<abab:0+1000>")
    #expect(run.sent[2].call.url == "https://api.linkedin.com/rest/images/urn%3Ali%3Aimage%3A1")
    #expect(
      run.sent[4].call.bodyText.contains(
        #""content":{"media":{"altText":"A bell","id":"urn:li:image:1"}}"#))
  }

  @Test("a person's sign-in may not look at the upload: it waits, and the post tells if too short")
  func early() {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "", file: .test())])])
    let unseen: [Scripted] = [
      .json(200, Self.place), .bare(201), .json(403, .linkedIn(403, "ACCESS_DENIED")),
    ]
    func replay(_ script: [Scripted], after wait: Duration) -> Replay<Publication> {
      var world = ReplayWorld()
      world.now = Answer.testTime + wait
      return Replay.linkedIn(
        content, unseen + script, account: .linkedIn(page: false), in: world)
    }
    let asked = replay([], after: .milliseconds(4999))
    #expect(asked.pause == .wait(until: Answer.testTime + .seconds(5)))
    let run = replay(
      [
        .json(400, .linkedIn(400, "MEDIA_ASSET_WAITING_UPLOAD")), .again,
        .created("urn:li:share:9"),
      ], after: .seconds(5))
    #expect(run.value?.parts.count == 1)
    #expect(run.steps.suffix(2) == ["post", "post"])
  }

  @Test("a film goes up in the pieces that LinkedIn names, each to its own address")
  func film() {
    let file = MediaFile.test("video/mp4", bytes: 100_000, name: "a.mp4")
    var content = Content(parts: [.init(text: "", media: [.init(alt: "", file: file)])])
    content.options = ["title": "The film"]
    let begun: JSON = [
      "value": [
        "video": "urn:li:video:1", "uploadToken": "",
        "uploadInstructions": [
          ["uploadUrl": "https://up.example/a", "firstByte": 0, "lastByte": 59_999],
          ["uploadUrl": "https://up.example/b", "firstByte": 60_000, "lastByte": 99_999],
        ],
      ]
    ]
    let run = Replay.linkedIn(
      content,
      [
        .json(200, begun), .bare(200, [.init("etag", "e1")]), .bare(200, [.init("etag", "e2")]),
        .bare(200), .json(200, ["status": "AVAILABLE"]), .created("urn:li:ugcPost:9"),
      ])
    #expect(run.sent[1].call.bodyText == "<abab:0+60000>")
    #expect(run.sent[2].call.url == "https://up.example/b")
    #expect(run.sent[2].call.bodyText == "<abab:60000+40000>")
    #expect(
      run.sent[3].call.bodyText
        == #"{"finalizeUploadRequest":{"uploadToken":"","uploadedPartIds":["e1","e2"],"#
        + #""video":"urn:li:video:1"}}"#)
    #expect(
      run.sent[5].call.bodyText.contains(#"{"media":{"id":"urn:li:video:1","title":"The film"}}"#))
    #expect(run.value?.parts.map(\.id) == ["urn:li:ugcPost:9"])
  }

  @Test("pieces that are not the whole file are not believed")
  func holes() {
    let file = MediaFile.test("video/mp4", bytes: 100_000, name: "a.mp4")
    let content = Content(parts: [.init(text: "", media: [.init(alt: "", file: file)])])
    let begun: JSON = [
      "value": [
        "video": "urn:li:video:1",
        "uploadInstructions": [
          ["uploadUrl": "https://up.example/a", "firstByte": 0, "lastByte": 59_999]
        ],
      ]
    ]
    #expect(Replay.linkedIn(content, [.json(200, begun)]).refusal?.kind == .transient)
  }

  @Test("several pictures are one gallery")
  func gallery() {
    let item = MediaItem(alt: "A", file: .test())
    let content = Content(parts: [.init(text: "", media: [item, item])])
    let one: [Scripted] = [.json(200, Self.place), .bare(201), .json(200, ["status": "AVAILABLE"])]
    let run = Replay.linkedIn(content, one + one)
    #expect(
      run.next?.call.bodyText.contains(
        #"{"multiImage":{"images":[{"altText":"A","id":"urn:li:image:1"},"#) == true)
  }

  @Test("a link's card: we look at the page, because LinkedIn does not")
  func card() {
    let content = Content(parts: [.init(text: "Read", link: "https://example.org/a")])
    let page = Answer(
      status: 200,
      body: .bytes(
        Array("<meta property=og:title content=Bells><meta name=description content=All>".utf8)),
      at: Answer.testTime)
    let run = Replay.linkedIn(content, [.answer(page)])
    #expect(run.steps == ["card", "post"])
    #expect(run.sent[0].call.reach == .outside)
    #expect(
      run.next?.call.bodyText.contains(
        #"{"article":{"description":"All","source":"https://example.org/a","title":"Bells"}}"#)
        == true)
    let blind = Replay.linkedIn(content, [.lost])
    #expect(blind.next?.call.bodyText.contains(#""title":"https://example.org/a""#) == true)
  }

  @Test("a poll asks its title, or its text")
  func poll() {
    let poll = Poll(options: ["yes", "no"], durationSeconds: 604_800)
    let content = Content(parts: [.init(text: "Well?", poll: poll)])
    #expect(
      Replay.linkedIn(content, []).next?.call.bodyText.contains(
        #"{"poll":{"options":[{"text":"yes"},{"text":"no"}],"question":"Well?","#
          + #""settings":{"duration":"SEVEN_DAYS"}}}"#) == true)
  }

  @Test("a run that is taken up after any of its calls asks for the same next call")
  func crashReplay() {
    let content = Content(parts: [.init(text: "A", media: [.init(alt: "B", file: .test())])])
    let run = Replay.linkedIn(
      content,
      [
        .json(200, Self.place), .bare(201), .json(200, ["status": "AVAILABLE"]),
        .created("urn:li:share:9"),
      ])
    #expect(run.value != nil)
    for count in run.journal.indices {
      let again = run.restarted(after: count)
      #expect(again?.step == run.sent[count].step)
      #expect(again?.call.frozen == run.sent[count].call.frozen)
    }
  }
}

@Suite("LinkedIn: a post that may exist")
struct LinkedInDoubtTests {
  static func found(_ posts: [JSON]) -> Scripted { .json(200, ["elements": .array(posts)]) }

  @Test("a page's post with the same words is ours, however they come back")
  func present() {
    let content = Content(text: "Hello #bells (all_of them)")
    let stored = ##"Hello {hashtag|\#|bells} \(all\_of them\)"##
    let run = Replay.linkedIn(
      content, [.lost, Self.found([.ownShare(7, "Other"), .ownShare(9, stored)])])
    #expect(run.value?.parts.map(\.id) == ["urn:li:share:9"])
    #expect(run.sent[1].call.header("X-RestLi-Method") == "FINDER")
    #expect(
      run.sent[1].call.url == "https://api.linkedin.com/rest/posts?q=author"
        + "&author=urn%3Ali%3Aorganization%3A7&count=100&sortBy=LAST_MODIFIED")
  }

  @Test("an older one, one with a file, one of another delivery is not ours")
  func absent() {
    let content = Content(text: "Hello")
    func finding(_ post: JSON, claimed: [String] = []) -> Finding? {
      Replay.linkedIn(
        content, [.lost, Self.found([post])], in: ReplayWorld(claimed: claimed)
      ).finding
    }
    #expect(finding(.ownShare(9, at: 1_795_132_000_000)) == .absent)
    #expect(finding(.ownShare(9, content: ["media": ["id": "urn:li:image:1"]])) == .absent)
    #expect(finding(.ownShare(9), claimed: ["urn:li:share:9"]) == .absent)
    #expect(finding(.ownShare(9)) == nil)
    let run = Replay.linkedIn(content, [.lost, Self.found([])])
    #expect(run.resend?.rule == .ifAllowed)
  }

  @Test(
    "a list that cannot be read proves nothing",
    arguments: [
      Scripted.json(200, ["elements": [["id": 5]]]), .json(404, .linkedIn(404, "NOT_FOUND")),
      .json(400, .linkedIn(400, "ILLEGAL")),
    ])
  func unreadable(_ answer: Scripted) {
    let run = Replay.linkedIn(Content(text: "Hello"), [.lost, answer])
    #expect(run.finding == .unclear("LinkedIn does not show the page's posts"))
  }

  @Test("a list full of newer posts proves nothing")
  func full() {
    let many = Self.found((0..<100).map { .ownShare($0, "Other") })
    let run = Replay.linkedIn(Content(text: "Hello"), [.lost, many])
    #expect(run.finding == .unclear("too many posts since then to look through"))
  }

  @Test("a person's posts cannot be asked for: only the person can tell")
  func member() {
    let run = Replay.linkedIn(
      Content(text: "Hello"), [.lost], account: .linkedIn(page: false))
    #expect(run.steps == ["post"])
    #expect(run.finding == .absent)
    #expect(run.resend?.rule == .never)
  }
}
