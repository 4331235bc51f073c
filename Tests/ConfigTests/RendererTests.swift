import Config
import Domain
import Testing

@Suite("Showing diagnostics")
struct RendererTests {
  @Test("a warning about a place where an error stands is not said beside it")
  func echoes() {
    let place = Place(file: "schedule.yaml", line: 6, column: 9)
    let elsewhere = Place(file: "schedule.yaml", line: 7, column: 9)
    let error = Diagnostic(.error, place, "wrong", hint: nil)
    let warning = Diagnostic(.warning, elsewhere, "odd", hint: nil)
    let findings = [Diagnostic(.warning, place, "odd", hint: nil), warning, error]
    #expect(findings.withoutEchoes == [warning, error])
  }

  @Test("the source line and carets stand below the message, and a count at the end")
  func excerpt() {
    let loaded = load(
      schedule("posts:\n  - id: a\n    at: 2027-03-28 02:30\n    tex: |\n      Hello.\n    to: sk"))
    let text = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
    #expect(
      text == """
        schedule.yaml:5:9: error: this post says nothing; add text:, template:, media: or poll:
            5 |   - id: a
              |         ^
        schedule.yaml:6:9: warning: 2027-03-28 02:30 does not exist in Europe/Berlin (clocks go \
        forward); it will go out at 03:30
            6 |     at: 2027-03-28 02:30
              |         ^~~~~~~~~~~~~~~~
        schedule.yaml:7:5: error: unknown key "tex"; did you mean "text"?
            7 |     tex: |
              |     ^~~
        schedule.yaml:9:9: error: no account or group "sk"; did you mean "sky"?
            9 |     to: sk
              |         ^~
        3 errors, 1 warning; nothing changed

        """)
  }

  @Test("a line that may hold a secret is not shown")
  func secret() {
    let loaded = load(
      "version: 1\ntimezone: UTC", accounts: "version: 1\naccounts:\n  - tokn: hunter2")
    let text = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
    #expect(text.contains("unknown key \"tokn\"") && !text.contains("hunter2"))
  }

  @Test("control characters of a file do not reach the terminal")
  func control() {
    let loaded = load("version: 1\ntimezone: \"\\e[31mred\\e[0m\"\u{85}")
    let text = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
    #expect(text.contains("no time zone"))
    #expect(
      !text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
  }

  @Test("a long line is cut around the place")
  func long() {
    let padding = String(repeating: "a", count: 300)
    let loaded = load(schedule("posts: [{ id: \(padding), at: soon, text: x }]"))
    let text = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
    #expect(
      text.split(separator: "\n").filter { $0.contains(" | ") }.allSatisfy { $0.count <= 130 })
    #expect(text.contains("at: soon"))
  }

  @Test("programs get a stable document")
  func json() {
    let loaded = load(schedule("posts: 1"))
    #expect(
      DiagnosticRenderer().json(loaded.diagnostics).text
        == #"{"diagnostics":[{"column":8,"file":"schedule.yaml","hint":"begin each element with "#
        + #"\"- \"","length":1,"line":4,"message":"\"posts\" must be a list, not a single value","#
        + #""severity":"error"}],"errors":1,"warnings":0}"#)
  }

  @Test(
    "the nearest spelling is found, and nothing far away",
    arguments: [
      ("tex", "text"), ("txet", "text"), ("medai", "media"), ("visiblity", "visibility"),
      ("xyz", nil), ("a", nil),
    ] as [(String, String?)])
  func spelling(_ word: String, _ meant: String?) {
    let loaded = load(schedule("posts: [{ id: a, at: now, text: x, \(word): 1 }]"))
    let hint = loaded.diagnostics.first?.hint ?? ""
    #expect(hint.hasPrefix("did you mean") == (meant != nil))
    if let meant { #expect(hint == "did you mean \"\(meant)\"?") }
  }
}
