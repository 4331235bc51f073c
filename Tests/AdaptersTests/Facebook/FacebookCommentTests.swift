import Adapters
import Domain
import Testing

extension AccountFacts {
  static var commentingFacebook: AccountFacts {
    var account = facebook
    account.settings["comments"] = "yes"
    return account
  }
}

@Suite("Facebook: first comments")
struct FacebookCommentTests {
  private static let content = Content(
    parts: [.init(text: "Look"), .init(text: "More", link: "https://example.org")])

  private static func run(
    _ script: [Scripted], claimed: [String] = []
  ) -> Replay<Publication> {
    var world = ReplayWorld()
    world.claimed = claimed
    let published = [.id("61_9"), FacebookPublishTests.done, FacebookPublishTests.address]
    return Replay(published + script, in: world) { (flow: inout Flow) throws(Pause) in
      try FacebookRecipe().publish(content, as: .commentingFacebook, with: &flow)
    }
  }

  private static func list(_ comments: JSON...) -> Scripted {
    .json(200, ["data": .array(comments)])
  }

  private static func comment(
    _ id: String, _ text: String = "More\n\nhttps://example.org", by page: String = "61",
    at: String = "2026-11-20T00:00:03+0000"
  ) -> JSON {
    [
      "id": .string(id), "message": .string(text), "from": ["id": .string(page)],
      "created_time": .string(at),
    ]
  }

  @Test("the comment is a visible call of its own, under the post")
  func comments() {
    let run = Self.run([.id("9_1")])
    #expect(run.steps == ["draft", "publish", "permalink-0", "comment"])
    let sent = run.sent.last
    #expect(sent?.call.url == "https://graph.facebook.com/v26.0/61_9/comments")
    #expect(sent?.call.bodyText == "message=More%0A%0Ahttps%3A%2F%2Fexample.org")
    guard case .visible(part: 1, _) = sent?.kind else {
      Issue.record("not a visible call of part 1")
      return
    }
    let url = "https://www.facebook.com/61/posts/9"
    #expect(
      run.value?.parts == [
        Remote(id: "61_9", url: url, extra: ["part": "0"]),
        Remote(id: "9_1", url: url, extra: ["part": "1"]),
      ])
    for (index, sent) in run.sent.enumerated() { #expect(run.restarted(after: index) == sent) }
  }

  @Test("one whose answer is lost is found by its words, its author and its time")
  func found() {
    let run = Self.run(
      [
        .lost,
        Self.list(
          Self.comment("1", "Other"), Self.comment("2", by: "62"),
          Self.comment("3", at: "2026-11-19T23:00:00+0000"), Self.comment("4"), Self.comment("5")),
      ], claimed: ["4"])
    #expect(run.steps.last == "comment?0/comments")
    #expect(
      run.sent.last?.call.url
        == "https://graph.facebook.com/v26.0/61_9/comments?fields=id%2Cmessage%2Ccreated_time"
        + "%2Cfrom&order=reverse_chronological&limit=100")
    #expect(run.value?.parts.map(\.id) == ["61_9", "5"])
  }

  @Test("one that is not to be seen is sent again only where its owner allows it")
  func absent() {
    let run = Self.run([.lost, Self.list()])
    #expect(run.finding == .absent)
    #expect(run.resend?.rule == .ifAllowed)
  }

  @Test("a list that is not understood, not given or not whole is no verdict")
  func unclear() {
    let hidden = Finding.unclear("Facebook does not show the post's comments")
    #expect(Self.run([.lost, Self.list(["id": "1"])]).finding == hidden)
    #expect(Self.run([.lost, .graph(100, 33)]).finding == hidden)
    let many = Array(repeating: Self.comment("1", "Other"), count: 100)
    #expect(
      Self.run([.lost, .json(200, ["data": .array(many)])]).finding
        == .unclear("the post has too many comments to look through"))
  }

  @Test("a fresh post is not to be seen everywhere at once: the comment waits for it")
  func fresh() {
    #expect(Self.run([.graph(100, 33)]).refusal?.kind == .transient)
    #expect(Self.run([.graph(200)]).refusal?.kind == .permission)
  }

  @Test("an account that was not connected for comments writes none")
  func notAllowed() {
    #expect(Replay.facebook(Self.content, []).refusal?.code == "no-threads")
    func problems(_ content: Content) -> [ContentProblem] {
      FacebookRecipe().problems(with: content, for: .commentingFacebook)
    }
    #expect(problems(Self.content).isEmpty)
    var content = Self.content
    content.parts[1] = .init(text: String(repeating: "a", count: 8001))
    #expect(problems(content).errors == ["8001 of 8000 characters"])
    #expect(problems(content).first?.excess == 1)
    content.parts[1] = .init(text: "A", media: [.init(alt: "A", file: .test())])
    #expect(problems(content).errors == ["the first comment on Facebook is words only"])
    var story = Content.media(.test(), text: "", options: ["placement": "story"])
    story.parts.append(.init(text: "A"))
    #expect(problems(story).errors == ["a story has no comments"])
    #expect(
      problems(Content(parts: Self.content.parts + [.init(text: "C")])).errors == [
        "Facebook has no threads: the second part is the first comment, and there is no third"
      ])
  }

  @Test("a comment gets new words, and not those of its post")
  func edit() {
    let comment = Remote(id: "9_1", extra: ["part": "1"])
    func edit(_ content: Content, _ script: [Scripted] = []) -> Replay<Bool> {
      Replay(script) { (flow: inout Flow) throws(Pause) in
        try FacebookRecipe().edit(comment, to: content, as: .commentingFacebook, with: &flow)
        return true
      }
    }
    let run = edit(Self.content, [FacebookPublishTests.done])
    #expect(run.sent[0].call.url == "https://graph.facebook.com/v26.0/9_1")
    #expect(run.sent[0].call.bodyText == "message=More%0A%0Ahttps%3A%2F%2Fexample.org")
    #expect(edit(Content(text: "Look")).refusal?.code == "no-such-part")
  }
}
