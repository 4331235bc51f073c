import Adapters
import Domain
import Testing

extension AccountFacts {
  static let facebook = AccountFacts(
    name: accountName("acme-page"), platform: .facebook,
    settings: ["server": "https://graph.facebook.com", "api_version": "v26.0"],
    app: DeclaredApp(name: "acme", clientID: "900", clientSecret: SecretKey("credential:acme")),
    identity: Identity(id: "61", handle: "Acme"),
    tokens: ["access": SecretKey("vault:1/1/page/a")])
}

extension Replay where Value == Publication {
  static func facebook(
    _ content: Content, _ script: [Scripted], in world: ReplayWorld = .init()
  ) -> Replay {
    Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try FacebookRecipe().publish(content, as: .facebook, with: &flow)
    }
  }
}

@Suite("Facebook: publishing")
struct FacebookPublishTests {
  static let film = MediaFile.test("video/mp4", bytes: 5000, width: 1080, height: 1920)
  static let done = Scripted.json(200, ["success": true])
  static let address = Scripted.json(
    200, ["id": "61_9", "permalink_url": "https://www.facebook.com/61/posts/9"])
  static let session = Scripted.json(
    200,
    ["video_id": "77", "upload_url": "https://rupload.facebook.com/video-upload/v26.0/77"])
  static let uploaded = Scripted.json(
    200, ["id": "77", "status": ["uploading_phase": ["status": "complete"]]])

  @Test("a text is a draft that nobody sees, and one call that makes it public")
  func text() {
    let content = Content(parts: [.init(text: "Hello", link: "https://example.org/a")])
    let run = Replay.facebook(content, [.id("61_9"), Self.done, Self.address])
    #expect(run.steps == ["draft", "publish", "permalink-0"])
    #expect(run.sent[0].call.url == "https://graph.facebook.com/v26.0/61/feed")
    #expect(
      run.sent[0].call.bodyText
        == "published=false&message=Hello&link=https%3A%2F%2Fexample.org%2Fa")
    #expect(run.sent[0].kind == .harmless)
    #expect(run.sent[1].kind == .visible(part: 0, matchKey: "61_9"))
    #expect(run.sent[1].call.url == "https://graph.facebook.com/v26.0/61_9")
    #expect(run.sent[1].call.bodyText == "is_published=true")
    #expect(
      run.value?.parts == [
        Remote(id: "61_9", url: "https://www.facebook.com/61/posts/9", extra: ["part": "0"])
      ])
  }

  @Test("photos go up unseen, as bytes, with their descriptions, and the draft names them")
  func photos() {
    let run = Replay.facebook(
      .media(.test(), .test()), [.id("1"), .id("2"), .id("61_9"), Self.done, Self.address])
    #expect(run.steps == ["photo-0", "photo-1", "draft", "publish", "permalink-0"])
    let upload = run.sent[0].call
    #expect(upload.url == "https://graph.facebook.com/v26.0/61/photos")
    #expect(upload.bodyText.contains("name=\"published\"\r\n\r\nfalse\r\n"))
    #expect(upload.bodyText.contains("name=\"alt_text_custom\"\r\n\r\nA tower\r\n"))
    #expect(upload.bodyText.contains("<abab:0+1000>"))
    #expect(
      run.sent[2].call.bodyText
        == "published=false&message=Look&attached_media="
        + "%5B%7B%22media_fbid%22%3A%221%22%7D%2C%7B%22media_fbid%22%3A%222%22%7D%5D")
  }

  static let shown = Scripted.json(
    200, ["status": ["publishing_phase": ["status": "complete"]]])

  @Test("a film is a reel: a session, the bytes, and one call that makes it public")
  func reel() {
    let run = Replay.facebook(
      .media(Self.film),
      [Self.session, Self.done, Self.uploaded, Self.done, Self.shown, Self.address])
    #expect(
      run.steps == [
        "reel", "reel-upload", "reel-ready", "reel-publish", "reel-publish?0/reel", "permalink-0",
      ])
    #expect(run.sent[0].call.bodyText == "upload_phase=start")
    let upload = run.sent[1].call
    #expect(upload.url == "https://rupload.facebook.com/video-upload/v26.0/77")
    #expect(upload.authorization == .oauth(SecretKey("vault:1/1/page/a")))
    #expect(upload.header("file_size") == "5000" && upload.header("offset") == "0")
    #expect(run.sent[3].kind == .visible(part: 0, matchKey: "77"))
    #expect(
      run.sent[3].call.bodyText
        == "upload_phase=finish&video_id=77&video_state=PUBLISHED&description=Look")
    #expect(run.value?.parts.map(\.id) == ["77"])
  }

  static let wide = MediaFile.test("video/mp4", bytes: 5000, width: 1280, height: 720)
  static let ready = Scripted.json(200, ["id": "77", "status": ["video_status": "ready"]])

  @Test("a film of another shape goes up unseen, and one call makes it public")
  func film() {
    let run = Replay.facebook(
      .media(Self.wide), [.id("77"), Self.ready, Self.done, Self.address])
    #expect(run.steps == ["film", "film-ready", "film-publish", "permalink-0"])
    let upload = run.sent[0].call
    #expect(upload.url == "https://graph.facebook.com/v26.0/61/videos")
    #expect(upload.bodyText.contains("name=\"published\"\r\n\r\nfalse\r\n"))
    #expect(upload.bodyText.contains("name=\"description\"\r\n\r\nLook\r\n"))
    #expect(upload.bodyText.contains("<abab:0+5000>"))
    #expect(run.sent[0].kind == .harmless)
    #expect(run.sent[2].kind == .visible(part: 0, matchKey: "77"))
    #expect(run.sent[2].call.url == "https://graph.facebook.com/v26.0/77")
    #expect(run.sent[2].call.bodyText == "published=true")
    #expect(run.value?.parts.map(\.extra) == [["part": "0", "kind": "film"]])
  }

  @Test("where a film goes can be said")
  func placement() {
    func first(_ file: MediaFile, _ placement: String) -> String? {
      Replay.facebook(.media(file, options: ["placement": .string(placement)]), [])
        .next?.call.url
    }
    #expect(first(Self.film, "feed")?.hasSuffix("/61/videos") == true)
    #expect(first(Self.film, "story")?.hasSuffix("/61/video_stories") == true)
    #expect(first(Self.wide, "reel")?.hasSuffix("/61/video_reels") == true)
  }

  @Test("a film as story is one session, too, and has no words")
  func filmStory() {
    let run = Replay.facebook(
      .media(Self.film, options: ["placement": "story"]),
      [Self.session, Self.done, Self.uploaded, Self.done, Self.shown, Self.address])
    #expect(run.sent[3].call.bodyText == "upload_phase=finish&video_id=77")
    #expect(!run.sent[3].call.costs.map(\.limit).contains("reels"))
    #expect(run.value?.parts.map(\.id) == ["77"])
  }

  @Test("a film that Facebook cannot use is refused in its words")
  func badFilm() {
    let error = Scripted.json(
      200,
      [
        "status": [
          "uploading_phase": ["status": "complete"],
          "processing_phase": [
            "status": "error", "error": ["code": 1_363_128, "message": "too long"],
          ],
        ]
      ])
    let run = Replay.facebook(.media(Self.film), [Self.session, Self.done, error])
    #expect(run.refusal == Refusal(.content, code: "1363128", message: "too long"))
  }

  @Test("a story is a photo that nobody sees, and one call that nobody can be asked about")
  func story() {
    let content = Content.media(.test(), options: ["placement": "story"])
    let run = Replay.facebook(
      content, [.id("1"), .json(200, ["success": true, "post_id": "5"]), Self.address])
    #expect(run.steps == ["photo-0", "story", "permalink-0"])
    #expect(run.sent[1].call.bodyText == "photo_id=1")
    #expect(run.value?.parts.map(\.id) == ["5"])
    let lost = Replay.facebook(content, [.id("1"), .lost])
    #expect(lost.resend?.rule == .never)
  }

  @Test("media that do not go together have no place")
  func nowhere() {
    #expect(Replay.facebook(.media(.test(), Self.film), []).refusal?.code == "no-place")
  }

  @Test("at every point a crash resumes at the same call")
  func crashes() {
    let run = Replay.facebook(
      .media(.test()), [.id("1"), .id("61_9"), Self.done, Self.address])
    for (index, sent) in run.sent.enumerated() {
      #expect(run.restarted(after: index) == sent)
    }
  }
}

@Suite("Facebook: a post that may exist")
struct FacebookDoubtTests {
  private static func state(_ isPublished: Bool) -> Scripted {
    .json(
      200,
      ["id": "61_9", "is_published": .bool(isPublished), "permalink_url": "https://f/9"])
  }

  private static func run(_ script: [Scripted]) -> Replay<Publication> {
    Replay.facebook(Content(text: "A"), [.id("61_9"), .lost] + script)
  }

  @Test("the post itself says whether it is public")
  func states() {
    let found = Self.run([Self.state(true)])
    #expect(found.value?.parts == [Remote(id: "61_9", url: "https://f/9", extra: ["part": "0"])])
    #expect(
      found.sent[2].call.url
        == "https://graph.facebook.com/v26.0/61_9?fields=id%2Cis_published%2Cpermalink_url")
    let draft = Self.run([Self.state(false)])
    #expect(draft.finding == .absent)
    // Making it public twice is the same as once.
    #expect(draft.resend?.rule == .always)
    #expect(Self.run([.graph(100, 33)]).finding == .unclear("Facebook does not show the post"))
  }

  @Test("a film's own id says whether it is public")
  func films() {
    func run(_ answer: Scripted) -> Replay<Publication> {
      Replay.facebook(
        .media(FacebookPublishTests.wide),
        [.id("77"), FacebookPublishTests.ready, .lost, answer])
    }
    #expect(run(.json(200, ["published": true])).next?.step == "permalink-0")
    let unseen = run(.json(200, ["published": false]))
    #expect(unseen.finding == .absent)
    #expect(unseen.resend?.rule == .always)
    #expect(run(.graph(100, 33)).finding == .unclear("Facebook does not show the film"))
  }

  @Test("a reel's own id says whether it is public")
  func reels() {
    func run(_ phase: String, processing: String = "complete") -> Replay<Publication> {
      let status: JSON = [
        "processing_phase": ["status": .string(processing)],
        "publishing_phase": ["status": .string(phase)],
      ]
      let state = Scripted.json(200, ["status": status])
      return Replay.facebook(
        .media(FacebookPublishTests.film),
        [
          FacebookPublishTests.session, FacebookPublishTests.done,
          FacebookPublishTests.uploaded, .lost, state,
        ])
    }
    #expect(run("complete").next?.step == "permalink-0")
    #expect(run("not_started").finding == .absent)
    #expect(run("not_started").resend?.rule == .keyed(.seconds(23 * 3600)))
    #expect(
      run("not_started", processing: "in_progress").finding
        == .unclear("Facebook does not say what became of the reel"))
    let refusal = Refusal(.content, code: "publishing_phase", message: "the film was not accepted")
    #expect(run("error").finding == .turnedDown(refusal))
    #expect(run("in_progress").finding == .unclear("Facebook does not say what became of the reel"))
  }
}

@Suite("Facebook: accounts")
struct FacebookAccountTests {
  private static func connect(
    _ script: [Scripted], page: String? = nil, chosen: String? = nil,
    settings: [String: String] = [:], code: Bool = true
  ) -> Replay<Grant> {
    var account = AccountFacts.facebook
    account.settings["redirect"] = "https://acme.example/back"
    account.settings["page"] = page
    account.settings.merge(settings) { $1 }
    var inputs: [String: FlowInput] = ["state": .text("s")]
    if code { inputs["code"] = .secret(SecretKey("vault:code")) }
    if let chosen { inputs["page"] = .text(chosen) }
    return Replay(script, in: ReplayWorld(inputs: inputs)) { (flow: inout Flow) throws(Pause) in
      try FacebookRecipe().connect(account, with: &flow)
    }
  }

  private static let tokens: [Scripted] = [
    .json(200, ["access_token": "short", "expires_in": 3600]),
    .json(200, ["access_token": "long", "expires_in": 5_184_000]),
    .json(
      200,
      [
        "data": [
          ["permission": "pages_show_list", "status": "granted"],
          ["permission": "pages_manage_posts", "status": "granted"],
          ["permission": "pages_manage_engagement", "status": "declined"],
        ]
      ]),
  ]
  private static func list(_ pages: [JSON], next: Bool = false) -> Scripted {
    var paging: [String: JSON] = ["cursors": ["after": "AFTER"]]
    if next { paging["next"] = "https://graph.facebook.com/next" }
    return .json(200, ["data": .array(pages), "paging": .object(paging)])
  }
  private static let bakery: JSON = ["id": "61", "name": "Bakery", "tasks": ["CREATE_CONTENT"]]
  private static let test: JSON = ["id": "62", "name": "Test", "tasks": ["CREATE_CONTENT"]]
  private static let foreign: JSON = ["id": "63", "name": "Foreign", "tasks": ["ANALYZE"]]
  private static let page = Scripted.json(
    200, ["id": "62", "name": "Test", "access_token": "page"])

  @Test("the person is sent to Facebook's dialog")
  func consent() {
    let prompt = Self.connect([], code: false).asked?.prompt ?? ""
    #expect(
      prompt.contains(
        "https://www.facebook.com/v26.0/dialog/oauth?response_type=code&client_id=900&"))
    #expect(prompt.contains("pages_show_list%2Cpages_read_engagement%2Cpages_manage_posts"))
  }

  @Test("the permissions to comment are asked for where they are used, and missed where not given")
  func commentScopes() {
    let further = ["pages_manage_engagement", "pages_read_user_content"]
    let least = FacebookRecipe().scopes(for: [:])
    #expect(further.allSatisfy { !least.contains($0) })
    #expect(FacebookRecipe().scopes(for: ["comments": "yes"]) == least + further)
    let prompt =
      Self.connect([], settings: ["comments": "yes"], code: false).asked?.prompt ?? ""
    #expect(further.allSatisfy(prompt.contains))
    let hidden = Self.connect(Self.tokens.dropLast() + [.graph(100), Self.page], page: "62")
    #expect(hidden.value?.scopes == least)
  }

  @Test("the person chooses one of the Pages that they may write for")
  func chooses() throws {
    let script = Self.tokens + [Self.list([Self.bakery, Self.foreign], next: true)]
    let asked = Self.connect(script + [Self.list([Self.test])]).asked
    #expect(
      asked
        == InputRequest(
          name: "page", prompt: "Which Page is acme-page?",
          options: [
            InputOption("61", label: "Bakery (61)"), InputOption("62", label: "Test (62)"),
          ]))
    let run = Self.connect(script + [Self.list([Self.test]), Self.page], chosen: "62")
    #expect(run.steps == ["token", "long-token", "permissions", "pages-0", "pages-1", "page"])
    #expect(
      run.sent[0].call.url
        == "https://graph.facebook.com/v26.0/oauth/access_token?client_id=900"
        + "&redirect_uri=https%3A%2F%2Facme.example%2Fback&client_secret={credential:acme}"
        + "&code={vault:code}")
    #expect(run.sent[4].call.url.hasSuffix("&after=AFTER"))
    let grant = try #require(run.value)
    #expect(
      grant.tokens == [
        "access": SecretKey("vault:7/1/page/access_token"),
        "person": SecretKey("vault:7/1/long-token/access_token"),
      ])
    #expect(grant.accessExpires == nil)
    // What the person allowed, and not what they were asked for.
    #expect(grant.scopes == ["pages_show_list", "pages_manage_posts"])
    #expect(
      grant.identity
        == Identity(id: "62", handle: "Test", url: "https://www.facebook.com/62"))
  }

  @Test("the only Page, and the one in accounts.yaml, are no question")
  func unasked() {
    let single = Self.connect(Self.tokens + [Self.list([Self.test]), Self.page])
    #expect(single.value?.identity?.id == "62")
    let named = Self.connect(Self.tokens + [Self.page], page: "62")
    #expect(named.steps == ["token", "long-token", "permissions", "page"])
  }

  @Test("no Page, and a refused code, end the sign-in")
  func refused() {
    #expect(
      Self.connect(Self.tokens + [Self.list([Self.foreign])]).refusal?.kind == .permission)
    #expect(Self.connect([.graph(100, 36_009)]).refusal?.kind == .signIn)
  }

  @Test("words are edited, posts deleted, and one that is gone counts as deleted")
  func changes() {
    func delete(_ answer: Scripted) -> Replay<Bool> {
      Replay([answer]) { (flow: inout Flow) throws(Pause) in
        try FacebookRecipe().delete(Remote(id: "61_9"), as: .facebook, with: &flow)
        return true
      }
    }
    #expect(delete(FacebookPublishTests.done).value == true)
    #expect(delete(.graph(100, 33)).value == true)
    #expect(delete(.graph(200)).refusal?.kind == .permission)
    let edit = Replay([FacebookPublishTests.done]) { (flow: inout Flow) throws(Pause) in
      try FacebookRecipe().edit(
        Remote(id: "61_9"), to: Content(text: "New"), as: .facebook, with: &flow)
      return true
    }
    #expect(edit.value == true)
    #expect(edit.sent[0].call.bodyText == "message=New")
  }
}

@Suite("Facebook: what is wrong with a post")
struct FacebookProblemTests {
  private func problems(_ content: Content) -> [ContentProblem] {
    FacebookRecipe().problems(with: content, for: .facebook)
  }

  @Test("what is right")
  func right() {
    #expect(problems(Content(text: "A")).isEmpty)
    #expect(problems(Content(parts: [.init(text: "", link: "https://example.org")])).isEmpty)
    #expect(problems(.media(.test(), .test("image/png"))).isEmpty)
    #expect(problems(.media(FacebookPublishTests.film)).isEmpty)
    #expect(problems(.media(.test(), text: "", options: ["placement": "story"])).isEmpty)
  }

  @Test("what is wrong")
  func wrong() {
    let film = FacebookPublishTests.film
    #expect(problems(Content(text: " ")).errors == ["a post needs text, media or a link"])
    #expect(problems(.media(.test(), film)).errors.count == 1)
    #expect(
      problems(.media(.test(), .test(), options: ["placement": "story"])).errors
        == ["a story is one picture or one film"])
    #expect(
      problems(.media(.test(), options: ["placement": "reel"])).errors == ["a reel is one film"])
    #expect(problems(.media(.test(), options: ["placement": "wall"])).errors.count == 1)
    #expect(problems(.media(.test(), options: ["placement": "story"])).warnings.count == 1)
    #expect(problems(.media(.test(bytes: 4_100_000))).errors == ["the file has 4.1 of 4.0 MB"])
    #expect(problems(.media(.test("image/gif"))).warnings.count == 1)
    let wide = MediaFile.test("video/mp4", width: 1920, height: 1080)
    #expect(problems(.media(wide)).errors.isEmpty)
    #expect(
      problems(.media(wide, options: ["placement": "reel"])).errors
        == ["1920 × 1080 is too wide for Facebook"])
    let long = String(repeating: "a", count: 2201)
    #expect(problems(.media(film, text: long)).errors == ["2201 of 2200 characters"])
    #expect(problems(Content(text: long)).isEmpty)
    let eleven = Content(
      parts: [
        .init(text: "A", media: Array(repeating: .init(alt: "A", file: .test()), count: 11))
      ])
    #expect(problems(eleven).errors == ["11 of 10 pictures"])
    let thread = Content(parts: [.init(text: "A"), .init(text: "B")])
    #expect(
      problems(thread).errors
        == ["Facebook has no threads, and this account may not write first comments"])
  }
}
