import Testing

@testable import Terminal

@Suite("Text as a terminal shows it")
struct DisplayTextTests {
  @Test(
    "a line has no control characters and no run of spaces",
    arguments: [
      ("autumn-12/spring", "autumn-12/spring"), ("", ""), ("a b", "a b"), ("a \t\n b", "a b"),
      ("a\u{1B}[31mb", "a\u{FFFD}[31mb"), ("a\u{7F}b\u{0}", "a\u{FFFD}b\u{FFFD}"),
      ("a\u{85}b\u{9B}", "a b\u{FFFD}"), ("a\u{202E}b\u{2066}", "a\u{FFFD}b\u{FFFD}"),
      ("Grüße 秋 🍂", "Grüße 秋 🍂"),
    ])
  func line(text: String, shown: String) {
    #expect(DisplayText.line(text) == shown)
  }

  @Test("many lines keep their ends and tabs, and lose what else controls a terminal")
  func lines() {
    #expect(DisplayText.lines("a\tb\nc\u{7}\u{9B}d") == "a\tb\nc\u{FFFD}\u{FFFD}d")
  }

  @Test(
    "a cut text says so, and wide characters take two columns",
    arguments: [("bells", 5, "bells"), ("bells", 4, "bel…"), ("秋が来た", 6, "秋が…"), ("a", 0, "")])
  func cut(text: String, columns: Int, shown: String) {
    #expect(DisplayText.cut(text, to: columns) == shown)
    #expect(DisplayText.width(shown) <= columns)
  }
}
