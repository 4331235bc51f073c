import Adapters
import Domain
import Testing

extension AccountFacts {
  static let instagram = AccountFacts(
    name: accountName("acme-insta"), platform: .instagram,
    settings: ["server": "https://graph.instagram.com", "api_version": "v26.0"],
    app: DeclaredApp(name: "acme", clientID: "900", clientSecret: SecretKey("credential:acme")),
    identity: Identity(id: "178", handle: "@acme"),
    tokens: ["access": SecretKey("vault:1/1/long/a"), "refresh": SecretKey("vault:1/1/long/a")])
}

extension Replay where Value == Publication {
  static func instagram(
    _ content: Content, _ script: [Scripted], account: AccountFacts = .instagram,
    in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try InstagramRecipe().publish(content, as: account, with: &flow)
    }
  }
}

extension Scripted {
  /// A container's state on Instagram.
  static func code(_ state: String, _ status: String = "") -> Scripted {
    .json(200, ["id": "c1", "status_code": .string(state), "status": .string(status)])
  }
}

extension Content {
  static func media(
    _ files: MediaFile..., text: String = "Look", options: [String: JSON] = [:]
  ) -> Content {
    Content(
      parts: [.init(text: text, media: files.map { .init(alt: "A tower", file: $0) })],
      options: options)
  }
}

@Suite("Instagram: publishing")
struct InstagramPublishTests {
  static let film = MediaFile.test("video/mp4", width: 1080, height: 1920)

  @Test("a picture is a container, a wait, one visible call, and a look at its address")
  func picture() {
    let run = Replay.instagram(
      .media(.test()),
      [.id("c1"), .code("IN_PROGRESS"), .code("FINISHED"), .id("9"), .permalink("https://i/9")])
    #expect(
      run.steps
        == ["container-0", "container-0-ready", "container-0-ready", "publish-0", "permalink-0"])
    #expect(run.sent[0].call.url == "https://graph.instagram.com/v26.0/178/media")
    #expect(
      run.sent[0].call.bodyText
        == "image_url=<address abab image/jpeg>&alt_text=A+tower&caption=Look")
    #expect(
      run.sent[1].call.url
        == "https://graph.instagram.com/v26.0/c1?fields=id%2Cstatus_code%2Cstatus")
    #expect(run.sent[3].call.url == "https://graph.instagram.com/v26.0/178/media_publish")
    #expect(run.sent[3].kind == .visible(part: 0, matchKey: "c1"))
    #expect(
      run.value?.parts == [Remote(id: "9", url: "https://i/9", extra: ["part": "0"])])
  }

  @Test("a film alone is a reel, with its options")
  func reel() {
    let options: [String: JSON] = [
      "share_to_feed": true, "thumb_offset": 1500, "collaborators": ["ann", "ben"],
      "location_id": "7",
    ]
    #expect(
      Replay.instagram(.media(Self.film, options: options), []).next?.call.bodyText
        == "media_type=REELS&video_url=<address abab video/mp4>&share_to_feed=true"
        + "&thumb_offset=1500&caption=Look&collaborators=%5B%22ann%22%2C%22ben%22%5D"
        + "&location_id=7")
  }

  @Test("a story has no words")
  func story() {
    let content = Content.media(.test(), options: ["placement": "story"])
    #expect(
      Replay.instagram(content, []).next?.call.bodyText
        == "media_type=STORIES&image_url=<address abab image/jpeg>")
  }

  @Test("several files are the items of a carousel, which waits for each of them and for itself")
  func carousel() {
    let run = Replay.instagram(
      .media(.test(), Self.film),
      [
        .id("i1"), .code("FINISHED"), .id("i2"), .code("FINISHED"), .id("c1"),
        .code("FINISHED"), .id("9"), .permalink(),
      ])
    #expect(
      run.steps == [
        "item-0-0", "item-0-0-ready", "item-0-1", "item-0-1-ready", "container-0",
        "container-0-ready", "publish-0", "permalink-0",
      ])
    #expect(
      run.sent[0].call.bodyText
        == "image_url=<address abab image/jpeg>&alt_text=A+tower&is_carousel_item=true")
    #expect(
      run.sent[2].call.bodyText
        == "media_type=VIDEO&video_url=<address abab video/mp4>&is_carousel_item=true")
    #expect(run.sent[4].call.bodyText == "media_type=CAROUSEL&children=i1%2Ci2&caption=Look")
  }

  @Test("a container that failed names what is wrong")
  func failedContainer() {
    func refusal(_ status: String) -> Refusal? {
      Replay.instagram(.media(.test()), [.id("c1"), .code("ERROR", status)]).refusal
    }
    #expect(refusal("Error: 2207026")?.kind == .content)
    #expect(refusal("Error: 2207009")?.code == "2207009")
    #expect(refusal("Error: 2207052")?.kind == .conflict)
    #expect(refusal("Error: 2207050")?.kind == .accountBlocked)
    #expect(refusal("")?.kind == .conflict)
  }

  @Test("an ended version of the API stops posts, and says what to write")
  func version() {
    var account = AccountFacts.instagram
    account.settings["api_version"] = "v22.0"
    var world = ReplayWorld()
    #expect(Replay.instagram(.media(.test()), [], account: account, in: world).next != nil)
    world.startedAt = Instant(rfc3339: "2027-05-20T00:00:00Z") ?? world.startedAt
    let run = Replay.instagram(.media(.test()), [], account: account, in: world)
    #expect(
      run.refusal
        == Refusal(
          .transient, code: "api-version",
          message: "Meta ended v22.0 on 2027-05-20; set api_version: v26.0 for acme-insta"))
    #expect(Replay.instagram(.media(.test()), [], in: world).next != nil)
  }

  @Test("a text without media, and a thread of three, are refused before anything is sent")
  func impossible() {
    #expect(Replay.instagram(Content(text: "A"), []).refusal?.kind == .content)
    let thread = Content(
      parts: Content.media(.test()).parts + [.init(text: "B"), .init(text: "C")])
    #expect(Replay.instagram(thread, []).refusal?.kind == .content)
  }

  @Test("at every point a crash resumes at the same call")
  func crashes() {
    let run = Replay.instagram(
      .media(.test()), [.id("c1"), .code("FINISHED"), .id("9"), .permalink()])
    for (index, sent) in run.sent.enumerated() {
      #expect(run.restarted(after: index) == sent)
    }
  }
}

@Suite("Instagram: a post that may exist")
struct InstagramDoubtTests {
  private static func post(
    _ id: String, _ caption: String? = "Look", _ place: String = "FEED",
    at: String = "2026-11-20T00:00:03+0000"
  ) -> JSON {
    var members: [String: JSON] = [
      "id": .string(id), "timestamp": .string(at), "media_product_type": .string(place),
    ]
    if let caption { members["caption"] = .string(caption) }
    return .object(members)
  }

  private static func run(_ content: Content, _ script: [Scripted]) -> Replay<Publication> {
    Replay.instagram(content, [.id("c1"), .code("FINISHED"), .lost] + script)
  }

  @Test("a published container is found by caption, time and place")
  func published() {
    let list = Scripted.json(
      200,
      [
        "data": [
          Self.post("5", "Other"), Self.post("6", at: "2026-11-19T23:00:00+0000"),
          Self.post("7", "Look", "REELS"), Self.post("9"),
        ]
      ])
    let run = Self.run(.media(.test()), [.code("PUBLISHED"), list, .permalink()])
    #expect(run.value?.parts.map(\.id) == ["9"])
    #expect(run.sent[4].call.url.hasPrefix("https://graph.instagram.com/v26.0/178/media?") == true)
  }

  @Test("a story is looked for among the stories, which have no captions")
  func story() {
    let content = Content.media(.test(), options: ["placement": "story"])
    let list = Scripted.json(200, ["data": [Self.post("9", nil, "STORY")]])
    let run = Self.run(content, [.code("PUBLISHED"), list, .permalink()])
    #expect(run.value?.parts.map(\.id) == ["9"])
    #expect(run.sent[4].call.url.contains("/178/stories?") == true)
  }

  @Test("twins that nobody can tell apart are published without an id of their own")
  func twins() {
    let list = Scripted.json(200, ["data": [Self.post("9"), Self.post("8")]])
    let run = Self.run(.media(.test()), [.code("PUBLISHED"), list])
    #expect(run.value?.parts.map(\.id) == ["container:c1"])
  }

  @Test("finished is published again, expired never was, and the rest is no verdict")
  func verdicts() {
    #expect(Self.run(.media(.test()), [.code("FINISHED")]).finding == .absent)
    #expect(Self.run(.media(.test()), [.code("EXPIRED")]).finding == .never)
    let unclear = Finding.unclear("the container does not say what became of it")
    #expect(Self.run(.media(.test()), [.code("ERROR")]).finding == unclear)
    #expect(Self.run(.media(.test()), [.graph(100, 33)]).finding == unclear)
  }

  @Test("a refusal as spam proves nothing: the post has been seen to go live")
  func spam() {
    let run = Replay.instagram(
      .media(.test()), [.id("c1"), .code("FINISHED"), .graph(4, 2_207_051)])
    #expect(run.next?.kind == .question)
  }
}

@Suite("Instagram: first comments")
struct InstagramCommentTests {
  private static let content = Content(
    parts: Content.media(.test()).parts + [.init(text: "More", link: "https://example.org")])
  private static let published: [Scripted] = [
    .id("c1"), .code("FINISHED"), .id("9"), .permalink("https://i/9"),
  ]

  private static func run(_ script: [Scripted], claimed: [String] = []) -> Replay<Publication> {
    var world = ReplayWorld()
    world.claimed = claimed
    return Replay.instagram(content, published + script, in: world)
  }

  private static func list(_ comments: JSON...) -> Scripted {
    .json(200, ["data": .array(comments)])
  }

  private static func comment(
    _ id: String, _ text: String = "More\n\nhttps://example.org", by name: String = "acme",
    at: String = "2026-11-20T00:00:03+0000"
  ) -> JSON {
    [
      "id": .string(id), "text": .string(text), "username": .string(name),
      "timestamp": .string(at),
    ]
  }

  @Test("the comment is a visible call of its own, under the post")
  func comments() {
    let run = Self.run([.id("c9")])
    #expect(run.steps.last == "comment")
    #expect(run.sent.last?.call.url == "https://graph.instagram.com/v26.0/9/comments")
    #expect(run.sent.last?.call.bodyText == "message=More%0A%0Ahttps%3A%2F%2Fexample.org")
    guard case .visible(part: 1, _) = run.sent.last?.kind else {
      Issue.record("not a visible call of part 1")
      return
    }
    #expect(
      run.value?.parts == [
        Remote(id: "9", url: "https://i/9", extra: ["part": "0"]),
        Remote(id: "c9", url: "https://i/9", extra: ["part": "1"]),
      ])
  }

  @Test("one whose answer is lost is found by its words, its author and its time")
  func found() {
    let run = Self.run(
      [
        .lost,
        Self.list(
          Self.comment("1", "Other"), Self.comment("2", by: "somebody"),
          Self.comment("3", at: "2026-11-19T23:00:00+0000"), Self.comment("4"), Self.comment("5")),
      ], claimed: ["4"])
    #expect(run.steps.last == "comment?0/comments")
    #expect(run.value?.parts.map(\.id) == ["9", "5"])
  }

  @Test("one that is not to be seen is sent again only where its owner allows it")
  func absent() {
    let run = Self.run([.lost, Self.list()])
    #expect(run.finding == .absent)
    #expect(run.resend?.rule == .ifAllowed)
  }

  @Test("a list that is not understood, not given or not whole is no verdict")
  func unclear() {
    let hidden = Finding.unclear("Instagram does not show the post's comments")
    #expect(Self.run([.lost, Self.list(["id": "1"])]).finding == hidden)
    #expect(Self.run([.lost, .graph(100, 33)]).finding == hidden)
    let many = Array(repeating: Self.comment("1", "Other"), count: 50)
    #expect(
      Self.run([.lost, .json(200, ["data": .array(many)])]).finding
        == .unclear("the post has too many comments to look through"))
  }

  @Test("a fresh post is not to be seen everywhere at once: the comment waits for it")
  func fresh() {
    #expect(Self.run([.graph(100, 33)]).refusal?.kind == .transient)
    #expect(Self.run([.graph(100)]).refusal?.kind == .content)
  }

  @Test("a post whose id nobody can tell from its twin's is not commented on")
  func twins() {
    let post: JSON = [
      "id": "9", "caption": "Look", "media_product_type": "FEED",
      "timestamp": "2026-11-20T00:00:03+0000",
    ]
    guard case .object(var twin) = post else { return }
    twin["id"] = "8"
    let run = Replay.instagram(
      Self.content,
      [
        .id("c1"), .code("FINISHED"), .lost, .code("PUBLISHED"),
        .json(200, ["data": [post, .object(twin)]]),
      ])
    #expect(run.finding == .unclear("it is published, and several posts look like it"))
  }
}

@Suite("Instagram: accounts")
struct InstagramAccountTests {
  private static func connect(_ script: [Scripted], code: Bool = true) -> Replay<Grant> {
    var account = AccountFacts.instagram
    account.settings["redirect"] = "https://acme.example/back"
    var inputs: [String: FlowInput] = ["state": .text("s")]
    if code { inputs["code"] = .secret(SecretKey("vault:code")) }
    return Replay(script, in: ReplayWorld(inputs: inputs)) { (flow: inout Flow) throws(Pause) in
      try InstagramRecipe().connect(account, with: &flow)
    }
  }

  private static let rest: [Scripted] = [
    .json(200, ["access_token": "long", "expires_in": 5_184_000]),
    .json(200, ["id": "9178", "user_id": "178", "username": "acme"]),
    .json(200, ["data": [["quota_usage": 0, "config": ["quota_total": 50]]]]),
  ]

  @Test("the person is sent to Instagram's own page")
  func consent() {
    let prompt = Self.connect([], code: false).asked?.prompt ?? ""
    #expect(
      prompt.contains(
        "https://www.instagram.com/oauth/authorize?response_type=code&client_id=900&redirect_uri="))
    #expect(
      prompt.contains(
        "instagram_business_basic%2Cinstagram_business_content_publish"
          + "%2Cinstagram_business_manage_comments"))
  }

  @Test(
    "the token comes plain or inside a list, and never stays in the clear",
    arguments: [
      JSON.object(["access_token": "short", "user_id": 178]),
      ["data": [["access_token": "short", "user_id": "178"]]],
    ])
  func connects(_ token: JSON) throws {
    let run = Self.connect([.json(200, token)] + Self.rest)
    #expect(
      run.sent[0].call.destination
        == .vault(fields: ["access_token", "data.0.access_token"], limitBytes: 64 << 10))
    #expect(run.sent[0].call.url == "https://api.instagram.com/oauth/access_token")
    let grant = try #require(run.value)
    #expect(grant.identity?.id == "178")
    #expect(grant.tokens["access"] == grant.tokens["refresh"])
    #expect(grant.refreshExpires == Answer.testTime + .seconds(5_184_000))
    #expect(run.steps == ["token", "long-token", "account", "quota"])
    #expect(run.sent[3].call.url.contains("/v26.0/178/content_publishing_limit?") == true)
  }

  @Test("the token is renewed with itself")
  func renews() {
    let run = Replay([Self.rest[0]]) { (flow: inout Flow) throws(Pause) in
      try InstagramRecipe().refresh(.instagram, with: &flow)
    }
    #expect(
      run.sent[0].call.url
        == "https://graph.instagram.com/refresh_access_token?grant_type=ig_refresh_token"
        + "&access_token={vault:1/1/long/a}")
    #expect(run.value?.tokens.count == 2)
  }
}

@Suite("Instagram: what is wrong with a post")
struct InstagramProblemTests {
  private func problems(_ content: Content) -> [ContentProblem] {
    InstagramRecipe().problems(with: content, for: .instagram)
  }

  private static let film = InstagramPublishTests.film

  @Test("what is right")
  func right() {
    #expect(problems(.media(.test())).isEmpty)
    #expect(problems(.media(Self.film)).isEmpty)
    #expect(problems(.media(.test(), Self.film)).isEmpty)
    #expect(problems(.media(Self.film, text: "", options: ["placement": "story"])).isEmpty)
    let options: [String: JSON] = [
      "placement": "reel", "share_to_feed": false, "collaborators": ["a"], "location_id": "1",
      "thumb_offset": 0,
    ]
    #expect(problems(.media(Self.film, options: options)).isEmpty)
  }

  @Test("captions: 2200 characters, 30 hashtags, 20 mentions")
  func captions() {
    let long = String(repeating: "a", count: 2201)
    #expect(problems(.media(.test(), text: long)).errors == ["2201 of 2200 characters"])
    func tags(_ count: Int) -> String { (0..<count).map { "#tag\($0)" }.joined(separator: " ") }
    #expect(problems(.media(.test(), text: tags(31))).errors == ["31 of 30 hashtags"])
    #expect(problems(.media(.test(), text: tags(6))).warnings.count == 1)
    #expect(problems(.media(.test(), text: tags(5))).isEmpty)
    let people = (0..<21).map { "@name\($0)" }.joined(separator: " ")
    #expect(problems(.media(.test(), text: people)).errors == ["21 of 20 mentions"])
    let link = Content(
      parts: [
        .init(
          text: "A", link: "https://example.org", media: [.init(alt: "A", file: .test())])
      ])
    #expect(problems(link).warnings.count == 1)
  }

  @Test("media: JPEG between 4:5 and 1.91:1, films as reels or stories")
  func media() {
    #expect(problems(Content(text: "A")).errors == ["Instagram needs a picture or a film"])
    #expect(problems(.media(.test("image/png"))).errors == ["Instagram does not take image/png"])
    #expect(problems(.media(.test(width: 1920, height: 1000))).errors.count == 1)
    #expect(problems(.media(.test(width: 1910, height: 1000))).isEmpty)
    #expect(problems(.media(.test(width: 799, height: 1000))).isEmpty)
    #expect(problems(.media(.test(width: 790, height: 1000))).errors.count == 1)
    #expect(problems(.media(.test(bytes: 8_100_000))).errors.count == 1)
    let tall = Content.media(
      .test(width: 1080, height: 1920), text: "", options: ["placement": "story"])
    #expect(problems(tall).isEmpty)
    let large = MediaFile.test("video/mp4", bytes: 200_000_000)
    #expect(problems(.media(large)).isEmpty)
    #expect(problems(.media(large, text: "", options: ["placement": "story"])).errors.count == 1)
    #expect(
      problems(.media(.test(), .test(), text: "", options: ["placement": "story"])).errors
        == ["a story is one picture or one film"])
    #expect(
      problems(.media(.test(), options: ["placement": "reel"])).errors == ["a reel is one film"])
    #expect(problems(.media(.test(), options: ["placement": "story"])).warnings.count == 1)
    let eleven = Content(
      parts: [
        .init(text: "A", media: Array(repeating: .init(alt: "A", file: .test()), count: 11))
      ])
    #expect(problems(eleven).errors == ["11 of 10 media files"])
  }

  private static let wrong: [[String: JSON]] = [
    ["placement": "wall"], ["share_to_feed": "yes"], ["collaborators": ["a", "b", "c", "d"]],
    ["collaborators": "a"], ["location_id": 7], ["thumb_offset": -1], ["colour": "red"],
  ]

  @Test("options that cannot be", arguments: wrong)
  func options(_ options: [String: JSON]) {
    #expect(problems(.media(.test(), options: options)).errors.count == 1)
  }

  @Test("one further part: words, as the first comment")
  func comments() {
    func problems(_ comment: Content.Part, _ options: [String: JSON] = [:]) -> [String] {
      let post = Content.media(.test(), text: "", options: options)
      return self.problems(Content(parts: post.parts + [comment], options: options)).errors
    }
    #expect(problems(.init(text: "B")).isEmpty)
    #expect(problems(.init(text: "", link: "https://example.org")).isEmpty)
    #expect(problems(.init(text: " ")) == ["the first comment says nothing"])
    #expect(
      problems(.init(text: String(repeating: "a", count: 2201))) == ["2201 of 2200 characters"])
    #expect(
      problems(.init(text: "B", media: [.init(alt: "A", file: .test())]))
        == ["the first comment on Instagram is words only"])
    #expect(problems(.init(text: "B"), ["placement": "story"]) == ["a story has no comments"])
    let poll = Poll(options: ["a", "b"], durationSeconds: 3600)
    #expect(problems(.init(text: "B", poll: poll)).count == 1)
  }

  @Test("threads and polls")
  func absent() {
    let post = Content.media(.test()).parts[0]
    #expect(
      problems(Content(parts: [post, .init(text: "B"), .init(text: "C")])).errors == [
        "Instagram has no threads: the second part is the first comment, and there is no third"
      ])
    var asking = post
    asking.poll = Poll(options: ["a", "b"], durationSeconds: 3600)
    #expect(
      problems(Content(parts: [asking])).errors == ["Instagram takes no polls through its API"])
  }
}
