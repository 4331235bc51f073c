import Adapters
import Domain
import Testing

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
