import Adapters
import Domain
import Testing

@Suite("Bluesky: a record that may exist")
struct BlueskyDoubtTests {
  static func record(_ text: String, at createdAt: String = "2026-11-20T00:00:00.000Z") -> Scripted
  {
    .json(
      200,
      [
        "uri": .string("at://did:plc:acme/app.bsky.feed.post/\(testKeys[0])"), "cid": "c9",
        "value": ["text": .string(text), "createdAt": .string(createdAt)],
      ])
  }

  static let missing = Scripted.json(400, ["error": "RecordNotFound", "message": "none"])

  @Test(
    "the key is looked at after every unclear outcome",
    arguments: [
      Scripted.lost, .crash, .html(502), .json(500, ["error": "InternalServerError"]),
      .json(400, ["error": "InvalidSwap", "message": "no"]),
    ])
  func present(outcome: Scripted) {
    let run = Replay.bluesky(Content(text: "Hello"), [outcome, Self.record("Hello")])
    #expect(run.steps == ["post-0", "post-0?0/record"])
    #expect(
      run.sent[1].call.url == "https://pds.example/xrpc/com.atproto.repo.getRecord"
        + "?repo=did%3Aplc%3Aacme&collection=app.bsky.feed.post&rkey=\(testKeys[0])")
    #expect(run.sent[1].call.authorization == .none)
    #expect(run.value?.parts.first?.extra["cid"] == "c9")
  }

  @Test("nothing at the key is a negative reading; the same bytes may then go out again")
  func absent() {
    #expect(Replay.bluesky(Content(text: "A"), [.lost, Self.missing]).finding == .absent)
    let run = Replay.bluesky(
      Content(text: "A"),
      [.lost, Self.missing, .believedAbsent, .json(200, .put(testKeys[0]))])
    let sent = run.sent.filter { $0.step == "post-0" }
    #expect(sent.count == 2)
    #expect(sent[0].call.frozen == sent[1].call.frozen)
    #expect(run.value != nil)
  }

  @Test("another record at the key is neither ours nor none")
  func other() {
    let expected = Finding.unclear("another post is at \(testKeys[0])")
    #expect(Replay.bluesky(Content(text: "A"), [.lost, Self.record("B")]).finding == expected)
    let older = Self.record("A", at: "2026-11-19T00:00:00.000Z")
    #expect(Replay.bluesky(Content(text: "A"), [.lost, older]).finding == expected)
  }

  @Test("a refused question is no verdict; a busy server is asked again")
  func unclear() {
    let refused = Scripted.json(400, ["error": "InvalidRequest", "message": "no such repo"])
    #expect(
      Replay.bluesky(Content(text: "A"), [.lost, refused]).finding
        == .unclear("the server does not show what is at \(testKeys[0])"))
    let busy = Replay.bluesky(Content(text: "A"), [.lost, .html(502)])
    #expect(busy.refusal?.kind == .transient)
  }

  @Test("the call may be repeated at any age, and its key tells it from all others")
  func rule() {
    let run = Replay.bluesky(Content(text: "A"), [])
    #expect(run.next?.kind == .visible(part: 0, matchKey: testKeys[0]))
    let asked = Replay.bluesky(Content(text: "A"), [.lost, Self.missing])
    #expect(asked.resend?.rule == .always)
    #expect(asked.resend?.quiet == BlueskyRecipe().profile.pace.quiet)
  }

  @Test("a part that was found is answered by the next one, with its content id")
  func thread() {
    let content = Content(parts: [.init(text: "Hello"), .init(text: "Two")])
    let run = Replay.bluesky(content, [.lost, Self.record("Hello")])
    #expect(run.next?.step == "post-1")
    #expect(run.next?.record?["reply"]?["root"]?["cid"] == "c9")
  }

  @Test("a part that a person found at another key is looked up there before it is answered")
  func foundElsewhere() {
    let content = Content(parts: [.init(text: "Hello"), .init(text: "Two")])
    var journal = Replay.bluesky(content, [.lost]).journal
    let found = Remote(id: "at://did:plc:acme/app.bsky.feed.post/3kelsewhere22", url: nil)
    journal[0].state = .present(found, .person)
    var flow = ReplayWorld().flow(journal, .proceed)
    #expect {
      try BlueskyRecipe().publish(content, as: .bluesky(), with: &flow)
    } throws: { pause in
      guard case Pause.call(let pending) = pause else { return false }
      return pending.step == "cid-0" && pending.call.url.hasSuffix("rkey=3kelsewhere22")
    }
  }
}
