import Adapters
import Domain
import Testing

@Suite("Threads: publishing")
struct ThreadsPublishTests {
  static let file = MediaFile.test("image/jpeg")

  @Test("a text is a container, a wait, one visible call, and a look at its address")
  func text() throws {
    let run = Replay.threads(
      Content(text: "Hello & bye"),
      [.id("c1"), .state("IN_PROGRESS"), .state("FINISHED"), .id("9"), .permalink()])
    #expect(
      run.steps
        == ["container-0", "container-0-ready", "container-0-ready", "publish-0", "permalink-0"])
    let create = run.sent[0].call
    #expect(create.method == .post)
    #expect(create.url == "https://graph.threads.net/v1.0/me/threads")
    #expect(create.bodyText == "media_type=TEXT&text=Hello+%26+bye")
    #expect(create.authorization == .bearer(SecretKey("vault:1/1/long/a")))
    #expect(create.costs == [.init("containers"), .init("calls")])
    #expect(
      run.sent[1].call.url
        == "https://graph.threads.net/v1.0/c1?fields=id%2Cstatus%2Cerror_message")
    let publish = run.sent[3]
    #expect(publish.kind == .visible(part: 0, matchKey: "c1"))
    #expect(publish.call.bodyText == "creation_id=c1")
    #expect(publish.call.costs == [.init("posts"), .init("calls")])
    #expect(
      run.value?.parts == [
        Remote(
          id: "9", url: "https://www.threads.net/@acme/post/A", extra: ["part": "0"])
      ])
  }

  @Test("everything that a post can say is in its container")
  func wholePost() {
    let content = Content(
      parts: [
        .init(
          text: "Which?", link: "https://example.org/a?b=1",
          poll: Poll(options: ["yes", "no"], durationSeconds: 86_400))
      ], options: ["reply_control": "mentioned_only", "topic_tag": "Bells"])
    #expect(
      Replay.threads(content, []).next?.call.bodyText
        == "media_type=TEXT&text=Which%3F"
        + "&poll_attachment=%7B%22option_a%22%3A%22yes%22%2C%22option_b%22%3A%22no%22%7D"
        + "&reply_control=mentioned_only&topic_tag=Bells")
  }

  @Test("a link is the card of a text, and goes into the words beside media")
  func links() {
    let card = Content(parts: [.init(text: "See", link: "https://example.org/a")])
    #expect(
      Replay.threads(card, []).next?.call.bodyText
        == "media_type=TEXT&text=See&link_attachment=https%3A%2F%2Fexample.org%2Fa")
    let beside = Content(
      parts: [
        .init(
          text: "See", link: "https://example.org/a",
          media: [.init(alt: "", file: .test("video/mp4"))])
      ], options: ["spoiler": true])
    #expect(
      Replay.threads(beside, []).next?.call.bodyText
        == "media_type=VIDEO&video_url=<address abab video/mp4>"
        + "&text=See%0A%0Ahttps%3A%2F%2Fexample.org%2Fa&is_spoiler_media=true")
  }

  @Test("several files are the items of a carousel, which waits for each of them and for itself")
  func carousel() {
    let items = [
      MediaItem(alt: "A tower", file: Self.file), MediaItem(alt: "", file: .test("video/mp4")),
    ]
    let run = Replay.threads(
      Content(parts: [.init(text: "Look", media: items)]),
      [
        .id("i1"), .state("FINISHED"), .id("i2"), .state("IN_PROGRESS"), .state("FINISHED"),
        .id("c1"), .state("FINISHED"), .id("9"), .permalink(),
      ])
    #expect(
      run.steps == [
        "item-0-0", "item-0-0-ready", "item-0-1", "item-0-1-ready", "item-0-1-ready",
        "container-0", "container-0-ready", "publish-0", "permalink-0",
      ])
    #expect(
      run.sent[0].call.bodyText
        == "media_type=IMAGE&image_url=<address abab image/jpeg>&alt_text=A+tower"
        + "&is_carousel_item=true")
    #expect(run.sent[5].call.bodyText == "media_type=CAROUSEL&children=i1%2Ci2&text=Look")
    #expect(run.value?.parts.map(\.id) == ["9"])
  }

  @Test("each further part answers the one before, and counts as a reply")
  func thread() {
    let content = Content(
      parts: [.init(text: "one"), .init(text: "two")], options: ["topic_tag": "Bells"])
    let run = Replay.threads(
      content,
      [
        .id("c1"), .state("FINISHED"), .id("9"), .permalink(),
        .id("c2"), .state("FINISHED"), .id("10"), .permalink("https://t/B"),
      ])
    #expect(run.sent[4].call.bodyText == "media_type=TEXT&text=two&reply_to_id=9")
    #expect(run.sent[6].call.costs == [.init("replies"), .init("calls")])
    #expect(run.value?.parts.map(\.url) == ["https://www.threads.net/@acme/post/A", "https://t/B"])
  }

  @Test(
    "an address that cannot be read changes nothing",
    arguments: [
      Scripted.graph(100, 33), .lost, .html(502), .json(200, ["id": "9"]),
    ])
  func noAddress(_ answer: Scripted) {
    let run = Replay.threads(
      Content(text: "A"), [.id("c1"), .state("FINISHED"), .id("9"), answer])
    #expect(run.value?.parts == [Remote(id: "9", extra: ["part": "0"])])
  }

  @Test("a container that failed is told apart: the file, or the way to it")
  func failedContainer() {
    func kind(_ state: Scripted) -> Refusal.Kind? {
      Replay.threads(Content(text: "A"), [.id("c1"), state]).refusal?.kind
    }
    #expect(kind(.state("ERROR", "INVALID_ASPEC_RATIO")) == .content)
    #expect(kind(.state("ERROR", "FAILED_DOWNLOADING_VIDEO")) == .conflict)
    #expect(kind(.state("ERROR", "UNKNOWN")) == .conflict)
    #expect(kind(.state("EXPIRED")) == .conflict)
    // A fresh container is not to be seen everywhere at once.
    #expect(kind(.graph(100, 33)) == .transient)
  }

  @Test("a container that was made a day ago is made again")
  func oldContainer() {
    var world = ReplayWorld()
    world.now = Answer.testTime + .seconds(23 * 3600 + 1)
    let run = Replay.threads(Content(text: "A"), [.id("c1")], in: world)
    #expect(run.pause == .restart("the answer to container-0 is too old"))
  }

  @Test("at every point a crash resumes at the same call")
  func crashes() {
    let run = Replay.threads(
      Content(text: "A"), [.id("c1"), .state("FINISHED"), .id("9"), .permalink()])
    for (index, sent) in run.sent.enumerated() {
      #expect(run.restarted(after: index) == sent)
    }
  }

  @Test("an account that has not signed in is asked to")
  func notConnected() {
    var account = AccountFacts.threads
    account.tokens = [:]
    let run = Replay([], in: .init()) { (flow: inout Flow) throws(Pause) in
      try ThreadsRecipe().publish(Content(text: "A"), as: account, with: &flow)
    }
    #expect(run.refusal?.kind == .signIn)
  }
}
