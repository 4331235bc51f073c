import Testing

@testable import Text

@Suite("Equal words")
struct NormalizationTests {
  @Test(
    "white space makes no difference, wherever it is",
    arguments: [
      ("", ""), (" \t\r\n", ""), ("a", "a"), ("  a  b ", "a b"), ("a\r\nb\u{0B}c", "a b c"),
      ("a\u{1F}b", "a\u{1F}b"), ("ä  b", "ä b"), ("a\u{A0}b \u{2003} c", "a b c"),
    ])
  func whiteSpace(text: String, words: String) {
    #expect(Normalization.comparable(text) == words)
  }

  @Test("composed and decomposed letters are the same, down to the bytes")
  func composed() {
    let composed = Normalization.comparable("caf\u{E9} b")
    #expect(Array(Normalization.comparable("cafe\u{301}  b").utf8) == Array(composed.utf8))
  }

  @Test("the quick way for plain ASCII takes nothing else, and says what the other way says")
  func plain() {
    #expect(Normalization.words(ofASCII: " a  b\n") == "a b")
    #expect(Normalization.words(ofASCII: "a ä") == nil)
    #expect(Normalization.words(ofASCII: "a\u{85}b") == nil)
  }
}
