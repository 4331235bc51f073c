import Adapters
import Domain
import Testing

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
