import Adapters
import Domain
import Testing

@Suite("Instagram: what is wrong with a post")
struct InstagramProblemTests {
  private func problems(_ content: Content) -> [ContentProblem] {
    InstagramRecipe().problems(with: content, for: .instagram)
  }

  private static let film = InstagramPublishTests.film

  @Test("what is right")
  func right() {
    #expect(problems(.media(.test())).isEmpty)
    #expect(problems(.media(Self.film)).isEmpty)
    #expect(problems(.media(.test(), Self.film)).isEmpty)
    #expect(problems(.media(Self.film, text: "", options: ["placement": "story"])).isEmpty)
    let options: [String: JSON] = [
      "placement": "reel", "share_to_feed": false, "collaborators": ["a"], "location_id": "1",
      "thumb_offset": 0,
    ]
    #expect(problems(.media(Self.film, options: options)).isEmpty)
  }

  @Test("captions: 2200 characters, 30 hashtags, 20 mentions")
  func captions() {
    let long = String(repeating: "a", count: 2201)
    #expect(problems(.media(.test(), text: long)).errors == ["2201 of 2200 characters"])
    func tags(_ count: Int) -> String { (0..<count).map { "#tag\($0)" }.joined(separator: " ") }
    #expect(problems(.media(.test(), text: tags(31))).errors == ["31 of 30 hashtags"])
    #expect(problems(.media(.test(), text: tags(6))).warnings.count == 1)
    #expect(problems(.media(.test(), text: tags(5))).isEmpty)
    let people = (0..<21).map { "@name\($0)" }.joined(separator: " ")
    #expect(problems(.media(.test(), text: people)).errors == ["21 of 20 mentions"])
    let link = Content(
      parts: [
        .init(
          text: "A", link: "https://example.org", media: [.init(alt: "A", file: .test())])
      ])
    #expect(problems(link).warnings.count == 1)
  }

  @Test("media: JPEG between 4:5 and 1.91:1, films as reels or stories")
  func media() {
    #expect(problems(Content(text: "A")).errors == ["Instagram needs a picture or a film"])
    #expect(problems(.media(.test("image/png"))).errors == ["Instagram does not take image/png"])
    #expect(problems(.media(.test(width: 1920, height: 1000))).errors.count == 1)
    #expect(problems(.media(.test(width: 1910, height: 1000))).isEmpty)
    #expect(problems(.media(.test(width: 799, height: 1000))).isEmpty)
    #expect(problems(.media(.test(width: 790, height: 1000))).errors.count == 1)
    #expect(problems(.media(.test(bytes: 8_100_000))).errors.count == 1)
    let tall = Content.media(
      .test(width: 1080, height: 1920), text: "", options: ["placement": "story"])
    #expect(problems(tall).isEmpty)
    let large = MediaFile.test("video/mp4", bytes: 200_000_000)
    #expect(problems(.media(large)).isEmpty)
    #expect(problems(.media(large, text: "", options: ["placement": "story"])).errors.count == 1)
    #expect(
      problems(.media(.test(), .test(), text: "", options: ["placement": "story"])).errors
        == ["a story is one picture or one film"])
    #expect(
      problems(.media(.test(), options: ["placement": "reel"])).errors == ["a reel is one film"])
    #expect(problems(.media(.test(), options: ["placement": "story"])).warnings.count == 1)
    let eleven = Content(
      parts: [
        .init(text: "A", media: Array(repeating: .init(alt: "A", file: .test()), count: 11))
      ])
    #expect(problems(eleven).errors == ["11 of 10 media files"])
  }

  private static let wrong: [[String: JSON]] = [
    ["placement": "wall"], ["share_to_feed": "yes"], ["collaborators": ["a", "b", "c", "d"]],
    ["collaborators": "a"], ["location_id": 7], ["thumb_offset": -1], ["colour": "red"],
  ]

  @Test("options that cannot be", arguments: wrong)
  func options(_ options: [String: JSON]) {
    #expect(problems(.media(.test(), options: options)).errors.count == 1)
  }

  @Test("one further part: words, as the first comment")
  func comments() {
    func problems(_ comment: Content.Part, _ options: [String: JSON] = [:]) -> [String] {
      let post = Content.media(.test(), text: "", options: options)
      return self.problems(Content(parts: post.parts + [comment], options: options)).errors
    }
    #expect(problems(.init(text: "B")).isEmpty)
    #expect(problems(.init(text: "", link: "https://example.org")).isEmpty)
    #expect(problems(.init(text: " ")) == ["the first comment says nothing"])
    #expect(
      problems(.init(text: String(repeating: "a", count: 2201))) == ["2201 of 2200 characters"])
    #expect(
      problems(.init(text: "B", media: [.init(alt: "A", file: .test())]))
        == ["the first comment on Instagram is words only"])
    #expect(problems(.init(text: "B"), ["placement": "story"]) == ["a story has no comments"])
    let poll = Poll(options: ["a", "b"], durationSeconds: 3600)
    #expect(problems(.init(text: "B", poll: poll)).count == 1)
  }

  @Test("threads and polls")
  func absent() {
    let post = Content.media(.test()).parts[0]
    #expect(
      problems(Content(parts: [post, .init(text: "B"), .init(text: "C")])).errors == [
        "Instagram has no threads: the second part is the first comment, and there is no third"
      ])
    var asking = post
    asking.poll = Poll(options: ["a", "b"], durationSeconds: 3600)
    #expect(
      problems(Content(parts: [asking])).errors == ["Instagram takes no polls through its API"])
  }
}
