import Adapters
import Domain
import Testing

@Suite("YouTube: first comments")
struct YouTubeCommentTests {
  private static let content = Content(
    parts: YouTube.content.parts + [.init(text: "Chapters", link: "https://example.org")])
  private static let words = "Chapters\n\nhttps://example.org"
  private static let released = YouTube.prepared + [.json(200, YouTube.video("public"))]

  private static func comment(
    _ id: String, _ text: String = words, by channel: String = "UC1",
    at: String = "2026-11-20T00:00:03Z"
  ) -> JSON {
    let snippet: JSON = [
      "textOriginal": .string(text), "authorChannelId": ["value": .string(channel)],
      "publishedAt": .string(at),
    ]
    return [
      "id": .string(id),
      "snippet": ["topLevelComment": ["id": .string(id), "snippet": snippet]],
    ]
  }

  private static func list(_ comments: JSON..., more: Bool = false) -> Scripted {
    var answer: [String: JSON] = ["items": .array(comments)]
    if more { answer["nextPageToken"] = "x" }
    return .json(200, .object(answer))
  }

  private static func run(_ script: [Scripted]) -> Replay<Publication> {
    Replay.youtube(released + script, of: content)
  }

  @Test("the comment is a visible call of its own, after the release")
  func comments() {
    let run = Self.run([.json(200, Self.comment("Ug1"))])
    #expect(Array(run.steps.suffix(2)) == ["release", "comment"])
    #expect(
      run.sent.last?.call.url
        == "https://www.googleapis.com/youtube/v3/commentThreads?part=snippet")
    #expect(
      run.sent.last?.json == [
        "snippet": [
          "channelId": "UC1", "videoId": "dQw4",
          "topLevelComment": ["snippet": ["textOriginal": .string(Self.words)]],
        ]
      ])
    #expect(run.sent.last?.call.costs == [.init("units", 50)])
    #expect(
      run.value?.parts.last
        == Remote(
          id: "Ug1", url: "https://www.youtube.com/watch?v=dQw4&lc=Ug1", extra: ["part": "1"]))
    let account = AccountFacts.youtube()
    #expect(
      YouTubeRecipe().costs(of: Self.content, for: account) == [
        .init("uploads"), .init("units", 101),
      ])
  }

  @Test("one whose answer is lost is found by its words, its channel and its time")
  func found() {
    let run = Self.run([
      .lost,
      Self.list(
        Self.comment("1", "Other"), Self.comment("2", by: "UC2"),
        Self.comment("3", at: "2026-11-19T23:00:00Z"), Self.comment("4")),
    ])
    #expect(run.steps.last == "comment?0/comments")
    #expect(run.value?.parts.last?.id == "4")
  }

  @Test("one that is not to be seen is sent again only where its owner allows it")
  func absent() {
    let run = Self.run([.lost, Self.list()])
    #expect(run.finding == .absent)
    #expect(run.resend?.rule == .ifAllowed)
  }

  @Test("a list that is not understood, not given or not whole is no verdict")
  func unclear() {
    let hidden = Finding.unclear("YouTube does not show the post's comments")
    #expect(Self.run([.lost, Self.list(["id": "1"])]).finding == hidden)
    #expect(
      Self.run([.lost, .answer(YouTube.error(404, "videoNotFound"))]).finding == hidden)
    #expect(
      Self.run([.lost, Self.list(Self.comment("1", "Other"), more: true)]).finding
        == .unclear("the post has too many comments to look through"))
  }

  @Test(
    "what YouTube says to a comment",
    arguments: [
      (403, "commentsDisabled", Refusal.Kind.content), (404, "videoNotFound", .gone),
      (400, "processingFailure", nil), (500, "backendError", nil),
    ] as [(Int, String, Refusal.Kind?)])
  func failures(_ status: Int, _ reason: String, _ kind: Refusal.Kind?) {
    let run = Self.run([.answer(YouTube.error(status, reason))])
    #expect(run.refusal?.kind == kind)
    if kind == nil { #expect(run.next?.kind == .question) }
  }

  @Test("a comment is deleted and edited as one")
  func changes() {
    let comment = Remote(id: "Ug1", extra: ["part": "1"])
    let deleted = Replay<Void>([]) { (flow: inout Flow) throws(Pause) in
      try YouTubeRecipe().delete(comment, as: .youtube(), with: &flow)
    }
    #expect(
      deleted.next?.call.url == "https://www.googleapis.com/youtube/v3/comments?id=Ug1")
    let edited = Replay<Void>([]) { (flow: inout Flow) throws(Pause) in
      try YouTubeRecipe().edit(comment, to: Self.content, as: .youtube(), with: &flow)
    }
    #expect(
      edited.next?.json == ["id": "Ug1", "snippet": ["textOriginal": .string(Self.words)]])
  }

  @Test("one further part: words, under a film that people see")
  func rules() {
    func errors(_ change: (inout Content) -> Void) -> [String] {
      var content = Self.content
      change(&content)
      return YouTubeRecipe().problems(with: content, for: .youtube()).errors
    }
    #expect(errors { _ in }.isEmpty)
    #expect(errors { $0.parts[1] = .init(text: "") } == ["the first comment says nothing"])
    #expect(
      errors { $0.parts[1].text = String(repeating: "a", count: 10_001) }
        == ["10022 of 10000 characters"])
    #expect(errors { $0.parts[1].media = [YouTube.film] }.count == 1)
    #expect(errors { $0.parts.append(.init(text: "c")) }.count == 1)
    #expect(
      errors { $0.options["privacy"] = "private" } == ["a private film has no comments"])
    #expect(
      errors { $0.options["made_for_kids"] = true }
        == ["films made for children have no comments"])
  }
}
