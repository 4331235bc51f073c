import Adapters
import Domain
import Testing

@Suite("Mastodon: what fits")
struct MastodonTextTests {
  struct Length: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var warning: String?
    var length: Int
  }

  static let lengths: [Length] = [
    .init(testDescription: "ASCII", text: String(repeating: "a", count: 501), length: 501),
    .init(
      testDescription: "an emoji family is one",
      text: String(repeating: "👨‍👩‍👧‍👦", count: 501), length: 501),
    .init(
      testDescription: "a combined letter is one", text: String(repeating: "e\u{301}", count: 501),
      length: 501),
    .init(
      testDescription: "a long address is 23",
      text: String(repeating: "a", count: 480) + " https://example.org/"
        + String(repeating: "b", count: 200), length: 504),
    .init(
      testDescription: "a short address is 23 too",
      text: String(repeating: "a", count: 480) + " http://a.de", length: 504),
    .init(
      testDescription: "a bare domain counts in full",
      text: String(repeating: "a", count: 495) + " example.org", length: 507),
    .init(
      testDescription: "the server of a mention is free",
      text: String(repeating: "a", count: 498) + " @ann@very-long-server.example.org",
      length: 503),
    .init(
      testDescription: "the warning counts", text: String(repeating: "a", count: 495),
      warning: "Cinema", length: 501),
    .init(
      testDescription: "an address in the warning counts in full",
      text: String(repeating: "a", count: 480),
      warning: "https://example.org/" + String(repeating: "b", count: 20), length: 520),
  ]

  @Test("the length is counted as the server counts it", arguments: lengths)
  func tooLong(length: Length) {
    var content = Content(text: length.text)
    content.warning = length.warning
    let problem = MastodonRecipe().problems(with: content, for: .mastodon()).first
    let note = length.warning == nil ? "" : ", the warning counts too"
    #expect(
      problem?.message == "\(length.length) of 500 characters (links count 23\(note))")
    #expect(problem?.hint == "shorten by \(length.length - 500)")
    #expect(problem?.field == .text(part: 0))
  }

  @Test("a post of exactly the limit is fine; a link that is added counts")
  func exact() {
    let recipe = MastodonRecipe()
    let content = Content(text: String(repeating: "é", count: 500))
    #expect(recipe.problems(with: content, for: .mastodon()).isEmpty)
    let part = Content.Part(
      text: String(repeating: "a", count: 476), link: "https://example.org/a")
    #expect(
      recipe.problems(with: Content(parts: [part]), for: .mastodon()).errors
        == ["501 of 500 characters (links count 23)"])
  }

  @Test("the server's own limits hold; the documented ones where it said nothing")
  func serverLimits() {
    let account = AccountFacts.mastodon(facts: ["max_characters": 5, "url_characters": 2])
    let recipe = MastodonRecipe()
    #expect(
      recipe.problems(with: Content(text: "abcdef"), for: account).errors
        == ["6 of 5 characters (links count 2)"])
    #expect(
      recipe.problems(with: Content(text: "https://example.org"), for: account).errors.isEmpty)
    let odd = AccountFacts.mastodon(facts: ["max_characters": -5])
    #expect(recipe.problems(with: Content(text: "abcdef"), for: odd).isEmpty)
  }

  private func problems(_ media: [MediaFile], text: String = "A") -> [ContentProblem] {
    let items = media.map { MediaItem(alt: "what it shows", file: $0) }
    return MastodonRecipe().problems(
      with: Content(parts: [.init(text: text, media: items)]),
      for: .mastodon(facts: ["mime_types": ["image/jpeg", "image/gif", "video/mp4", "audio/mpeg"]]))
  }

  @Test("number, kind, size and mixture of media")
  func media() {
    let picture = MediaFile.test()
    #expect(problems([picture, picture, picture, picture]).isEmpty)
    #expect(problems([picture], text: "").isEmpty)
    #expect(problems(Array(repeating: picture, count: 5)).errors == ["5 of 4 media files"])
    #expect(
      problems([.test("video/mp4"), picture]).errors
        == ["a film or sound goes alone, without further media"])
    #expect(
      problems([.test("image/tiff")]).errors == ["the server does not take image/tiff"])
    #expect(
      problems([.test(bytes: 20_000_000)]).errors == ["the file has 20.0 of 16.8 MB"])
    #expect(
      problems([.test(bytes: 16_777_217)]).errors
        == ["the file has 16777217 of 16777216 bytes"])
    #expect(problems([.test("video/mp4", bytes: 103_809_024)]).isEmpty)
    #expect(
      problems([.test(width: 10_000, height: 10_000)]).errors
        == ["the picture is too large: at most 33177600 pixels in all"])
    #expect(problems([.test(width: nil, height: nil)]).isEmpty)
  }

  @Test("alt text: missing is a warning, too long is an error")
  func altText() {
    func problems(_ alt: String) -> [ContentProblem] {
      MastodonRecipe().problems(
        with: Content(parts: [.init(text: "A", media: [.init(alt: alt, file: .test())])]),
        for: .mastodon())
    }
    #expect(problems(" ").warnings == ["no alt text"])
    #expect(problems(" ").first?.field == .media(part: 0, index: 0))
    #expect(problems(String(repeating: "a", count: 1500)).isEmpty)
    #expect(
      problems(String(repeating: "a", count: 1501)).errors
        == ["1501 of 1500 characters of alt text"])
  }

  @Test("the rules of polls")
  func polls() {
    func errors(_ poll: Poll, media: [MediaItem] = []) -> [String] {
      MastodonRecipe().problems(
        with: Content(parts: [.init(text: "A", media: media, poll: poll)]), for: .mastodon()
      ).errors
    }
    #expect(errors(Poll(options: ["a", "b"], durationSeconds: 300)).isEmpty)
    #expect(
      errors(Poll(options: ["a"], durationSeconds: 300))
        == ["1 poll options; 2 to 4 are possible"])
    #expect(
      errors(Poll(options: ["a", "b"], durationSeconds: 60))
        == ["a poll lasts 300 to 2629746 seconds, not 60"])
    #expect(
      errors(Poll(options: ["a", String(repeating: "b", count: 51)], durationSeconds: 300))
        == ["51 of 50 characters in a poll option"])
    #expect(
      errors(Poll(options: ["a", "a"], durationSeconds: 300)) == ["two equal poll options"])
    #expect(
      errors(Poll(options: ["a", " "], durationSeconds: 300)) == ["an empty poll option"])
    #expect(
      errors(
        Poll(options: ["a", "b"], durationSeconds: 300),
        media: [.init(alt: "A", file: .test())]) == ["a poll and media exclude each other"])
  }

  @Test("what the platform does not know is named")
  func unknown() {
    let content = Content(
      parts: [.init(text: " ")], language: "deu", tags: ["a", "b"],
      options: ["sensitive": "yes", "board": "x"])
    let found = MastodonRecipe().problems(with: content, for: .mastodon())
    #expect(
      found.errors == [
        "unknown option \"board\"", "\"sensitive\" is true or false",
        "a post needs text or media",
      ])
    #expect(
      found.warnings == [
        "Mastodon keeps hashtags in the text; \"tags\" are not used",
        "\"deu\" is not a two-letter language code",
      ])
    let thread = Content(parts: Array(repeating: .init(text: "A"), count: 301))
    #expect(
      MastodonRecipe().problems(with: thread, for: .mastodon()).errors
        == ["301 of 300 posts in one thread"])
  }
}
