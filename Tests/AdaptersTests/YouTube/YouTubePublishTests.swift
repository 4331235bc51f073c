import Adapters
import Domain
import Testing

@Suite("YouTube: publishing")
struct YouTubePublishTests {
  @Test("session, pieces, processing, release")
  func straight() throws {
    let run = Replay.youtube(
      [
        YouTube.session, YouTube.stored((32 << 20) - 1), YouTube.stored((64 << 20) - 1),
        .json(201, YouTube.video("private", upload: "uploaded")),
        YouTube.list(YouTube.video("private", upload: "uploaded")),
        YouTube.list(YouTube.video("private")), .json(200, YouTube.video("public")),
      ])
    #expect(
      run.steps == ["session", "film", "film", "film", "processing", "processing", "release"])
    let start = run.sent[0].call
    #expect(
      start.url == "https://www.googleapis.com/upload/youtube/v3/videos"
        + "?uploadType=resumable&part=snippet%2Cstatus&notifySubscribers=true")
    #expect(start.header("X-Upload-Content-Length") == "83886080")
    #expect(start.header("X-Upload-Content-Type") == "video/mp4")
    #expect(start.costs == [.init("uploads")])
    #expect(
      run.sent[0].json == [
        "snippet": [
          "title": "Bells of June", "description": "How they ring.", "tags": ["bell", "June"],
          "categoryId": "22",
        ],
        "status": ["privacyStatus": "private", "selfDeclaredMadeForKids": false],
      ])
    #expect(
      run.sent[1...3].map { $0.call.header("Content-Range") } == [
        "bytes 0-33554431/83886080", "bytes 33554432-67108863/83886080",
        "bytes 67108864-83886079/83886080",
      ])
    #expect(run.sent[3].call.bodyText == "<abab:67108864+16777216>")
    #expect(run.sent[1].call.url == "{vault:7/1/session/header.location}")
    #expect(run.sent[1].call.authorization == .bearer(SecretKey("vault:1/a")))
    #expect(run.sent[6].kind == .visible(part: 0, matchKey: "dQw4"))
    #expect(
      run.sent[6].json == [
        "id": "dQw4", "status": ["privacyStatus": "public", "selfDeclaredMadeForKids": false],
      ])
    #expect(run.sent[6].call.costs == [.init("units", 50)])
    #expect(
      run.value?.parts == [
        Remote(id: "dQw4", url: "https://www.youtube.com/watch?v=dQw4", extra: ["part": "0"])
      ])
    for sent in run.sent { #expect(!sent.call.frozen.contains("CANARY")) }
  }

  @Test("what the post says is what YouTube gets")
  func options() {
    var content = YouTube.content
    content.parts[0].link = "https://example.org/bells"
    content.language = "de"
    content.options = [
      "title": "Glocken", "privacy": "unlisted", "category": 24, "made_for_kids": true,
      "synthetic_media": true, "license": "creativeCommon", "embeddable": false,
      "notify_subscribers": false,
    ]
    let run = Replay.youtube(YouTube.prepared, of: content)
    #expect(run.sent[0].call.url.hasSuffix("notifySubscribers=false"))
    let snippet = run.sent[0].json?["snippet"]
    #expect(snippet?["title"] == "Glocken")
    #expect(
      snippet?["description"]
        == "Bells of June\n\nHow they ring.\n\nhttps://example.org/bells")
    #expect(snippet?["categoryId"] == "24")
    #expect(snippet?["defaultLanguage"] == "de")
    #expect(
      run.next?.json?["status"] == [
        "privacyStatus": "unlisted", "selfDeclaredMadeForKids": true,
        "containsSyntheticMedia": true, "license": "creativeCommon", "embeddable": false,
      ])
  }

  @Test("the account's settings hold where the post is silent")
  func settings() {
    let account = AccountFacts.youtube(settings: [
      "category": "10", "made_for_kids": "yes", "server": "http://127.0.0.1:9",
    ])
    let run = Replay.youtube([], account: account)
    #expect(run.next?.call.url.hasPrefix("http://127.0.0.1:9/upload/youtube/v3/videos?") == true)
    #expect(run.next?.json?["snippet"]?["categoryId"] == "10")
    #expect(run.next?.json?["status"]?["selfDeclaredMadeForKids"] == true)
  }

  @Test("thumbnail and playlist come before anybody sees the film, and cannot stop it")
  func decorated() {
    var content = YouTube.content
    content.parts[0].media.append(MediaItem(alt: "", file: .test("image/jpeg")))
    content.options["playlist"] = "PL1"
    let forbidden = Scripted.answer(YouTube.error(403, "forbidden"))
    let run = Replay.youtube(YouTube.prepared + [forbidden, .lost], of: content)
    #expect(Array(run.steps.suffix(3)) == ["thumbnail", "playlist", "release"])
    let thumbnail = run.sent[3].call
    #expect(thumbnail.url.contains("/upload/youtube/v3/thumbnails/set?videoId=dQw4"))
    #expect(thumbnail.header("Content-Type") == "image/jpeg")
    #expect(
      run.sent[4].json == [
        "snippet": [
          "playlistId": "PL1", "resourceId": ["kind": "youtube#video", "videoId": "dQw4"],
        ]
      ])
  }

  @Test("a film that takes too long to process is released all the same")
  func slow() {
    var world = ReplayWorld()
    world.startedAt = Answer.testTime - .seconds(1801)
    let run = Replay.youtube(
      [
        YouTube.session, .json(200, YouTube.video("private")),
        YouTube.list(YouTube.video("private", upload: "uploaded")),
      ], in: world)
    #expect(run.next?.step == "release")
  }

  @Test(
    "a film that YouTube rejects after the upload is refused",
    arguments: [
      ("rejected", "rejectionReason", "duplicate", Refusal.Kind.duplicate),
      ("rejected", "rejectionReason", "copyright", .content),
      ("rejected", "rejectionReason", "uploaderAccountSuspended", .accountBlocked),
      ("failed", "failureReason", "codec", .content),
      ("failed", "failureReason", "uploadAborted", .conflict),
    ])
  func rejected(_ state: String, _ member: String, _ reason: String, _ kind: Refusal.Kind) {
    let status = YouTube.video("private", upload: state, [member: .string(reason)])
    let run = Replay.youtube(
      [YouTube.session, .json(200, YouTube.video("private")), YouTube.list(status)])
    #expect(run.refusal?.kind == kind)
    #expect(run.refusal?.code == reason)
  }

  @Test("a project that is not audited leaves the film private, and says so")
  func locked() {
    let run = Replay.youtube(YouTube.prepared + [.json(200, YouTube.video("private"))])
    #expect(run.refusal?.kind == .content)
    #expect(run.refusal?.code == "locked")
    var content = YouTube.content
    content.options["privacy"] = "private"
    let meant = Replay.youtube(
      YouTube.prepared + [.json(200, YouTube.video("private"))], of: content)
    #expect(meant.value != nil)
  }

  @Test("without an account nothing is sent")
  func notConnected() {
    var account = AccountFacts.youtube()
    account.tokens = [:]
    #expect(Replay.youtube([], account: account).refusal?.kind == .signIn)
  }
}

@Suite("YouTube: uploads that are cut off")
struct YouTubeUploadTests {
  private static let film = YouTube.video("private", upload: "uploaded")

  @Test(
    "the server is asked how far it is, and gets the rest",
    arguments: [
      Scripted.lost, .crash, .notSent, .html(502), .answer(YouTube.error(503, "backendError")),
    ])
  func resumed(_ trouble: Scripted) {
    var script = [YouTube.session, YouTube.stored((32 << 20) - 1), trouble]
    if case .crash = trouble {} else { script.append(.again) }
    let run = Replay.youtube(script + [YouTube.stored(50_000_000 - 1)])
    let question = run.sent[run.sent.count - 2].call
    #expect(question.header("Content-Range") == "bytes */83886080")
    #expect(question.body.isEmpty)
    #expect(question.method == .put)
    // The server's word counts, not what was sent.
    #expect(run.next?.call.header("Content-Range") == "bytes 50000000-83554431/83886080")
    #expect(run.next?.call.bodyText == "<abab:50000000+33554432>")
  }

  @Test("a film whose last answer was lost is found complete")
  func complete() {
    let run = Replay.youtube(
      [YouTube.session, YouTube.stored((64 << 20) - 1), .lost, .again, .json(200, Self.film)])
    #expect(run.next?.step == "processing")
  }

  @Test("no range means that nothing is there")
  func nothing() {
    let run = Replay.youtube([YouTube.session, .lost, .again, YouTube.stored(nil)])
    #expect(run.next?.call.header("Content-Range") == "bytes 0-33554431/83886080")
  }

  @Test("a session that is over starts the run afresh", arguments: [404, 410])
  func gone(status: Int) {
    let run = Replay.youtube(
      [YouTube.session, .answer(Answer(status: status, at: Answer.testTime))])
    #expect(run.refusal?.kind == .conflict)
  }

  @Test(
    "a range that makes no sense is not believed",
    arguments: ["bytes=0-83886079", "x", "bytes=0--5"])
  func nonsense(range: String) {
    let answer = Answer(status: 308, headers: [.init("range", range)], at: Answer.testTime)
    let run = Replay.youtube([YouTube.session, .answer(answer)])
    guard case .trouble(step: "film", _) = run.pause else {
      Issue.record("not a trouble: \(String(describing: run.pause))")
      return
    }
  }

  @Test("an access token that ends on the way is renewed; the session stays")
  func expired() {
    let run = Replay.youtube(
      [YouTube.session, .answer(YouTube.error(401, "authError"))])
    #expect(run.refusal?.kind == .tokenExpired)
    let on = Replay.youtube(
      [YouTube.session, .answer(YouTube.error(401, "authError")), .again])
    #expect(on.next?.call.header("Content-Range") == "bytes */83886080")
  }
}
