import Adapters
import Domain
import Testing

extension AccountFacts {
  /// A connected account.
  static func reddit() -> AccountFacts {
    AccountFacts(
      name: accountName("acme-reddit"), platform: .reddit,
      settings: [
        "username": "acme", "subreddit": "bells", "redirect": "http://127.0.0.1:8976/callback",
      ],
      app: DeclaredApp(
        name: "r-app", clientID: "CID", clientSecret: SecretKey("credential:r-secret")),
      identity: Identity(id: "u1", handle: "u/acme"),
      tokens: [
        "access": SecretKey("vault:1/1/token/access_token"),
        "refresh": SecretKey("vault:1/1/token/refresh_token"),
      ])
  }
}

extension Content {
  /// A post with a title.
  static func reddit(
    _ text: String = "Text", link: String? = nil, media: [MediaItem] = [],
    options: [String: JSON] = [:]
  ) -> Content {
    Content(
      parts: [.init(text: text, link: link, media: media)],
      options: options.merging(["title": "Title"]) { old, _ in old })
  }
}

extension JSON {
  /// The envelope of a success.
  static func made(_ data: JSON) -> JSON { ["json": ["errors": [], "data": data]] }

  /// The envelope of a refusal.
  static func redditError(_ code: String, _ message: String = "m") -> JSON {
    ["json": ["errors": [[.string(code), .string(message), "field"]]]]
  }

  /// A post in a list.
  static func ownLink(
    _ id: String, title: String = "Title", subreddit: String = "bells",
    at seconds: Double = 1_795_132_803
  ) -> JSON {
    [
      "kind": "t3",
      "data": [
        "name": .string("t3_" + id), "title": .string(title), "subreddit": .string(subreddit),
        "created_utc": .number(seconds), "permalink": .string("/r/bells/comments/\(id)/title/"),
      ],
    ]
  }

  static func listing(_ posts: [JSON], after: String? = nil) -> JSON {
    ["kind": "Listing", "data": ["after": JSON(after), "children": .array(posts)]]
  }
}

extension Replay where Value == Publication {
  static func reddit(
    _ content: Content, _ script: [Scripted], account: AccountFacts = .reddit(),
    in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try RedditRecipe().publish(content, as: account, with: &flow)
    }
  }
}

@Suite("Reddit: publishing")
struct RedditPublishTests {
  static let posted = JSON.made(
    ["id": "9", "name": "t3_9", "url": "https://www.reddit.com/r/bells/comments/9/title/"])

  @Test("a text is one form, and says who sends it")
  func text() throws {
    let run = Replay.reddit(.reddit("A & B"), [.json(200, Self.posted)])
    #expect(
      run.value?.parts == [
        Remote(id: "t3_9", url: "https://www.reddit.com/r/bells/comments/9/title/")
      ])
    let call = try #require(run.sent.first?.call)
    #expect(call.url == "https://oauth.reddit.com/api/submit?raw_json=1")
    #expect(call.header("User-Agent") == "linux:belfry:1 (by /u/acme)")
    #expect(
      call.bodyText
        == "api_type=json&sr=bells&title=Title&resubmit=false&validate_on_submit=true&kind=self"
        + "&text=A+%26+B&sendreplies=true")
  }

  @Test("a link, with flair and labels, goes where the post says")
  func link() {
    let content = Content.reddit(
      "", link: "https://example.org/a",
      options: [
        "subreddit": "r/Other", "flair_id": "f1", "flair_text": "News", "nsfw": true,
        "spoiler": true, "send_replies": false,
      ])
    #expect(
      Replay.reddit(content, []).next?.call.bodyText
        == "api_type=json&sr=Other&title=Title&resubmit=false&validate_on_submit=true&kind=link"
        + "&url=https%3A%2F%2Fexample.org%2Fa&flair_id=f1&flair_text=News&nsfw=true"
        + "&sendreplies=false&spoiler=true")
  }

  static func lease(_ asset: String) -> Scripted {
    .json(
      200,
      [
        "args": [
          "action": "//storage.example/bucket",
          "fields": [
            ["name": "key", "value": .string("k/" + asset)], ["name": "policy", "value": "p"],
          ],
        ], "asset": ["asset_id": .string(asset)],
      ])
  }

  @Test("a picture: lease, upload with the lease's fields first, submit, and look for it")
  func picture() {
    let content = Content.reddit("", media: [.init(alt: "A bell", file: .test())])
    let run = Replay.reddit(
      content,
      [
        Self.lease("a1"), .bare(201),
        .json(200, .made(["websocket_url": "wss://x", "user_submitted_page": "https://x"])),
        .json(200, .listing([.ownLink("9")])),
      ])
    #expect(run.steps == ["media-0", "media-0-file", "post", "post?0/submitted-0"])
    #expect(run.sent[0].call.bodyText == "filepath=launch.jpg&mimetype=image%2Fjpeg")
    #expect(run.sent[1].call.url == "https://storage.example/bucket")
    #expect(run.sent[1].call.authorization == Call.Authorization.none)
    let body = run.sent[1].call.bodyText
    #expect(
      body.contains("name=\"key\"\r\n\r\nk/a1\r\n") && body.contains("name=\"file\"; filename="))
    #expect(run.sent[1].call.secretKeys.map(\.text) == ["vault:7/1/media-0/args.fields.1.value"])
    #expect(
      run.sent[2].call.bodyText.contains(
        "kind=image&url=https%3A%2F%2Fstorage.example%2Fbucket%2Fk%2Fa1"))
    #expect(run.value?.parts.map(\.id) == ["t3_9"])
  }

  @Test("several pictures are a gallery with captions; a film brings its poster")
  func gallery() {
    let item = MediaItem(alt: "A", file: .test())
    let run = Replay.reddit(
      .reddit("T", media: [item, item]),
      [
        Self.lease("a1"), .bare(201), Self.lease("a2"), .bare(201),
        .json(200, .made(["url": "https://www.reddit.com/r/bells/comments/9x/title/"])),
      ])
    #expect(
      run.sent[4].call.url == "https://oauth.reddit.com/api/submit_gallery_post.json?raw_json=1")
    #expect(
      run.sent[4].call.bodyText.contains(
        #""items":[{"caption":"A","media_id":"a1","outbound_url":""},"#))
    #expect(run.value?.parts.map(\.id) == ["t3_9x"])
    let film = MediaItem(alt: "", file: .test("video/mp4", name: "a.mp4"))
    let video = Replay.reddit(
      .reddit("", media: [film, item]), [Self.lease("v"), .bare(201), Self.lease("p"), .bare(201)])
    #expect(
      video.next?.call.bodyText.contains(
        "kind=video&url=https%3A%2F%2Fstorage.example%2Fbucket%2Fk%2Fv"
          + "&video_poster_url=https%3A%2F%2Fstorage.example%2Fbucket%2Fk%2Fp") == true)
  }

  @Test("what the storage says")
  func storage() {
    func kind(_ status: Int, _ xml: String) -> Refusal.Kind? {
      let answer = Answer(status: status, body: .bytes(Array(xml.utf8)), at: Answer.testTime)
      return Replay.reddit(
        .reddit(media: [.init(alt: "", file: .test())]), [Self.lease("a"), .answer(answer)]
      ).refusal?.kind
    }
    #expect(kind(400, "<Error><Code>EntityTooLarge</Code></Error>") == .content)
    #expect(kind(403, "<Error><Code>AccessDenied</Code></Error>") == .conflict)
    #expect(kind(503, "busy") == .transient)
    #expect(kind(302, "") == nil)
  }

  @Test("a run that is taken up after any of its calls asks for the same next call")
  func crashReplay() {
    let content = Content.reddit(
      media: [.init(alt: "", file: .test()), .init(alt: "", file: .test())],
      options: ["flair_id": "f", "nsfw": true])
    let run = Replay.reddit(
      content,
      [
        Self.lease("a1"), .bare(201), Self.lease("a2"), .bare(201),
        .json(200, .made(["url": "https://www.reddit.com/r/bells/comments/9x/t/"])),
      ])
    #expect(run.value != nil)
    for count in run.journal.indices {
      #expect(run.restarted(after: count)?.call.frozen == run.sent[count].call.frozen)
    }
  }
}

@Suite("Reddit: a post that may exist")
struct RedditDoubtTests {
  @Test("a post with the same title in the same place is ours")
  func present() {
    let run = Replay.reddit(
      .reddit(),
      [
        .lost,
        .json(
          200, .listing([.ownLink("7", subreddit: "other"), .ownLink("9", subreddit: "Bells")])),
      ])
    #expect(run.value?.parts.map(\.id) == ["t3_9"])
    #expect(
      run.sent[1].call.url
        == "https://oauth.reddit.com/user/acme/submitted?sort=new&limit=100&raw_json=1")
  }

  @Test("another title, an older post, one of another delivery is not ours")
  func absent() {
    func finding(_ post: JSON, claimed: [String] = []) -> Finding? {
      Replay.reddit(
        .reddit(), [.lost, .json(200, .listing([post]))], in: ReplayWorld(claimed: claimed)
      ).finding
    }
    #expect(finding(.ownLink("9", title: "Other")) == .absent)
    #expect(finding(.ownLink("9", at: 1_795_132_000)) == .absent)
    #expect(finding(.ownLink("9"), claimed: ["t3_9"]) == .absent)
    #expect(finding(.ownLink("9")) == nil)
  }

  @Test("pages are turned while they are newer than the run, and not for ever")
  func pages() {
    let page = Scripted.json(200, .listing([.ownLink("7", title: "Other")], after: "t3_7"))
    let run = Replay.reddit(.reddit(), [.lost, page, .json(200, .listing([.ownLink("9")]))])
    #expect(run.value?.parts.map(\.id) == ["t3_9"])
    #expect(run.sent.last?.call.url.hasSuffix("&after=t3_7") == true)
    let never = Replay.reddit(.reddit(), [.lost, page, page, page])
    #expect(never.finding == .unclear("too many posts since then to look through"))
  }

  @Test(
    "a list that cannot be read proves nothing",
    arguments: [
      Scripted.json(200, .listing([["data": ["name": 5]]])),
      .json(404, ["message": "Not Found", "error": 404]),
    ])
  func unreadable(_ answer: Scripted) {
    #expect(
      Replay.reddit(.reddit(), [.lost, answer]).finding
        == .unclear("Reddit does not show the account's posts"))
  }
}

@Suite("Reddit: what failures mean")
struct RedditFailureTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answer: Answer
    var harmless: Refusal.Kind?
    var visible: Refusal.Kind?

    init(
      _ name: String, _ answer: Answer, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?
    ) {
      testDescription = name
      self.answer = answer
      self.harmless = harmless
      self.visible = visible
    }

    init(_ code: String, _ kind: Refusal.Kind, _ message: String = "m") {
      self.init(code, .json(200, .redditError(code, message)), kind, kind)
    }

    init(_ status: Int, _ harmless: Refusal.Kind?, _ visible: Refusal.Kind?) {
      let body: JSON = ["message": "m", "error": .integer(Int64(status))]
      self.init("\(status)", .json(status, body), harmless, visible)
    }
  }

  static let codes: [Row] = [
    .init("ALREADY_SUB", .duplicate), .init("SUBREDDIT_NOEXIST", .gone),
    .init("QUOTA_FILLED", .throttled(.seconds(3600))),
    .init("RATELIMIT", .throttled(.seconds(541)), "Try again in 9 minutes."),
    .init("RATELIMIT", .throttled(.seconds(43)), "take a break for 42 seconds"),
    .init("RATELIMIT", .throttled(.milliseconds(1200)), "in 200 milliseconds"),
    .init("RATELIMIT", .throttled(nil), "later"),
    .init("SUBREDDIT_NOTALLOWED", .content), .init("BANNED_FROM_SUBREDDIT", .content),
    .init("NO_SELFS", .content), .init("TOO_LONG", .content), .init("BAD_URL", .content),
    .init("SUBMIT_VALIDATION_FLAIR_REQUIRED", .content), .init("DOMAIN_BANNED", .content),
  ]

  static let statuses: [Row] = [
    .init(400, .content, .content), .init(401, .tokenExpired, .tokenExpired),
    .init(403, .permission, .content), .init(404, .gone, .gone), .init(413, .content, .content),
    .init(451, .content, .content), .init(429, .throttled(nil), .throttled(nil)),
    .init(409, .transient, nil), .init(500, .transient, nil), .init(502, .transient, nil),
    .init(503, .transient, nil), .init(520, .transient, nil), .init(418, nil, nil),
  ]

  static let others: [Row] = [
    .init(
      "scope",
      .json(
        403, ["message": "m"],
        headers: [.init("www-authenticate", "Bearer error=\"insufficient_scope\"")]),
      .permission, .permission),
    .init(
      "throttled with a time",
      .json(429, ["message": "m"], headers: [.init("x-ratelimit-reset", "77")]),
      .throttled(.seconds(77)), .throttled(.seconds(77))),
    .init("a page with 429", .html(429), .throttled(nil), nil),
    .init("a page with 403", .html(403), .transient, nil),
    .init("a page with 200", .html(200), .transient, nil),
    .init("a redirect to the search", .html(302), .transient, nil),
  ]

  @Test("on a call that nobody sees", arguments: codes + statuses + others)
  func harmless(row: Row) {
    let probe = Replay<JSON>([.answer(row.answer)]) { (flow: inout Flow) throws(Pause) in
      try RedditRecipe().probe(.reddit(), with: &flow)
    }
    #expect(probe.refusal?.kind == row.harmless)
  }

  @Test("on a call that can be seen", arguments: codes + statuses + others)
  func visible(row: Row) {
    let run = Replay.reddit(.reddit(), [.answer(row.answer)])
    #expect(run.refusal?.kind == row.visible)
    if row.visible == nil { #expect(run.next?.kind == .question) }
  }

  @Test("every other status of a visible call is a doubt", arguments: Array(200...599))
  func allowList(status: Int) {
    let known: Set<Int> = [400, 401, 403, 404, 413, 414, 415, 429, 451]
    let run = Replay.reddit(.reddit(), [.json(status, ["message": "m"])])
    if known.contains(status) {
      #expect(run.refusal != nil)
    } else {
      #expect(run.next?.kind == .question)
    }
  }
}

@Suite("Reddit: sign-in, edit, delete, limits, rules")
struct RedditAccountTests {
  static func connect(_ script: [Scripted], code: Bool = true) -> Replay<Grant> {
    var world = ReplayWorld(inputs: ["state": .text("s")])
    if code { world.inputs["code"] = .secret(SecretKey("vault:in/code")) }
    return Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try RedditRecipe().connect(.reddit(), with: &flow)
    }
  }

  static let token: JSON = [
    "access_token": "CANARY-a", "refresh_token": "CANARY-r", "expires_in": 86_400,
    "scope": "identity submit",
  ]

  @Test("signs in, and the refresh token has no end")
  func connect() throws {
    let run = Self.connect([.json(200, Self.token), .json(200, ["id": "u1", "name": "Acme"])])
    #expect(run.sent[0].call.header("User-Agent") == "linux:belfry:1 (by /u/acme)")
    #expect(
      run.sent[0].call.authorization
        == .basic(user: "CID", password: SecretKey("credential:r-secret")))
    let grant = try #require(run.value)
    #expect(grant.identity?.handle == "u/Acme")
    #expect(grant.accessExpires == Answer.testTime + .seconds(86_400))
    #expect(grant.refreshExpires == nil)
    #expect(grant.tokens["refresh"] != nil)
    for sent in run.sent { #expect(!sent.call.frozen.contains("CANARY")) }
  }

  @Test("the consent asks for a lasting sign-in; somebody else's is refused")
  func consent() {
    guard case .input(let request) = Self.connect([], code: false).pause else {
      Issue.record("nobody was asked")
      return
    }
    #expect(request.prompt.contains("&duration=permanent&scope=identity%20submit%20read%20flair"))
    let other = Self.connect([.json(200, Self.token), .json(200, ["id": "u2", "name": "eve"])])
    #expect(other.refusal?.code == "other-account")
  }

  @Test("refusals of the token endpoint may be a 200")
  func refused() {
    func refresh(_ answer: Scripted) -> Replay<Grant> {
      Replay([answer]) { (flow: inout Flow) throws(Pause) in
        try RedditRecipe().refresh(.reddit(), with: &flow)
      }
    }
    #expect(refresh(.json(200, ["error": "invalid_grant"])).refusal?.kind == .signIn)
    #expect(refresh(.json(400, ["error": "invalid_grant"])).refusal?.kind == .signIn)
    #expect(refresh(.json(503, ["error": "busy"])).refusal?.kind == .transient)
    #expect(refresh(.json(200, Self.token)).value != nil)
  }

  @Test("texts are edited, posts are deleted")
  func change() {
    let remote = Remote(id: "t3_9")
    let edit = Replay<Bool>([.json(200, .made(["things": []]))]) {
      (flow: inout Flow) throws(Pause) in
      try RedditRecipe().edit(remote, to: .reddit("New"), as: .reddit(), with: &flow)
      return true
    }
    #expect(edit.value == true)
    #expect(edit.sent[0].call.bodyText == "api_type=json&thing_id=t3_9&text=New")
    let delete = Replay<Bool>([.json(200, [:])]) { (flow: inout Flow) throws(Pause) in
      try RedditRecipe().delete(remote, as: .reddit(), with: &flow)
      return true
    }
    #expect(delete.value == true)
    #expect(delete.sent[0].call.bodyText == "id=t3_9")
  }

  @Test("headers say what is left of ten minutes")
  func limits() {
    let readings = RedditRecipe().limits(
      in: .json(
        200, [:],
        headers: [
          .init("x-ratelimit-used", "3"), .init("x-ratelimit-remaining", "97.0"),
          .init("x-ratelimit-reset", "50"),
        ]))
    #expect(
      readings == [
        LimitReading(
          limit: "requests", remaining: 97, resets: Answer.testTime + .seconds(50), capacity: 100)
      ])
  }

  private func errors(_ content: Content) -> [String] {
    RedditRecipe().problems(with: content, for: .reddit()).errors
  }

  @Test("a post needs a title and a place, and takes what Reddit has")
  func rules() {
    #expect(errors(.reddit()) == [])
    #expect(errors(Content(text: "A")) == ["a post on Reddit needs a title"])
    #expect(errors(.reddit(options: ["subreddit": "no such"])).count == 1)
    let long = String(repeating: "a", count: 301)
    #expect(errors(.reddit(options: ["title": .string(long)])).count == 1)
    #expect(errors(.reddit(options: ["nsfw": "yes", "colour": 1])).count == 2)
    #expect(errors(.reddit(String(repeating: "a", count: 40_001))).count == 1)
    var content = Content.reddit()
    content.parts.append(.init(text: "B"))
    content.warning = "W"
    content.visibility = .direct
    content.parts[0].poll = Poll(options: ["a", "b"], durationSeconds: 86_400)
    #expect(errors(content).count == 4)
  }

  @Test("media: kinds, sizes, and a film with its poster")
  func media() {
    func item(_ mime: String, _ bytes: Int64 = 1000) -> MediaItem {
      MediaItem(alt: "A", file: .test(mime, bytes: bytes))
    }
    #expect(errors(.reddit(media: [item("image/webp")])).count == 1)
    #expect(errors(.reddit(media: [item("image/png", 20_000_001)])).count == 1)
    #expect(errors(.reddit(media: [item("video/mp4")])).count == 1)
    #expect(errors(.reddit(media: [item("video/mp4"), item("image/png")])) == [])
    #expect(errors(.reddit(media: Array(repeating: item("image/png"), count: 21))).count == 1)
    #expect(errors(.reddit(link: "https://a.example", media: [item("image/png")])).count == 1)
  }
}
