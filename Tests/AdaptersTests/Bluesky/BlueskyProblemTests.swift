import Adapters
import Domain
import Testing

@Suite("Bluesky: what fits")
struct BlueskyProblemTests {
  private func problems(_ content: Content) -> [ContentProblem] {
    BlueskyRecipe().problems(with: content, for: .bluesky())
  }

  private func problems(_ files: [MediaFile], alt: String = "what it shows") -> [ContentProblem] {
    let items = files.map { MediaItem(alt: alt, file: $0) }
    return problems(Content(parts: [.init(text: "A", media: items)]))
  }

  struct Length: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var message: String?
  }

  static let lengths: [Length] = [
    .init(testDescription: "exactly", text: String(repeating: "é", count: 300), message: nil),
    .init(
      testDescription: "one more", text: String(repeating: "a", count: 301),
      message: "301 of 300 characters (links count in full)"),
    .init(
      testDescription: "a flag is one", text: String(repeating: "🇩🇪", count: 301),
      message: "301 of 300 characters (links count in full)"),
    .init(
      testDescription: "a long address counts in full",
      text: "https://example.org/" + String(repeating: "b", count: 300),
      message: "320 of 300 characters (links count in full)"),
    .init(
      testDescription: "bytes count too", text: String(repeating: "👨‍👩‍👧‍👦", count: 121),
      message: "3025 of 3000 bytes"),
    .init(
      testDescription: "nothing at all", text: " \n",
      message: "a post needs text, media or a link"),
  ]

  @Test("the length in characters and bytes", arguments: lengths)
  func tooLong(length: Length) {
    #expect(problems(Content(text: length.text)).errors == (length.message.map { [$0] } ?? []))
  }

  @Test("a link counts only where media takes the place of its card")
  func link() {
    let text = String(repeating: "a", count: 290)
    let item = MediaItem(alt: "A", file: .test())
    let card = Content.Part(text: text, link: "https://example.org/")
    #expect(problems(Content(parts: [card])).isEmpty)
    let both = Content.Part(text: text, link: "https://example.org/", media: [item])
    let found = problems(Content(parts: [both]))
    #expect(found.errors == ["312 of 300 characters (with media the link counts too)"])
    #expect(found.first?.hint == "shorten by 12")
    #expect(problems(Content(parts: [.init(text: "", link: "https://example.org")])).isEmpty)
    #expect(
      problems(Content(parts: [.init(text: "A", link: "example.org")])).errors
        == ["\"example.org\" is no web address"])
  }

  @Test("number, kind, size and mixture of media")
  func media() {
    let picture = MediaFile.test()
    #expect(problems([picture, picture, picture, picture]).isEmpty)
    #expect(problems(Array(repeating: picture, count: 5)).errors == ["5 of 4 pictures"])
    #expect(problems([.test(bytes: 2_000_000)]).isEmpty)
    #expect(
      problems([.test(bytes: 2_000_001)]).errors == ["the file has 2000001 of 2000000 bytes"])
    #expect(problems([.test(bytes: 2_500_000)]).errors == ["the file has 2.5 of 2.0 MB"])
    #expect(
      problems([.test("video/mp4"), picture]).errors
        == ["a film goes alone, without further media"])
    #expect(problems([.test("video/mp4", bytes: 300_000_000)]).isEmpty)
    #expect(
      problems([.test("video/mp4", bytes: 301_000_000)]).errors
        == ["the file has 301.0 of 300.0 MB"])
    for mime in ["video/webm", "audio/mpeg", "application/pdf"] {
      #expect(
        problems([.test(mime)]).errors == ["Bluesky takes pictures and MP4 films, not \(mime)"])
    }
    #expect(
      problems([.test("image/gif")]).warnings == ["Bluesky shows animated GIFs as still pictures"])
    #expect(problems([picture], alt: "").warnings == ["no alt text"])
  }

  @Test("what Bluesky does not have is refused with a way out")
  func unsupported() {
    let content = Content(
      parts: [.init(text: "A", poll: Poll(options: ["a", "b"], durationSeconds: 300))],
      warning: "Food", visibility: .followers,
      tags: Array(repeating: "a", count: 8) + [String(repeating: "b", count: 65)],
      options: ["sensitive": true])
    let found = problems(content)
    #expect(
      found.errors == [
        "unknown option \"sensitive\"",
        "everything on Bluesky is public; \"followers\" is not",
        "Bluesky has no free content warnings", "9 of 8 tags", "65 of 64 characters in a tag",
        "Bluesky has no polls",
      ])
    #expect(found.contains { $0.hint == "one of porn, sexual, nudity, graphic-media" })
    #expect(
      problems(Content(parts: [.init(text: "A")], warning: "nudity", visibility: .everyone))
        .isEmpty)
  }
}
