import Config
import Domain
import Testing

@Suite("Series")
struct SeriesTests {
  @Test("Markdown files are texts: front matter has the keys, the body is the text")
  func markdown() throws {
    let snapshot = try snapshot(
      """
      templates: { tip: "Tip: {{text}}" }
      series:
        - { id: tips, cron: 0 9 * * tue, from: tips/*.md, template: tip, late: skip }
      """,
      files: [
        "tips/b.md":
          "---\nid: second\ntags: [x]\nfor:\n  sky: { text: short }\n---\n\nTwo *stars*.\n",
        "tips/a.md": "One\nand more.\n",
      ])
    let series = try #require(snapshot.series.first)
    #expect(series.items.map(\.key) == ["tips/a.md", "second"])
    #expect(series.items[0].targets[0].content.parts[0].text == "Tip: One\nand more.")
    #expect(
      series.items[1].targets.map { $0.content.parts[0].text } == ["Tip: Two *stars*.", "short"])
    #expect(series.items[1].targets[0].content.tags == ["x"])
    #expect(series.rules.late == .skip)
  }

  @Test("a text without an id is remembered by what it says")
  func keys() throws {
    let body = { (texts: String) in
      "series:\n  - { id: s, cron: 0 9 * * *, posts: [\(texts)] }"
    }
    let before = try snapshot(body("{ text: a }, { text: b }, { text: a }")).series[0].items
    let after = try snapshot(body("{ text: new }, { text: a }, { text: b }")).series[0].items
    #expect(Set(before.map(\.key)).count == 3)
    #expect(after[1].key == before[0].key && after[2].key == before[1].key)
  }

  static let wrong = WrongFile.cases(
    """
    === front matter never closed
    ---
    id: a
    Text.
    ===> 1:1 the front matter is never closed
    === unknown key
    ---
    at: now
    ---
    Text.
    ===> 2:1 unknown key "at"
    === broken front matter
    ---
    id: "a
    ---
    Text.
    ===> 2:5 this quote is never closed
    === text twice
    ---
    text: One
    ---
    Two
    ===> 2:1 the body is the text already
    === nothing
    ---
    id: a
    ---
    ===> 2:5 this post says nothing
    === missing picture
    ---
    media: [{ file: no.png, alt: x }]
    ---
    Text.
    ===> 2:17 the media file "no.png" does not exist
    === too long
    ---
    id: a
    ---

    \(String(repeating: "x", count: 310))
    ===> 5:1 sky: 310 of 300 characters (links count 23)
    """.replacing("===> ", with: "---\n"))

  @Test("mistakes in Markdown files have their line in that file", arguments: wrong)
  func mistake(_ file: WrongFile) {
    let loaded = load(
      schedule("series:\n  - { id: s, cron: 0 9 * * *, from: tips/a.md }"),
      files: ["tips/a.md": file.body])
    let told = loaded.diagnostics.map { diagnostic in
      #expect(diagnostic.place.file == "tips/a.md")
      return "\(diagnostic.place.line):\(diagnostic.place.column) \(diagnostic.message)"
    }
    #expect(told == [file.messages])
  }
}
