import Adapters
import Domain
import Testing

@Suite("Mastodon: publishing")
struct MastodonPublishTests {
  @Test("a text is one call, and its answer is the publication")
  func text() throws {
    let run = Replay.mastodon(Content(text: "Hello"), [.json(200, .status("9"))])
    #expect(
      run.value?.parts == [
        Remote(id: "9", url: "https://mastodon.example/@acme/9", extra: ["part": "0"])
      ])
    let call = try #require(run.sent.first?.call)
    #expect(run.sent.count == 1)
    #expect(call.method == .post)
    #expect(call.url == "https://mastodon.example/api/v1/statuses")
    #expect(call.authorization == .bearer(SecretKey("vault:1/1/token/access_token")))
    #expect(call.header("Idempotency-Key") == "000102030405060708090a0b0c0d0e0f-0")
    #expect(call.bodyText == #"{"status":"Hello"}"#)
    #expect(call.costs == [.init("posts"), .init("requests")])
  }

  @Test("everything that a status can say is in its body")
  func wholeStatus() {
    let poll = Poll(
      options: ["yes", "no"], durationSeconds: 3600, multiple: true, hideTotals: true)
    let content = Content(
      parts: [.init(text: "Which?", link: "https://example.org/a", poll: poll)],
      warning: "Food", language: "de-AT", visibility: .followers, options: ["sensitive": true])
    let run = Replay.mastodon(content, [])
    #expect(
      run.next?.call.bodyText
        == #"{"language":"de","poll":{"expires_in":3600,"hide_totals":true,"multiple":true,"#
        + #""options":["yes","no"]},"sensitive":true,"spoiler_text":"Food","#
        + #""status":"Which?\n\nhttps://example.org/a","visibility":"private"}"#)
  }

  @Test("a link that is in the text already is not repeated")
  func linkOnce() {
    let part = Content.Part(text: "See https://example.org/a now", link: "https://example.org/a")
    let run = Replay.mastodon(Content(parts: [part]), [])
    #expect(run.next?.call.bodyText == #"{"status":"See https://example.org/a now"}"#)
  }

  @Test("media goes up first, is waited for, and is then attached")
  func media() throws {
    let item = MediaItem(alt: "A tower", focus: [0.5, -0.25], file: .test(name: "a \"b\".jpg"))
    let content = Content(parts: [.init(text: "Look", media: [item, item])])
    let run = Replay.mastodon(
      content,
      [
        .json(200, ["id": "1"]), .json(202, ["id": "2"]), .json(206, ["id": "2"]),
        .json(200, ["id": "2"]), .json(200, .status("9")),
      ])
    #expect(
      run.steps == ["media-0-0", "media-0-1", "media-0-1-ready", "media-0-1-ready", "status-0"])
    #expect(run.sent.last?.call.bodyText == #"{"media_ids":["1","2"],"status":"Look"}"#)
    #expect(run.value?.parts.map(\.id) == ["9"])

    let upload = try #require(run.sent.first?.call)
    let boundary = "belfry-101112131415161718191a1b1c1d1e1f"
    #expect(upload.header("Content-Type") == "multipart/form-data; boundary=\(boundary)")
    #expect(
      upload.bodyText == """
        --\(boundary)\r
        Content-Disposition: form-data; name="description"\r
        \r
        A tower\r
        --\(boundary)\r
        Content-Disposition: form-data; name="focus"\r
        \r
        0.5,-0.25\r
        --\(boundary)\r
        Content-Disposition: form-data; name="file"; filename="a__b_.jpg"\r
        Content-Type: image/jpeg\r
        \r
        <abab:0+1000>\r
        --\(boundary)--\r

        """)
  }

  @Test("an upload that is gone from the server starts the run afresh")
  func goneUpload() {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "A", file: .test())])])
    let run = Replay.mastodon(
      content, [.json(202, ["id": "1"]), .json(404, ["error": "Record not found"])])
    #expect(run.refusal?.kind == .conflict)
  }

  @Test("a file that the server cannot process is refused")
  func brokenUpload() {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "A", file: .test())])])
    let run = Replay.mastodon(
      content, [.json(202, ["id": "1"]), .json(422, ["error": "Error processing thumbnail"])])
    #expect(run.refusal?.kind == .content)
  }

  @Test("a thread is a chain of replies, with all media uploaded before the first post")
  func thread() {
    let content = Content(parts: [
      .init(text: "One"), .init(text: "Two", media: [.init(alt: "A", file: .test())]),
      .init(text: "Three"),
    ])
    let run = Replay.mastodon(
      content,
      [
        .json(200, ["id": "m"]), .json(200, .status("1")), .json(200, .status("2")),
        .json(200, .status("3")),
      ])
    #expect(run.steps == ["media-1-0", "status-0", "status-1", "status-2"])
    #expect(run.sent[2].call.bodyText.contains(#""in_reply_to_id":"1""#))
    #expect(run.sent[3].call.bodyText.contains(#""in_reply_to_id":"2""#))
    #expect(Set(run.sent.dropFirst().compactMap { $0.call.header("Idempotency-Key") }).count == 3)
    #expect(run.value?.parts.map(\.id) == ["1", "2", "3"])
  }

  @Test("a run that is taken up after any of its calls asks for the same next call, byte for byte")
  func crashReplay() {
    let item = MediaItem(alt: "A", file: .test())
    let content = Content(
      parts: [.init(text: "One", media: [item, item]), .init(text: "Two")], warning: "W")
    let run = Replay.mastodon(
      content,
      [
        .json(200, ["id": "1"]), .json(202, ["id": "2"]), .json(200, ["id": "2"]),
        .json(200, .status("8")), .json(200, .status("9")),
      ])
    #expect(run.value != nil)
    for count in run.journal.indices {
      let again = run.restarted(after: count)
      #expect(again?.step == run.sent[count].step)
      #expect(again?.call.frozen == run.sent[count].call.frozen)
    }
    #expect(run.restarted(after: run.journal.count) == nil)
  }

  @Test("an upload that a crash cut off is made again; a call that never left too")
  func repeats() {
    let content = Content(parts: [.init(text: "", media: [.init(alt: "A", file: .test())])])
    let crashed = Replay.mastodon(
      content, [.crash, .json(200, ["id": "1"]), .json(200, .status("9"))])
    #expect(crashed.steps == ["media-0-0", "media-0-0", "status-0"])
    let unsent = Replay.mastodon(
      Content(text: "A"), [.notSent, .again, .json(200, .status("9"))])
    #expect(unsent.steps == ["status-0", "status-0"])
    #expect(unsent.sent[0].call.frozen == unsent.sent[1].call.frozen)
    #expect(unsent.value?.parts.map(\.id) == ["9"])
  }

  @Test("an account that has not signed in is told so")
  func notConnected() {
    var account = AccountFacts.mastodon()
    account.tokens = [:]
    #expect(Replay.mastodon(Content(text: "A"), [], account: account).refusal?.kind == .signIn)
    account.settings = [:]
    #expect(Replay.mastodon(Content(text: "A"), [], account: account).refusal?.kind == .content)
  }
}
