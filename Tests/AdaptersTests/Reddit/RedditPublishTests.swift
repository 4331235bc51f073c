import Adapters
import Domain
import Testing

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
