import Adapters
import Domain
import Testing

@Suite("Facebook: what is wrong with a post")
struct FacebookProblemTests {
  private func problems(_ content: Content) -> [ContentProblem] {
    FacebookRecipe().problems(with: content, for: .facebook)
  }

  @Test("what is right")
  func right() {
    #expect(problems(Content(text: "A")).isEmpty)
    #expect(problems(Content(parts: [.init(text: "", link: "https://example.org")])).isEmpty)
    #expect(problems(.media(.test(), .test("image/png"))).isEmpty)
    #expect(problems(.media(FacebookPublishTests.film)).isEmpty)
    #expect(problems(.media(.test(), text: "", options: ["placement": "story"])).isEmpty)
  }

  @Test("what is wrong")
  func wrong() {
    let film = FacebookPublishTests.film
    #expect(problems(Content(text: " ")).errors == ["a post needs text, media or a link"])
    #expect(problems(.media(.test(), film)).errors.count == 1)
    #expect(
      problems(.media(.test(), .test(), options: ["placement": "story"])).errors
        == ["a story is one picture or one film"])
    #expect(
      problems(.media(.test(), options: ["placement": "reel"])).errors == ["a reel is one film"])
    #expect(problems(.media(.test(), options: ["placement": "wall"])).errors.count == 1)
    #expect(problems(.media(.test(), options: ["placement": "story"])).warnings.count == 1)
    #expect(problems(.media(.test(bytes: 4_100_000))).errors == ["the file has 4.1 of 4.0 MB"])
    #expect(problems(.media(.test("image/gif"))).warnings.count == 1)
    let wide = MediaFile.test("video/mp4", width: 1920, height: 1080)
    #expect(problems(.media(wide)).errors.isEmpty)
    #expect(
      problems(.media(wide, options: ["placement": "reel"])).errors
        == ["1920 × 1080 is too wide for Facebook"])
    let long = String(repeating: "a", count: 2201)
    #expect(problems(.media(film, text: long)).errors == ["2201 of 2200 characters"])
    #expect(problems(Content(text: long)).isEmpty)
    let eleven = Content(
      parts: [
        .init(text: "A", media: Array(repeating: .init(alt: "A", file: .test()), count: 11))
      ])
    #expect(problems(eleven).errors == ["11 of 10 pictures"])
    let thread = Content(parts: [.init(text: "A"), .init(text: "B")])
    #expect(
      problems(thread).errors
        == ["Facebook has no threads, and this account may not write first comments"])
  }
}
