import Domain
import PlatformModels
import Testing

@testable import Sandbox

@Suite("The page")
struct PageTests {
  private let now = Instant(milliseconds: 1_795_132_800_000)

  private func client() -> (MastodonModel, (JSON) -> ModelRequest) {
    var model = MastodonModel(origin: "http://127.0.0.1:8931", hashing: OpenSSLHashing())
    model.issueToken(for: "belfry", named: "t")
    return (
      model,
      {
        ModelRequest(
          "POST", "/api/v1/statuses",
          headers: [
            NamedValue("authorization", "Bearer t"), NamedValue("content-type", "application/json"),
          ], body: $0.bytes)
      }
    )
  }

  private func page(_ posts: [JSON]) -> String {
    var (model, request) = client()
    for (index, post) in posts.enumerated() {
      let answer = model.handle(
        request(post), at: now + .seconds(index), entropy: UInt64(index))
      #expect(answer.status == 200, "\(answer.text)")
    }
    let scene = Scene(
      now: now, version: "1",
      sides: [
        .init(
          platform: .mastodon, origin: model.origin, posts: model.timeline, ledger: model.ledger)
      ])
    return Page(scene: scene).html
  }

  @Test(
    "hostile text stays text",
    arguments: [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</p></article></main>",
      "&lt;b&gt; &amp;", "'-alert(1)-'", "javascript:alert(1) https://a.example/\"onmouseover=\"x",
      "<!-- --> ]]> <svg/onload=alert(1)>",
    ])
  func hostileText(_ text: String) {
    let plain = page([["status": "calm"]])
    let hostile = page([
      [
        "status": .string(text), "spoiler_text": .string(text),
        "poll": [
          "options": [.string(String(text.prefix(50))), "b"], "expires_in": 600,
        ],
      ]
    ])
    #expect(hostile.contains(HTML.escape(text.prefix(8))))
    for tag in ["<script", "<img", "<svg", "onerror=", "</main>", "<!--", "href=\"javascript"] {
      // Words of the text may appear, but never as markup: quotes and brackets are escaped.
      let allowed = tag.hasPrefix("<") ? occurrences(of: tag, in: plain) : 0
      guard tag.hasPrefix("<") || tag.hasPrefix("href") else { continue }
      #expect(occurrences(of: tag, in: hostile) <= allowed + (tag == "<svg" ? 1 : 0), "\(tag)")
    }
  }

  private func occurrences(of needle: String, in text: String) -> Int {
    text.ranges(of: needle).count
  }

  @Test("every tag that opens closes again")
  func balance() {
    let html = page([
      ["status": "one https://example.org/a?b=1&c=2 #tag @who@example.org"],
      ["status": "two", "spoiler_text": "w"],
      ["status": "three", "poll": ["options": ["a", "b"], "expires_in": 600]],
    ])
    for tag in [
      "main", "section", "article", "details", "p", "ul", "li", "a", "div", "span", "svg",
    ] {
      let opened = occurrences(of: "<\(tag) ", in: html) + occurrences(of: "<\(tag)>", in: html)
      #expect(opened == occurrences(of: "</\(tag)>", in: html), "\(tag)")
    }
  }

  @Test("threads are read from their beginning, the newest thread first")
  func threads() {
    func post(_ id: String, _ parent: String? = nil) -> TimelinePost {
      TimelinePost(
        platform: .mastodon, account: "a", id: id, url: "", spans: [], visibility: .everyone,
        parent: parent, created: now, fingerprint: id)
    }
    let newestFirst = [
      post("d"), post("c", "b"), post("x", "gone"), post("b", "a"), post("a"),
    ]
    let items = Threads(newestFirst, limit: 10).items
    #expect(items.map(\.post.id) == ["d", "x", "a", "b", "c"])
    #expect(items.map(\.continues) == [false, false, false, true, true])
    #expect(items.map(\.goesOn) == [false, false, true, true, false])
    #expect(Threads(newestFirst, limit: 1).items.count == 1)
  }

  @Test(
    "times are short",
    arguments: [
      (0, "now"), (59, "now"), (60, "1m"), (3599, "59m"), (3600, "1h"), (86_399, "23h"),
      (86_400, "1d"), (604_800, "2026-11-13"), (-5, "now"),
    ])
  func ago(_ seconds: Int, _ text: String) {
    #expect(TimeText.ago(now - .seconds(seconds), from: now) == text)
  }

  @Test(
    "polls say how long they are open",
    arguments: [
      (-60, "closed"), (30, "less than a minute left"), (60, "1 minute left"),
      (7200, "2 hours left"), (259_200, "3 days left"),
    ])
  func left(_ seconds: Int, _ text: String) {
    #expect(TimeText.left(until: now + .seconds(seconds), from: now) == text)
  }
}
