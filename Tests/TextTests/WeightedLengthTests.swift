import Testing
import Text

@Suite("The length that X counts")
struct WeightedLengthTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String
    var length: Int
    var testDescription: String { text.debugDescription }

    init(_ text: String, _ length: Int) {
      self.text = text
      self.length = length
    }
  }

  static let plain: [Case] = [
    .init("", 0), .init("This is a test.", 15), .init("line\nline", 9),
    .init("Lié géts øn", 11), .init("Привет", 6), .init("שלום", 4), .init("الس", 3),
    // The last light and the first heavy code points of each range.
    .init("\u{10FF}\u{1100}", 3), .init("\u{2000}\u{200D}\u{200E}", 4),
    .init("\u{200F}", 2), .init("\u{2010}\u{201F}\u{2020}", 4),
    .init("\u{2032}\u{2037}\u{2038}", 4),
    .init("日本語", 6), .init("저찀쯿쿿", 8), .init("\u{10000}\u{10FFFF}", 4),
    // Composed before it is counted.
    .init("e\u{301}", 1), .init("\u{1112}\u{1161}\u{11AB}", 2),
  ]

  static let emoji: [Case] = [
    .init("🐱", 2), .init("H🐱☺", 5), .init("👍🏽", 2), .init("👩‍👩‍👧‍👦", 2), .init("🇩🇪🇳🇿", 4),
    .init("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2), .init("1️⃣", 2), .init("#1*", 3), .init("❤️", 2), .init("❤", 2),
    .init("❤\u{FE0E}", 4), .init("©", 1), .init("©️", 2),
    .init(String(repeating: "👨‍👩‍👧", count: 140), 280),
  ]

  static let links: [Case] = [
    .init("http://test.com", 23), .init("https://test.com", 23), .init("test.com", 23),
    .init("https://test.com/a/very/long/path?with=a&query=that#goes-on-and-on-and-on", 23),
    .init("Test https://test.com test https://test.com test.com test", 86),
    .init("foo.co.jp", 23), .init("t.co", 23), .init("See example.org.", 28),
    .init("(example.org/a_(b))", 25), .init("HTTPS://www.ExaMPLE.COM/index.html", 23),
    .init("http://example.com/Русские_слова", 23),
    // X's own addresses: a slug of at most 40 letters, and a query.
    .init("https://t.co/abc.def", 27), .init("https://t.co/abc?d=e", 23),
    .init("https://t.co/a/b", 25), .init("https://t.co/" + String(repeating: "a", count: 41), 54),
    // A letter of another script ends the path, and stands before and after a bare domain.
    .init("https://example.com/日本", 27), .init("日本example.com日本", 31),
    // Top-level domains of other scripts, also without a space behind them.
    .init("example.рф", 23), .init("example.рфтекст", 28), .init("https://example.рфтекст", 28),
    .init("https://пример.рфтекст", 28), .init("example.中国です", 27), .init("example.みんな", 23),
    .init("example.рф/путь", 23), .init("example.भारतम्", 23), .init("example.рфx", 11),
    .init("example.рф-x", 12), .init("example.тексттекст", 18),
    // No address: a name at a host, a host after punctuation that forbids it, no known domain.
    .init("ann@example.com", 15), .init("#example.com", 12), .init("$example.com", 12),
    .init("-example.com", 12), .init("file.swift", 10), .init("1.5", 3), .init("e.g.", 4),
    .init("https://example.notadomain", 26), .init("ftp://example.com/", 18),
  ]

  @Test("letters count by their range", arguments: plain)
  func countsLetters(_ example: Case) {
    #expect(TextLength.weighted(example.text) == example.length)
  }

  @Test("an emoji counts two, however many code points draw it", arguments: emoji)
  func countsEmoji(_ example: Case) { #expect(TextLength.weighted(example.text) == example.length) }

  @Test("an address counts 23, however long it is", arguments: links)
  func countsLinks(_ example: Case) { #expect(TextLength.weighted(example.text) == example.length) }

  @Test("a long text takes linear time")
  func long() {
    #expect(TextLength.weighted(String(repeating: "a.b ", count: 50_000)) == 200_000)
    #expect(TextLength.weighted(String(repeating: "a.", count: 50_000)) == 100_000)
  }

  @Test("what is shortened, and what it means")
  func shortened() {
    let found = LinkScanner.shortened(in: "a example.org/x, https://b.example.com?q=1.")
    #expect(found.map(\.address) == ["https://example.org/x", "https://b.example.com?q=1"])
    #expect(found.map(\.range) == [2..<15, 17..<42])
  }
}
