import Adapters
import Domain
import Testing

extension AccountFacts {
  /// A connected creator.
  static func tiktok(server: JSON = .null) -> AccountFacts {
    AccountFacts(
      name: accountName("acme-tok"), platform: .tiktok,
      app: DeclaredApp(
        name: "tiktok", clientID: "key-1", clientSecret: SecretKey("env:TIKTOK_SECRET")),
      identity: Identity(id: "o1", handle: "@acme"),
      tokens: ["access": SecretKey("vault:1/a"), "refresh": SecretKey("vault:1/r")],
      server: server)
  }
}

enum TikTok {
  static func film(_ bytes: Int64 = 34_000_000) -> MediaItem {
    MediaItem(
      alt: "", file: .test("video/mp4", bytes: bytes, width: 1080, height: 1920, name: "a.mp4"))
  }

  static let content = Content(
    parts: [.init(text: "Bells #bell", media: [film()])], visibility: .everyone)

  static func ok(_ data: JSON) -> Scripted {
    .json(200, ["data": data, "error": ["code": "ok", "message": "", "log_id": "1"]])
  }

  static func error(_ status: Int, _ code: String, headers: [Call.Header] = []) -> Answer {
    .json(
      status, ["data": [:], "error": ["code": .string(code), "message": "words"]],
      headers: headers)
  }

  static let creator: JSON = [
    "creator_username": "acme", "privacy_level_options": ["PUBLIC_TO_EVERYONE", "SELF_ONLY"],
    "comment_disabled": true, "duet_disabled": false, "stitch_disabled": false,
    "max_video_post_duration_sec": 300,
  ]

  static let started = ok([
    "publish_id": "v_pub~1", "upload_url": "https://open-upload.tiktokapis.com/?token=CANARY",
  ])

  static func bare(_ status: Int, range: String? = nil) -> Scripted {
    .answer(
      Answer(
        status: status, headers: range.map { [.init("content-range", $0)] } ?? [],
        at: Answer.testTime))
  }

  static func status(_ word: String, _ more: [String: JSON] = [:]) -> Scripted {
    ok(.object(["status": .string(word)].merging(more) { $1 }))
  }

  /// Everything up to the last piece.
  static let prepared: [Scripted] = [
    ok(creator), started, bare(206, range: "bytes 0-9999999/34000000"),
    bare(206, range: "bytes 0-19999999/34000000"),
  ]
}

extension Replay where Value == Publication {
  static func tiktok(
    _ script: [Scripted], of content: Content = TikTok.content,
    account: AccountFacts = .tiktok()
  ) -> Replay {
    Replay(script) { (flow: inout Flow) throws(Pause) in
      try TikTokRecipe().publish(content, as: account, with: &flow)
    }
  }
}

@Suite("TikTok: publishing")
struct TikTokPublishTests {
  @Test("creator, start, pieces, last piece, status")
  func straight() {
    let run = Replay.tiktok(
      TikTok.prepared + [
        TikTok.bare(201), TikTok.status("PROCESSING_UPLOAD", ["uploaded_bytes": 34_000_000]),
      ])
    #expect(
      run.steps == ["creator", "start", "film", "film", "release", "release?0/status"])
    #expect(
      run.sent[1].json == [
        "post_info": [
          "title": "Bells #bell", "privacy_level": "PUBLIC_TO_EVERYONE", "disable_comment": true,
          "disable_duet": true, "disable_stitch": true, "brand_content_toggle": false,
          "brand_organic_toggle": false, "is_aigc": false,
        ],
        "source_info": [
          "source": "FILE_UPLOAD", "video_size": 34_000_000, "chunk_size": 10_000_000,
          "total_chunk_count": 3,
        ],
      ])
    #expect(
      run.sent[2...4].map { $0.call.header("Content-Range") } == [
        "bytes 0-9999999/34000000", "bytes 10000000-19999999/34000000",
        "bytes 20000000-33999999/34000000",
      ])
    #expect(run.sent[2].call.url == "{vault:7/1/start/data.upload_url}")
    #expect(run.sent[2].call.authorization == .none)
    #expect(run.sent[4].kind == .visible(part: 0, matchKey: "v_pub~1"))
    #expect(run.sent[4].call.bodyText == "<abab:20000000+14000000>")
    // TikTok took it: that is no doubt.
    #expect(run.sent[5].kind == .confirmation)
    #expect(run.finding == .unclear("TikTok is still working on it"))
    for sent in run.sent { #expect(!sent.call.frozen.contains("CANARY")) }
  }

  @Test("a post is out when TikTok says so; its own id may come later")
  func complete() {
    let word = "PUBLISH_COMPLETE"
    for (more, remote) in [
      (
        ["publicaly_available_post_id": [7_123_456_789_012_345_678]],
        Remote(
          id: "7123456789012345678", url: "https://www.tiktok.com/@acme/video/7123456789012345678",
          extra: ["part": "0", "publish_id": "v_pub~1"])
      ),
      (
        [:],
        Remote(id: "v_pub~1", url: "https://www.tiktok.com/@acme", extra: ["part": "0"])
      ),
    ] as [([String: JSON], Remote)] {
      let run = Replay.tiktok(TikTok.prepared + [TikTok.bare(201), TikTok.status(word, more)])
      #expect(run.value?.parts == [remote])
    }
  }

  @Test("small films go whole, and the rest of a division joins the last piece")
  func pieces() {
    for (bytes, size, count) in [
      (4_000_000, 4_000_000, 1), (19_999_999, 19_999_999, 1), (20_000_000, 10_000_000, 2),
      (39_999_999, 10_000_000, 3),
    ] as [(Int64, Int64, Int64)] {
      let content = Content(
        parts: [.init(text: "", media: [TikTok.film(bytes)])], visibility: .everyone)
      let run = Replay.tiktok([TikTok.ok(TikTok.creator), TikTok.started], of: content)
      let source = run.sent[1].json?["source_info"]
      #expect(source?["chunk_size"]?.integer == size)
      #expect(source?["total_chunk_count"]?.integer == count)
      #expect(run.next?.step == (count == 1 ? "release" : "film"))
    }
  }

  @Test("what the post says is what TikTok gets, within what the creator allows")
  func options() {
    var content = TikTok.content
    content.visibility = nil
    content.parts[0].link = "https://example.org"
    content.options = [
      "privacy": "private", "allow_comments": true, "allow_duet": true, "allow_stitch": true,
      "own_brand": true, "ai_generated": true, "cover_ms": 1500,
    ]
    let run = Replay.tiktok([TikTok.ok(TikTok.creator)], of: content)
    #expect(
      run.next?.json?["post_info"] == [
        "title": "Bells #bell\n\nhttps://example.org", "privacy_level": "SELF_ONLY",
        "disable_comment": true, "disable_duet": false, "disable_stitch": false,
        "brand_content_toggle": false, "brand_organic_toggle": true, "is_aigc": true,
        "video_cover_timestamp_ms": 1500,
      ])
    content.options["privacy"] = "followers"
    #expect(Replay.tiktok([TikTok.ok(TikTok.creator)], of: content).refusal?.code == "privacy")
    var long = TikTok.content
    long.parts[0].media[0].file.milliseconds = 300_001
    #expect(Replay.tiktok([TikTok.ok(TikTok.creator)], of: long).refusal?.code == "length")
  }
}

@Suite("TikTok: trouble and doubt")
struct TikTokTroubleTests {
  @Test(
    "an upload that was cut off goes on where TikTok is",
    arguments: [Scripted.lost, .crash, .html(502), TikTok.bare(416)])
  func resumed(_ trouble: Scripted) {
    var script: [Scripted] = [TikTok.ok(TikTok.creator), TikTok.started, trouble]
    if case .crash = trouble {} else { script.append(.again) }
    let run = Replay.tiktok(
      script + [TikTok.status("PROCESSING_UPLOAD", ["uploaded_bytes": 10_000_000])])
    #expect(run.sent[3].call.url.hasSuffix("/v2/post/publish/status/fetch/"))
    #expect(run.sent[3].json == ["publish_id": "v_pub~1"])
    #expect(run.next?.call.header("Content-Range") == "bytes 10000000-19999999/34000000")
  }

  @Test("an address that is over starts the run afresh", arguments: [403, 404])
  func over(status: Int) {
    let head = Replay.tiktok([TikTok.ok(TikTok.creator), TikTok.started, TikTok.bare(status)])
    #expect(head.refusal?.kind == .conflict)
    let last = Replay.tiktok(TikTok.prepared + [TikTok.bare(status)])
    #expect(last.refusal?.kind == .conflict)
  }

  @Test(
    "after an unclear last piece TikTok is asked",
    arguments: [Scripted.lost, .crash, .html(502), TikTok.bare(206), TikTok.bare(416)])
  func doubt(_ outcome: Scripted) {
    let script = TikTok.prepared + [outcome]
    #expect(Replay.tiktok(script).next?.kind == .question)
    let missing = TikTok.status("PROCESSING_UPLOAD", ["uploaded_bytes": 20_000_000])
    let absent = Replay.tiktok(script + [missing])
    #expect(absent.finding == .absent)
    #expect(absent.resend?.rule == .always)
    let again = Replay.tiktok(script + [missing, .believedAbsent])
    let sent = again.sent.filter { $0.step == "release" }
    #expect(sent.count == 2)
    #expect(sent[0].call.frozen == sent[1].call.frozen)
    let silent = Replay.tiktok(script + [TikTok.status("PROCESSING_UPLOAD")])
    #expect(silent.finding == .unclear("TikTok is still working on it"))
    #expect(Replay.tiktok(script + [TikTok.status("PUBLISH_COMPLETE")]).value != nil)
  }
}

@Suite("TikTok: sign-in, renewal, rules")
struct TikTokAccountTests {
  private static func token(scope: String = "user.info.basic,video.publish") -> Scripted {
    .json(
      200,
      [
        "access_token": "CANARY-A", "refresh_token": "CANARY-R", "expires_in": 7200,
        "refresh_expires_in": 15_552_000, "open_id": "o1", "scope": .string(scope),
      ])
  }

  private static func connect(_ script: [Scripted], code: Bool = true) -> Replay<Grant> {
    var world = ReplayWorld()
    world.inputs = [
      "code_challenge": .text("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
      "state": .text("s1"), "code_verifier": .secret(SecretKey("vault:in/v")),
      "redirect_uri": .text("http://127.0.0.1:4711/"),
    ]
    if code { world.inputs["code"] = .secret(SecretKey("vault:in/c")) }
    return Replay(script, in: world) { (flow: inout Flow) throws(Pause) in
      try TikTokRecipe().connect(.tiktok(), with: &flow)
    }
  }

  @Test("TikTok's own spellings")
  func prompt() {
    guard case .input(let request) = Self.connect([], code: false).pause else {
      Issue.record("no code asked for")
      return
    }
    for piece in [
      "https://www.tiktok.com/v2/auth/authorize/?client_key=key-1&",
      "scope=user.info.basic%2Cvideo.publish",
      "code_challenge=13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3",
    ] {
      #expect(request.prompt.contains(piece))
    }
  }

  @Test("code, tokens, creator")
  func connect() {
    let run = Self.connect([Self.token(), TikTok.ok(TikTok.creator)])
    #expect(
      run.sent[0].call.bodyText == "client_key=key-1&client_secret=<form env:TIKTOK_SECRET>"
        + "&code=<form vault:in/c>&grant_type=authorization_code"
        + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A4711%2F&code_verifier=<form vault:in/v>")
    #expect(run.value?.identity?.handle == "@acme")
    #expect(run.value?.identity?.id == "o1")
    #expect(run.value?.refreshExpires == Answer.testTime + .seconds(15_552_000))
    #expect(run.value?.server?["film_seconds"] == 300)
    for sent in run.sent { #expect(!sent.call.frozen.contains("CANARY")) }
    #expect(Self.connect([Self.token(scope: "user.info.basic")]).refusal?.kind == .permission)
  }

  @Test("a renewal brings a new pair; errors may come under a success")
  func refresh() {
    func renew(_ answer: Scripted) -> Replay<Grant> {
      Replay([answer]) { (flow: inout Flow) throws(Pause) in
        try TikTokRecipe().refresh(.tiktok(), with: &flow)
      }
    }
    let run = renew(Self.token())
    #expect(run.sent[0].kind == .secret)
    #expect(
      run.value?.tokens == [
        "access": SecretKey("vault:7/1/token/access_token"),
        "refresh": SecretKey("vault:7/1/token/refresh_token"),
      ])
    let over = renew(.json(200, ["error": "invalid_grant", "error_description": "expired"]))
    #expect(over.refusal?.kind == .signIn)
  }

  private func problems(
    server: JSON = .null, _ change: (inout Content) -> Void = { _ in }
  ) -> [ContentProblem] {
    var content = TikTok.content
    change(&content)
    return TikTokRecipe().problems(with: content, for: .tiktok(server: server))
  }

  @Test("what fits")
  func rules() {
    #expect(problems().isEmpty)
    #expect(problems { $0.visibility = nil }.errors.count == 1)
    #expect(problems { $0.visibility = .unlisted }.errors.count == 1)
    #expect(problems { $0.options["privacy"] = "everyone" }.errors.count == 1)
    #expect(
      problems {
        $0.options = ["privacy": "private", "branded_content": true]
      }.errors == ["branded content cannot be private"])
    #expect(problems { $0.options["cover_ms"] = -1 }.errors.count == 1)
    #expect(problems { $0.options["allow_duet"] = "yes" }.errors.count == 1)
    #expect(
      problems { $0.parts[0].text = String(repeating: "🔔", count: 1101) }.errors
        == ["2202 of 2200 characters (an emoji counts 2 and more)"])
    #expect(problems { $0.parts[0].media = [] }.errors == ["TikTok takes a film or pictures"])
    #expect(problems { $0.parts[0].media[0].file.width = 359 }.errors.count == 1)
    #expect(problems { $0.parts[0].media[0].file.codec = "ap4h" }.errors.count == 1)
    #expect(problems { $0.parts[0].media[0].file.mime = "video/x-msvideo" }.errors.count == 1)
    #expect(problems { $0.parts[0].media[0].file.milliseconds = 600_001 }.errors.count == 1)
    #expect(problems { $0.tags = ["bell"] }.warnings.count == 1)
    let creator: JSON = ["levels": ["SELF_ONLY"], "film_seconds": 60]
    #expect(problems(server: creator).errors.count == 1)
    #expect(
      problems(server: creator) {
        $0.options["privacy"] = "private"
        $0.parts[0].media[0].file.milliseconds = 60_001
      }.errors == ["the film is longer than 60 seconds"])
  }
}
