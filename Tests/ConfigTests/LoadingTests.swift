import Config
import Domain
import Testing

@Suite("Loading")
struct LoadingTests {
  @Test("a post says to whom, when and what")
  func post() throws {
    let snapshot = try snapshot(
      """
      posts:
        - id: launch
          at: 2026-12-01 09:30
          text: |
            Belfry is out.
          link: https://example.org/belfry
          media: [{ file: media/tower.jpg, alt: A bell tower }]
          for:
            bluesky: { text: Short. }
            fedi: { warning: Software, visibility: unlisted, sensitive: true }
          language: no
          tags: [bells, "#towers"]
          thread:
            - text: More.
          late: publish
          grace: 1h30m
      """)
    let post = try #require(snapshot.posts.first)
    #expect(post.uid.text == "yaml:launch")
    #expect(post.when == .at(Instant(rfc3339: "2026-12-01T08:30:00Z")!, zone: "Europe/Berlin"))
    #expect(post.targets.map(\.account.text) == ["fedi", "sky"])
    let (fedi, sky) = (post.targets[0].content, post.targets[1].content)
    #expect(fedi.parts.map(\.text) == ["Belfry is out.", "More."])
    #expect(sky.parts.map(\.text) == ["Short.", "More."])
    #expect(fedi.warning == "Software" && fedi.visibility == .unlisted)
    #expect(fedi.options == ["sensitive": true])
    #expect(sky.warning == nil && sky.visibility == nil && sky.options.isEmpty)
    #expect(fedi.language == "no" && fedi.tags == ["bells", "towers"])
    #expect(fedi.parts[0].media.first?.alt == "A bell tower")
    #expect(fedi.parts[0].link == "https://example.org/belfry")
    #expect(post.rules.late == .publish && post.rules.grace == .seconds(5400))
  }
}
