import Adapters
import Domain
import Testing

@Suite("X: publishing")
struct XPublishTests {
  @Test("a text is one call, and its answer is the publication")
  func text() throws {
    let run = Replay.x(Content(text: "Hello"), [.json(201, .tweet("9"))])
    #expect(
      run.value?.parts == [
        Remote(id: "9", url: "https://x.com/acme/status/9", extra: ["part": "0"])
      ])
    let call = try #require(run.sent.first?.call)
    #expect(run.sent.count == 1)
    #expect(call.method == .post)
    #expect(call.url == "https://api.x.com/2/tweets")
    #expect(call.authorization == .bearer(SecretKey("vault:1/1/token/access_token")))
    #expect(call.bodyText == #"{"text":"Hello"}"#)
    let price = Call.Cost.money(Money("0.015")!)
    #expect(call.costs == [.init("posts"), .init("posts-3h"), .init("posts-app"), price])
  }

  @Test("everything that a post can say is in its body")
  func wholePost() {
    let poll = Poll(options: ["yes", "no"], durationSeconds: 3600)
    let content = Content(
      parts: [.init(text: "Well?", link: "https://example.org", poll: poll)],
      options: [
        "reply_settings": "following", "made_with_ai": true, "paid_partnership": true,
      ])
    let run = Replay.x(content, [])
    #expect(
      run.next?.call.bodyText
        == #"{"made_with_ai":true,"paid_partnership":true,"#
        + #""poll":{"duration_minutes":60,"options":["yes","no"]},"reply_settings":"following","#
        + #""text":"Well?\n\nhttps://example.org"}"#)
  }

  @Test(
    "a quote is named by its address or its id",
    arguments: ["https://x.com/ann/status/123?s=20", "123", "https://twitter.com/i/web/status/123"])
  func quote(_ reference: String) {
    let content = Content(
      parts: [.init(text: "A"), .init(text: "B")], options: ["quote": .string(reference)])
    let run = Replay.x(content, [.json(201, .tweet("1"))])
    #expect(run.sent[0].call.bodyText == #"{"quote_tweet_id":"123","text":"A"}"#)
    #expect(run.sent[1].call.bodyText == #"{"reply":{"in_reply_to_tweet_id":"1"},"text":"B"}"#)
  }

  @Test("a picture: initialize, append, finalize, alt text, post")
  func picture() {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "A bell", file: .test())])])
    let run = Replay.x(
      content,
      [
        .json(200, ["data": ["id": "7", "media_key": "3_7"]]), .json(200, ["data": [:]]),
        .json(200, ["data": ["id": "7", "size": 1000]]), .json(200, ["data": ["id": "7"]]),
        .json(201, .tweet("9")),
      ])
    #expect(
      run.steps == ["media-0-0", "media-0-0-part-0", "media-0-0-end", "media-0-0-alt", "post-0"])
    #expect(
      run.sent[0].call.bodyText
        == #"{"media_category":"tweet_image","media_type":"image/jpeg","total_bytes":1000}"#)
    #expect(run.sent[1].call.url == "https://api.x.com/2/media/upload/7/append")
    #expect(run.sent[1].call.bodyText.contains("name=\"segment_index\"\r\n\r\n0\r\n"))
    #expect(run.sent[1].call.bodyText.contains("<abab:0+1000>"))
    #expect(run.sent[2].call.url == "https://api.x.com/2/media/upload/7/finalize")
    #expect(run.sent[2].call.body.isEmpty)
    #expect(
      run.sent[3].call.bodyText == #"{"id":"7","metadata":{"alt_text":{"text":"A bell"}}}"#)
    #expect(run.sent[4].call.bodyText == #"{"media":{"media_ids":["7"]},"text":""}"#)
  }

  @Test("a film goes up in segments of four megabytes, and is waited for")
  func film() {
    let file = MediaFile.test("video/mp4", bytes: 9_000_000, name: "a.mp4")
    let content = Content(parts: [.init(text: "", media: [.init(alt: "", file: file)])])
    let busy: JSON = [
      "data": ["id": "7", "processing_info": ["state": "pending", "check_after_secs": 3]]
    ]
    let run = Replay.x(
      content,
      [
        .json(200, ["data": ["id": "7"]]), .json(200, [:]), .json(204, [:]), .json(200, [:]),
        .json(200, busy), .json(200, busy),
        .json(200, ["data": ["id": "7", "processing_info": ["state": "succeeded"]]]),
        .json(201, .tweet("9")),
      ])
    let segments = run.sent.filter { $0.step.contains("-part-") }.map(\.call.bodyText)
    #expect(segments[0].contains("<abab:0+4000000>"))
    #expect(segments[1].contains("<abab:4000000+4000000>"))
    #expect(segments[2].contains("<abab:8000000+1000000>"))
    #expect(run.steps.suffix(3) == ["media-0-0-ready", "media-0-0-ready", "post-0"])
    #expect(run.value?.parts.map(\.id) == ["9"])
  }

  @Test("a file that X cannot process is refused; an upload that is gone is made anew")
  func badUpload() {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "", file: .test())])])
    let begun: [Scripted] = [.json(200, ["data": ["id": "7"]]), .json(200, [:])]
    let failed = Replay.x(
      content,
      begun + [
        .json(
          200,
          [
            "data": [
              "id": "7",
              "processing_info": ["state": "failed", "error": ["message": "codec"]],
            ]
          ])
      ])
    #expect(failed.refusal == Refusal(.content, code: "processing-failed", message: "codec"))
    let gone = Replay.x(
      content, begun + [.json(404, .problem(404, "resource-not-found", "no media"))])
    #expect(gone.refusal?.kind == .conflict)
  }

  @Test("media that lay about for too long is uploaded anew")
  func oldMedia() {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "", file: .test())])])
    var world = ReplayWorld()
    world.now = Answer.testTime + .seconds(23 * 3600 + 1)
    let run = Replay.x(
      content,
      [
        .json(200, ["data": ["id": "7"]]), .json(200, [:]), .json(200, ["data": ["id": "7"]]),
      ], in: world)
    #expect(run.pause == .restart("the answer to media-0-0-end is too old"))
  }

  @Test("a thread is a chain of replies, with all media uploaded before the first post")
  func thread() {
    let content = Content(parts: [
      .init(text: "One"), .init(text: "Two", media: [.init(alt: "", file: .test())]),
      .init(text: "Three"),
    ])
    let run = Replay.x(
      content,
      [
        .json(200, ["data": ["id": "7"]]), .json(200, [:]), .json(200, ["data": ["id": "7"]]),
        .json(201, .tweet("1")), .json(201, .tweet("2")), .json(201, .tweet("3")),
      ])
    #expect(run.steps.suffix(3) == ["post-0", "post-1", "post-2"])
    #expect(run.sent[4].call.bodyText.contains(#""in_reply_to_tweet_id":"1""#))
    #expect(run.sent[5].call.bodyText.contains(#""in_reply_to_tweet_id":"2""#))
    #expect(run.value?.parts.map(\.id) == ["1", "2", "3"])
    for count in run.journal.indices {
      let again = run.restarted(after: count)
      #expect(again?.step == run.sent[count].step)
      #expect(again?.call.frozen == run.sent[count].call.frozen)
    }
  }

  @Test("an account that has not signed in is told so")
  func notConnected() {
    var account = AccountFacts.x()
    account.tokens = [:]
    #expect(Replay.x(Content(text: "A"), [], account: account).refusal?.kind == .signIn)
    account = .x()
    account.settings["server"] = "http://api.x.com"
    #expect(Replay.x(Content(text: "A"), [], account: account).refusal?.kind == .content)
  }
}
