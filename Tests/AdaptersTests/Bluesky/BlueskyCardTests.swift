import Adapters
import Domain
import Testing

@Suite("Bluesky: link cards")
struct BlueskyCardTests {
  static let content = Content(parts: [.init(text: "Read", link: "https://example.org/p/a?b#c")])

  static func page(_ html: String) -> Scripted {
    .answer(Answer(status: 200, body: .bytes(Array(html.utf8)), at: Answer.testTime))
  }

  static let wholePage = page(
    """
    <head><title>T</title><meta property="og:title" content="Belfry 1.0">
    <meta property="og:description" content="Bells &amp; towers">
    <meta property="og:image" content="../img/t.png"></head>
    """)

  static func picture(_ mime: String = "image/png", bytes: Int64 = 1000) -> Scripted {
    .answer(
      Answer(status: 200, body: .spooled(.test(mime, bytes: bytes)), at: Answer.testTime))
  }

  static func external(_ run: Replay<Publication>) -> JSON? {
    run.next?.record?["embed"]?["external"]
  }

  @Test("the page is read, its picture uploaded, and both are in the card")
  func wholeCard() {
    let run = Replay.bluesky(
      Self.content, [Self.wholePage, Self.picture(), .json(200, ["blob": .blob("t")])])
    #expect(run.steps == ["card-0", "card-0-image", "card-0-blob", "post-0"])
    let page = run.sent[0].call
    #expect(page.url == "https://example.org/p/a?b#c")
    #expect(page.reach == .outside)
    #expect(page.destination == .memory(limitBytes: 524_288))
    #expect(page.authorization == .none)
    let picture = run.sent[1].call
    #expect(picture.url == "https://example.org/p/../img/t.png")
    #expect(picture.reach == .outside)
    #expect(picture.destination == .spool(limitBytes: 1_000_000))
    #expect(run.sent[2].call.url == "https://pds.example/xrpc/com.atproto.repo.uploadBlob")
    #expect(run.next?.record?["text"] == "Read")
    #expect(
      Self.external(run) == [
        "uri": "https://example.org/p/a?b#c", "title": "Belfry 1.0",
        "description": "Bells & towers", "thumb": .blob("t"),
      ])
  }

  static let bare: JSON = [
    "uri": "https://example.org/p/a?b#c", "title": "https://example.org/p/a?b#c",
    "description": "",
  ]

  @Test(
    "a page that cannot be read does not stop the post",
    arguments: [
      Scripted.lost, .notSent, .html(404), .html(503), .html(302), page("no HTML at all"),
      .answer(Answer(status: 200, body: .tooLarge, at: Answer.testTime)),
    ])
  func unreadablePage(answer: Scripted) {
    let run = Replay.bluesky(Self.content, [answer])
    #expect(run.steps == ["card-0", "post-0"])
    #expect(Self.external(run) == Self.bare)
  }

  @Test(
    "a picture that cannot be had is left out",
    arguments: [
      Scripted.lost, .notSent, .html(404), picture("image/svg+xml", bytes: 1_000_001),
      picture("text/html"),
      .answer(Answer(status: 200, body: .tooLarge, at: Answer.testTime)),
    ])
  func missingPicture(answer: Scripted) {
    let run = Replay.bluesky(Self.content, [Self.wholePage, answer])
    #expect(run.steps == ["card-0", "card-0-image", "post-0"])
    #expect(Self.external(run)?["title"] == "Belfry 1.0")
    #expect(Self.external(run)?["thumb"] == nil)
  }

  @Test("a picture that the server refuses is left out; a busy server is asked again")
  func refusedPicture() {
    let refused = Replay.bluesky(
      Self.content,
      [Self.wholePage, Self.picture(), .json(400, ["error": "InvalidMimeType", "message": "no"])])
    #expect(Self.external(refused)?["thumb"] == nil)
    let busy = Replay.bluesky(
      Self.content, [Self.wholePage, Self.picture(), .html(502), .again])
    #expect(busy.next?.step == "card-0-blob")
  }

  @Test("a fetch that a crash cut off is made again")
  func crash() {
    let run = Replay.bluesky(Self.content, [.crash, Self.page("<title>T</title>")])
    #expect(run.steps == ["card-0", "card-0", "post-0"])
    #expect(Self.external(run)?["title"] == "T")
  }
}
