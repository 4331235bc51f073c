import Adapters
import Domain
import Testing

@Suite("X: rules of content")
struct XProblemTests {
  private func problems(_ content: Content, subscription: String? = nil) -> [ContentProblem] {
    XRecipe().problems(with: content, for: .x(subscription: subscription))
  }

  private func item(_ mime: String = "image/jpeg", bytes: Int64 = 1000, alt: String = "A")
    -> MediaItem
  {
    MediaItem(alt: alt, file: .test(mime, bytes: bytes))
  }

  @Test("a good post has no problems")
  func good() {
    let content = Content(
      parts: [.init(text: "Hello https://example.org", media: [item(), item()])],
      language: "de", visibility: .everyone, options: ["reply_settings": "verified"])
    #expect(problems(content) == [])
  }

  @Test("the weighted length counts, and a subscription allows more")
  func length() {
    let text = String(repeating: "日", count: 141)
    #expect(problems(Content(text: String(repeating: "a", count: 280))) == [])
    #expect(
      problems(Content(text: text)).errors == [
        "282 of 280 characters (links count 23, most letters outside of Latin scripts and "
          + "emoji 2)"
      ])
    #expect(problems(Content(text: text)).first?.hint == "shorten by 2")
    #expect(problems(Content(text: text), subscription: "Premium") == [])
    #expect(problems(Content(text: text), subscription: "None").count == 1)
    let linked = Content(parts: [
      .init(text: String(repeating: "a", count: 256), link: "https://example.org/a/long/path")
    ])
    #expect(problems(linked).errors.count == 1)
  }

  @Test("a post needs something to show")
  func empty() {
    #expect(problems(Content(text: "  ")).errors == ["a post needs text or media"])
    #expect(problems(Content(parts: [.init(text: "", media: [item()])])) == [])
  }

  @Test("what X does not have is refused with a way out")
  func unknown() {
    let content = Content(
      parts: [.init(text: "$ABC and $DEF")], warning: "W", visibility: .followers,
      tags: ["bell"], options: ["colour": "red"])
    let found = problems(content)
    #expect(
      found.errors == [
        "unknown option \"colour\"", "everything on X is public; \"followers\" is not",
        "X takes no content warnings from programs", "2 of 1 cashtags such as $ABC",
      ])
    #expect(found.warnings == ["X keeps hashtags in the text; \"tags\" are not used"])
    #expect(problems(Content(text: "$5 and $ABC")) == [])
  }

  @Test("options are checked")
  func options() {
    let wrong = Content(
      parts: [.init(text: "A", media: [item()])],
      options: ["reply_settings": "nobody", "made_with_ai": "yes", "quote": "https://x.com/ann"])
    #expect(
      problems(wrong).errors == [
        "\"made_with_ai\" is true or false", "\"reply_settings\" says who may reply",
        "\"quote\" is the address of a post, or its id in quotes",
      ])
    let quote = Content(
      parts: [.init(text: "A", media: [item()])], options: ["quote": "123"])
    #expect(problems(quote).errors == ["a quote, media and a poll exclude each other"])
    #expect(
      problems(Content(parts: [.init(text: "A")], options: ["quote": "123"])).warnings
        == ["X lets only apps on an Enterprise plan quote"])
  }

  @Test("media: kinds, sizes, numbers, descriptions")
  func media() {
    func errors(_ items: [MediaItem]) -> [String] {
      problems(Content(parts: [.init(text: "A", media: items)])).errors
    }
    #expect(
      errors([item("image/heic")]) == ["X takes JPEG, PNG, WebP, GIF and MP4, not image/heic"])
    #expect(errors([item("audio/mpeg")]).count == 1)
    #expect(errors([item(bytes: 5_000_001)]).count == 1)
    #expect(errors([item("image/gif", bytes: 15_000_000)]) == [])
    #expect(errors([item("video/mp4", bytes: 512_000_001)]).count == 1)
    #expect(errors(Array(repeating: item(), count: 5)) == ["5 of 4 pictures"])
    #expect(
      errors([item(), item("video/mp4")])
        == ["a film or an animated GIF goes alone, without further media"])
    #expect(errors([item(alt: String(repeating: "a", count: 1001))]).count == 1)
    let content = Content(parts: [.init(text: "A", media: [item(alt: " ")])])
    #expect(problems(content).warnings == ["no alt text"])
  }

  @Test("polls")
  func polls() {
    let poll = Poll(
      options: ["a", String(repeating: "b", count: 26)], durationSeconds: 60, multiple: true)
    let content = Content(parts: [.init(text: "A", media: [item()], poll: poll)])
    #expect(
      problems(content).errors == [
        "a poll and media exclude each other", "26 of 25 characters in an option",
        "a poll lasts 5 minutes to 7 days, not 60 seconds",
        "a poll on X takes one answer, not several",
      ])
  }

  @Test("a thread with several links says what they cost")
  func price() {
    let part = Content.Part(text: "See example.org")
    #expect(problems(Content(parts: [part, .init(text: "B")])) == [])
    #expect(
      problems(Content(parts: [part, .init(text: "B"), part])).warnings == [
        "2 posts of this thread carry a link, at 0.20 instead of 0.015 US dollars each"
      ])
  }

  @Test("a thread is no longer than what can be posted at once")
  func thread() {
    let content = Content(parts: Array(repeating: .init(text: "A"), count: 101))
    #expect(problems(content).errors == ["101 of 100 posts in one thread"])
  }
}
