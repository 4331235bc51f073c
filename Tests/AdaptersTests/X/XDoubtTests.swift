import Adapters
import Domain
import Testing

@Suite("X: a post that may exist")
struct XDoubtTests {
  @Test("a post with the same words is ours, whatever X made of its links")
  func present() {
    let content = Content(text: "Fish & <chips> at Example.org/menu/, see https://a.example.com")
    let found = JSON.ownTweet(
      "9", "Fish &amp; &lt;chips&gt; at https://t.co/a, see https://t.co/b",
      links: [
        ("https://t.co/a", "http://example.org/menu/"),
        ("https://t.co/b", "https://a.example.com/"),
      ])
    let run = Replay.x(content, [.lost, .tweets([.ownTweet("7", "Other"), found])])
    #expect(run.value?.parts.map(\.id) == ["9"])
    #expect(run.steps == ["post-0", "post-0?0/posts-0"])
    #expect(
      run.sent[1].call.url == "https://api.x.com/2/users/42/tweets?max_results=100"
        + "&start_time=2026-11-19T23%3A55%3A00Z&tweet.fields=created_at%2Centities%2Ctext"
        + "%2Cnote_tweet%2Creferenced_tweets%2Cattachments")
  }

  struct Other: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var post: JSON
  }

  static let others: [Other] = [
    .init(testDescription: "other words", post: .ownTweet("9", "Hello!")),
    .init(testDescription: "a reply", post: .ownTweet("9", replyTo: "5")),
    .init(testDescription: "a quote", post: .ownTweet("9", quote: "5")),
    .init(testDescription: "with a picture", post: .ownTweet("9", media: 1)),
  ]

  @Test("a post that only looks like it is not ours", arguments: others)
  func absent(_ other: Other) {
    let run = Replay.x(Content(text: "Hello"), [.lost, .tweets([other.post])])
    #expect(run.finding == .absent)
    #expect(run.resend?.rule == .ifAllowed)
    #expect(run.resend?.quiet == XRecipe().profile.pace.quiet)
  }

  @Test("both spellings of the members are read, and a long post by its note")
  func newNames() {
    let post: JSON = [
      "id": "9", "text": "One tw…", "note_post": ["text": "One two"],
      "referenced_posts": [["type": "replied_to", "id": "1"]],
    ]
    let content = Content(parts: [.init(text: "Zero"), .init(text: "One two")])
    var account = AccountFacts.x()
    account.settings["field_names"] = "post"
    let run = Replay.x(
      content, [.json(201, .tweet("1")), .lost, .tweets([post])], account: account)
    #expect(run.value?.parts.map(\.id) == ["1", "9"])
    #expect(run.sent.last?.call.url.contains("&post.fields=created_at") == true)
  }

  @Test("the link that X adds for media is no word of the post")
  func mediaLink() {
    let content = Content(parts: [.init(text: "Look", media: [.init(alt: "", file: .test())])])
    let upload: [Scripted] = [
      .json(200, ["data": ["id": "7"]]), .json(200, [:]), .json(200, ["data": ["id": "7"]]),
    ]
    let found = JSON.ownTweet(
      "9", "Look https://t.co/m", media: 1,
      links: [("https://t.co/m", "https://x.com/acme/status/9/photo/1")])
    #expect(Replay.x(content, upload + [.lost, .tweets([found])]).value?.parts.count == 1)
  }

  @Test("a post of another delivery, or an earlier part of the thread, is not ours")
  func claimed() {
    let script: [Scripted] = [.lost, .tweets([.ownTweet("9")])]
    #expect(Replay.x(Content(text: "Hello"), script).value != nil)
    let world = ReplayWorld(claimed: ["9"])
    #expect(Replay.x(Content(text: "Hello"), script, in: world).finding == .absent)
  }

  @Test("pages are turned to the end, and not for ever")
  func pages() {
    let page = Scripted.tweets([.ownTweet("5", "Other")], next: "tok en")
    let run = Replay.x(Content(text: "Hello"), [.lost, page, .tweets([.ownTweet("9")])])
    #expect(run.value?.parts.map(\.id) == ["9"])
    #expect(run.sent.last?.call.url.hasSuffix("&pagination_token=tok%20en") == true)
    let never = Replay.x(
      Content(text: "Hello"), [.lost] + Array(repeating: page, count: 5))
    #expect(never.finding == .unclear("too many posts since then to look through"))
  }

  @Test(
    "a list that cannot be read proves nothing",
    arguments: [
      Scripted.json(200, ["data": [["id": 5]], "meta": ["result_count": 1]]),
      .json(200, ["meta": ["result_count": 3]]),
      .json(404, .problem(404, "resource-not-found", "no user")),
      .json(400, .problem(400, "invalid-request", "unknown parameter")),
    ])
  func unreadable(_ answer: Scripted) {
    let run = Replay.x(Content(text: "Hello"), [.lost, answer])
    #expect(run.finding == .unclear("X does not show the account's posts"))
  }

  @Test("a duplicate after an attempt in doubt may be that attempt, and is looked for")
  func duplicate() {
    let duplicate = Scripted.json(
      403, .problem(403, "x", "You are not allowed to create a Tweet with duplicate content."))
    let first = Replay.x(Content(text: "Hello"), [duplicate])
    #expect(first.refusal?.kind == .duplicate)
    let script: [Scripted] = [.lost, .tweets([]), .believedAbsent, duplicate]
    let second = Replay.x(
      Content(text: "Hello"), script, in: ReplayWorld(reading: 0))
    #expect(second.refusal == nil)
    #expect(second.finding == .absent)
    #expect(second.resend?.rule == .onWord)
  }

  @Test("what is believed absent goes out again with the same bytes")
  func resend() {
    let run = Replay.x(
      Content(text: "Hello"), [.lost, .tweets([]), .believedAbsent, .json(201, .tweet("9"))])
    let sent = run.sent.filter { $0.step == "post-0" }
    #expect(sent.count == 2)
    #expect(sent[0].call.frozen == sent[1].call.frozen)
    #expect(run.value?.parts.map(\.id) == ["9"])
  }

  @Test("posts that reading cannot tell apart have one match key")
  func matchKeys() {
    func key(_ text: String) -> String? {
      guard case .visible(_, let key) = Replay.x(Content(text: text), []).next?.kind else {
        return nil
      }
      return key
    }
    #expect(key("Hello  https://Example.org/") == key("Hello example.org "))
    #expect(key("Hello") != key("Hallo"))
  }
}
