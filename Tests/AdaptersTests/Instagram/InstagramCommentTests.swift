import Adapters
import Domain
import Testing

@Suite("Instagram: first comments")
struct InstagramCommentTests {
  private static let content = Content(
    parts: Content.media(.test()).parts + [.init(text: "More", link: "https://example.org")])
  private static let published: [Scripted] = [
    .id("c1"), .code("FINISHED"), .id("9"), .permalink("https://i/9"),
  ]

  private static func run(_ script: [Scripted], claimed: [String] = []) -> Replay<Publication> {
    var world = ReplayWorld()
    world.claimed = claimed
    return Replay.instagram(content, published + script, in: world)
  }

  private static func list(_ comments: JSON...) -> Scripted {
    .json(200, ["data": .array(comments)])
  }

  private static func comment(
    _ id: String, _ text: String = "More\n\nhttps://example.org", by name: String = "acme",
    at: String = "2026-11-20T00:00:03+0000"
  ) -> JSON {
    [
      "id": .string(id), "text": .string(text), "username": .string(name),
      "timestamp": .string(at),
    ]
  }

  @Test("the comment is a visible call of its own, under the post")
  func comments() {
    let run = Self.run([.id("c9")])
    #expect(run.steps.last == "comment")
    #expect(run.sent.last?.call.url == "https://graph.instagram.com/v26.0/9/comments")
    #expect(run.sent.last?.call.bodyText == "message=More%0A%0Ahttps%3A%2F%2Fexample.org")
    guard case .visible(part: 1, _) = run.sent.last?.kind else {
      Issue.record("not a visible call of part 1")
      return
    }
    #expect(
      run.value?.parts == [
        Remote(id: "9", url: "https://i/9", extra: ["part": "0"]),
        Remote(id: "c9", url: "https://i/9", extra: ["part": "1"]),
      ])
  }

  @Test("one whose answer is lost is found by its words, its author and its time")
  func found() {
    let run = Self.run(
      [
        .lost,
        Self.list(
          Self.comment("1", "Other"), Self.comment("2", by: "somebody"),
          Self.comment("3", at: "2026-11-19T23:00:00+0000"), Self.comment("4"), Self.comment("5")),
      ], claimed: ["4"])
    #expect(run.steps.last == "comment?0/comments")
    #expect(run.value?.parts.map(\.id) == ["9", "5"])
  }

  @Test("one that is not to be seen is sent again only where its owner allows it")
  func absent() {
    let run = Self.run([.lost, Self.list()])
    #expect(run.finding == .absent)
    #expect(run.resend?.rule == .ifAllowed)
  }

  @Test("a list that is not understood, not given or not whole is no verdict")
  func unclear() {
    let hidden = Finding.unclear("Instagram does not show the post's comments")
    #expect(Self.run([.lost, Self.list(["id": "1"])]).finding == hidden)
    #expect(Self.run([.lost, .graph(100, 33)]).finding == hidden)
    let many = Array(repeating: Self.comment("1", "Other"), count: 50)
    #expect(
      Self.run([.lost, .json(200, ["data": .array(many)])]).finding
        == .unclear("the post has too many comments to look through"))
  }

  @Test("a fresh post is not to be seen everywhere at once: the comment waits for it")
  func fresh() {
    #expect(Self.run([.graph(100, 33)]).refusal?.kind == .transient)
    #expect(Self.run([.graph(100)]).refusal?.kind == .content)
  }

  @Test("a post whose id nobody can tell from its twin's is not commented on")
  func twins() {
    let post: JSON = [
      "id": "9", "caption": "Look", "media_product_type": "FEED",
      "timestamp": "2026-11-20T00:00:03+0000",
    ]
    guard case .object(var twin) = post else { return }
    twin["id"] = "8"
    let run = Replay.instagram(
      Self.content,
      [
        .id("c1"), .code("FINISHED"), .lost, .code("PUBLISHED"),
        .json(200, ["data": [post, .object(twin)]]),
      ])
    #expect(run.finding == .unclear("it is published, and several posts look like it"))
  }
}
