import Adapters
import Domain
import Testing

@Suite("Threads: what is wrong with a post")
struct ThreadsProblemTests {
  private func problems(_ content: Content) -> [ContentProblem] {
    ThreadsRecipe().problems(with: content, for: .threads)
  }

  private func media(_ files: MediaFile..., alt: String = "A") -> Content {
    Content(parts: [.init(text: "", media: files.map { .init(alt: alt, file: $0) })])
  }

  @Test("a text of 500 characters fits; emoji count their bytes")
  func length() {
    #expect(problems(Content(text: String(repeating: "ä", count: 500))).isEmpty)
    let long = problems(Content(text: String(repeating: "a", count: 501)))
    #expect(long.errors == ["501 of 500 characters (emoji count their bytes)"])
    #expect(long.first?.hint == "shorten by 1")
    #expect(problems(Content(text: String(repeating: "a", count: 497) + "👋")).errors.count == 1)
    #expect(problems(Content(text: String(repeating: "a", count: 496) + "👋")).isEmpty)
  }

  @Test("five different links, the card included")
  func links() {
    let five = (1...5).map { "https://example.org/\($0)" }.joined(separator: " ")
    #expect(problems(Content(text: five + " https://example.org/1")).isEmpty)
    let content = Content(parts: [.init(text: five, link: "https://example.org/6")])
    #expect(problems(content).errors == ["6 of 5 links"])
  }

  @Test("a post needs words or media, and a link alone is neither")
  func empty() {
    #expect(problems(Content(text: " ")).errors == ["a post needs text or media"])
    let link = Content(parts: [.init(text: "", link: "https://example.org")])
    #expect(problems(link).first?.hint == "say in the text what the link is about")
    #expect(problems(Content(parts: [.init(text: "A", link: "x")])).errors.count == 1)
  }

  @Test("files of another kind, size or shape")
  func files() {
    #expect(problems(media(.test("image/png"), .test("video/quicktime"))).isEmpty)
    #expect(problems(media(.test("image/gif"))).errors == ["Threads does not take image/gif"])
    #expect(problems(media(.test("image/webp"))).errors.count == 1)
    #expect(
      problems(media(.test(bytes: 8_400_000))).errors == ["the file has 8.4 of 8.0 MB"])
    #expect(problems(media(.test("video/mp4", bytes: 8_400_000))).isEmpty)
    #expect(problems(media(.test("video/mp4", bytes: 1_000_000_001))).errors.count == 1)
    let wide = problems(media(.test(width: 5001, height: 400)))
    #expect(wide.errors == ["5001 × 400 is too wide for Threads"])
    #expect(wide.first?.hint == "width : height from 0.1 to 10")
    #expect(problems(media(.test(width: 330, height: 4000))).errors.count == 1)
    #expect(problems(media(.test(width: 300, height: 300))).warnings.count == 1)
    #expect(problems(media(.test(width: nil, height: nil))).isEmpty)
  }

  @Test("twenty files, each with a description of at most 1000 characters")
  func carousel() {
    let many = Array(repeating: MediaItem(alt: "A", file: .test()), count: 21)
    #expect(
      problems(Content(parts: [.init(text: "A", media: many)])).errors == ["21 of 20 media files"])
    #expect(problems(media(.test(), alt: "")).warnings == ["no alt text"])
    let alt = String(repeating: "a", count: 1001)
    #expect(problems(media(.test(), alt: alt)).errors.count == 1)
  }

  @Test("what Threads does not have")
  func absent() {
    let content = Content(
      parts: [.init(text: "A")], warning: "Food", visibility: .unlisted, tags: ["bells"],
      options: ["colour": "red"])
    #expect(
      problems(content).errors == [
        "unknown option \"colour\"", "Threads has no content warnings",
        "Threads has no posts that are unlisted",
      ])
    #expect(problems(content).warnings.count == 1)
  }

  private static let wrongOptions: [[String: JSON]] = [
    ["reply_control": "nobody"], ["reply_control": true], ["spoiler": "yes"], ["topic_tag": ""],
    ["topic_tag": "a.b"], ["topic_tag": .string(String(repeating: "a", count: 51))],
  ]

  @Test("options that cannot be", arguments: wrongOptions)
  func options(_ options: [String: JSON]) {
    #expect(problems(Content(parts: [.init(text: "A")], options: options)).errors.count == 1)
  }

  @Test("options that can be")
  func goodOptions() {
    let options: [String: JSON] = [
      "reply_control": "followers_only", "spoiler": false, "topic_tag": "Bells and towers",
    ]
    #expect(problems(Content(parts: [.init(text: "A")], options: options)).isEmpty)
  }

  @Test("polls")
  func polls() {
    func poll(_ options: [String], seconds: Int = 86_400, multiple: Bool = false) -> Content {
      let poll = Poll(options: options, durationSeconds: seconds, multiple: multiple)
      return Content(parts: [.init(text: "A", poll: poll)])
    }
    #expect(problems(poll(["a", "b", "c", "d"])).isEmpty)
    #expect(problems(poll(["a"])).errors.count == 1)
    #expect(problems(poll(["a", "b", "c", "d", "e"])).errors.count == 1)
    #expect(problems(poll(["a", " "])).errors == ["an empty poll option"])
    #expect(problems(poll(["a", "b"], multiple: true)).errors.count == 1)
    #expect(problems(poll(["a", "b"], seconds: 60)).warnings.count == 1)
  }
}
