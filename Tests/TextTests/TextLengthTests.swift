import Testing
import Text

/// One text and its lengths.
struct LengthCase: Sendable, CustomTestStringConvertible {
  let text: String
  let graphemes: Int
  let utf16: Int
  let utf8: Int
  let scalars: Int

  var testDescription: String { text.debugDescription }

  init(_ text: String, _ graphemes: Int, _ utf16: Int, _ utf8: Int, _ scalars: Int) {
    self.text = text
    self.graphemes = graphemes
    self.utf16 = utf16
    self.utf8 = utf8
    self.scalars = scalars
  }
}

@Suite("Lengths and normal forms")
struct TextLengthTests {
  @Test(
    "counts as people and as machines do",
    arguments: [
      LengthCase("", 0, 0, 0, 0),
      LengthCase("Grüße", 5, 5, 7, 5),
      LengthCase("e\u{301}", 1, 2, 3, 2),
      LengthCase("👩‍👩‍👧‍👦", 1, 11, 25, 7),
      LengthCase("🇩🇪🇳🇿", 2, 8, 16, 4),
      LengthCase("👍🏽", 1, 4, 8, 2),
      LengthCase("a\r\nb", 3, 4, 4, 4),
      LengthCase("เกี่ยว", 4, 6, 18, 6),
      LengthCase("مَرْحَبًا", 5, 9, 18, 9),
      LengthCase("日本語", 3, 3, 9, 3),
      LengthCase("क्षि", 1, 4, 12, 4),
    ])
  func lengths(_ example: LengthCase) {
    #expect(TextLength.graphemes(example.text) == example.graphemes)
    #expect(TextLength.utf16(example.text) == example.utf16)
    #expect(TextLength.utf8(example.text) == example.utf8)
    #expect(TextLength.scalars(example.text) == example.scalars)
  }

  @Test(
    "composes to NFC, byte for byte",
    arguments: [
      ("plain", "plain"),
      ("e\u{301}", "\u{E9}"),
      ("a\u{323}\u{307}", "\u{1EA1}\u{307}"),  // marks are put in canonical order first
      ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),  // Hangul
      ("\u{212B}", "\u{C5}"),  // ångström sign
      ("\u{958}", "\u{915}\u{93C}"),  // a composition exclusion
      ("👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"),
      ("a\u{0}é", "a\u{0}é"),
    ])
  func normalForm(_ text: String, _ composed: String) {
    #expect(Array(Normalization.nfc(text).utf8) == Array(composed.utf8))
  }

  @Test(
    "shortens at a word, within the bound",
    arguments: [
      ("short", 10, "short"),
      ("The quick brown fox jumps", 16, "The quick brown…"),
      ("The quick brown fox jumps", 15, "The quick…"),
      ("Hello, world again", 7, "Hello…"),
      ("Donaudampfschifffahrtsgesellschaft", 10, "Donaudamp…"),
      ("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2, "👩‍👩‍👧‍👦…"),
      ("anything", 1, "a"),
      ("anything", 0, ""),
      ("", 0, ""),
    ])
  func excerpt(_ text: String, _ limit: Int, _ expected: String) {
    let result = Excerpt.shorten(text, to: limit)
    #expect(result == expected)
    #expect(result.count <= limit || text.count <= limit)
  }

  @Test("folds white space into one line")
  func singleLine() {
    #expect(Excerpt.singleLine("  a\r\n\tb  c\u{2028}d ") == "a b c d")
  }
}
