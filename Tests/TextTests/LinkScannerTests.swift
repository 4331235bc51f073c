import Testing
import Text

@Suite("Links in text")
struct LinkScannerTests {
  @Test(
    "finds what Mastodon counts as a link",
    arguments: [
      ("see https://example.org now", ["https://example.org"]),
      ("HTTPS://EXAMPLE.ORG/A", ["HTTPS://EXAMPLE.ORG/A"]),
      ("bare example.org is text", []),
      ("http://localhost/x has no domain", []),
      ("ftp://example.org", []),
      ("https://example.org.", ["https://example.org"]),
      ("https://example.org/a.", ["https://example.org/a"]),
      ("(https://example.org/a)", ["https://example.org/a"]),
      (
        "https://en.wikipedia.org/wiki/Bell_(tower)", ["https://en.wikipedia.org/wiki/Bell_(tower)"]
      ),
      ("https://example.org/a_(b_(c))!", ["https://example.org/a_(b_(c))"]),
      ("https://example.org/a_(b", ["https://example.org/a_"]),
      ("https://example.org/?q=1&b=%20#x,", ["https://example.org/?q=1&b=%20#x"]),
      ("https://example.org?", ["https://example.org"]),
      ("https://example.org:8443/x", ["https://example.org:8443/x"]),
      ("https://example.org: then", ["https://example.org"]),
      ("読む：https://example.jp/道です", ["https://example.jp/道です"]),
      ("https://example.comです", ["https://example.com"]),
      ("https://пример.рф/путь", ["https://пример.рф/путь"]),
      ("https://xn--e1afmkfd.xn--p1ai/", ["https://xn--e1afmkfd.xn--p1ai/"]),
      ("xhttps://example.org", []),
      ("@https://example.org", []),
      ("https://user@example.org", []),
      ("https://example.com@evil", []),
      (
        "https://a.example.org,https://b.example.org",
        ["https://a.example.org", "https://b.example.org"]
      ),
      ("https://example.nosuchtld/x", []),
      ("https://", []),
      ("", []),
    ])
  func counted(_ text: String, _ expected: [String]) {
    let found = LinkScanner.counted(in: text)
    #expect(found.map(\.address) == expected)
    #expect(found.map { slice(text, $0.range) } == expected)
  }

  @Test(
    "finds what a Bluesky client makes a link",
    arguments: [
      ("see https://example.com/a?b#c now", ["https://example.com/a?b#c"]),
      ("start.example.com/path", ["https://start.example.com/path"]),
      ("(example.com)", ["https://example.com"]),
      ("(https://example.com/a_(b))", ["https://example.com/a_(b)"]),
      ("https://example.com/a_(b)", ["https://example.com/a_(b)"]),
      ("https://example.com/a).", ["https://example.com/a"]),
      ("wait: https://example.com/!?...", ["https://example.com/"]),
      ("end example.com.", ["https://example.com"]),
      ("example.com,then", ["https://example.com"]),
      ("my-site.example.org:8080/x", ["https://my-site.example.org:8080/x"]),
      ("ann@example.com", []),
      ("ann.com@example.com", []),
      ("no space:https://example.com", []),
      ("x.nosuchtld and 3.14 and e.g.", []),
      ("example.com.local", []),
      ("http://localhost:8080/x", ["http://localhost:8080/x"]),
      ("https://... nothing", []),
      ("line\nhttps://example.com\nline", ["https://example.com"]),
      ("https://example.com/日本\u{3000}next", ["https://example.com/日本"]),
    ])
  func clickable(_ text: String, _ expected: [String]) {
    #expect(LinkScanner.clickable(in: text).map(\.address) == expected)
  }

  @Test("gives UTF-8 offsets")
  func offsets() {
    let text = "Grüße 👋 https://example.com/ä #tag"
    #expect(LinkScanner.clickable(in: text).map(\.range) == [13..<35])
    #expect(HashtagScanner.tags(in: text).map(\.range) == [36..<40])
    #expect(LinkScanner.counted(in: text).map(\.range) == [13..<35])
  }

  @Test("stays linear on hostile text", .timeLimit(.minutes(1)))
  func hostile() {
    for piece in ["https://", "a.", "https://a.co/(", "https://a.co?", "(", "@a", "#", "<a ='"] {
      let text = String(repeating: piece, count: 20_000)
      #expect(LinkScanner.counted(in: text).count <= 20_000)
      #expect(LinkScanner.clickable(in: text).count <= 20_000)
      #expect(MentionScanner.fediverse(in: text).count <= 20_000)
      #expect(MentionScanner.handles(in: text).count <= 20_000)
      #expect(HashtagScanner.tags(in: text).count <= 20_000)
      #expect(HTMLText.plain(text).utf8.count <= text.utf8.count)
      #expect(OpenGraph.read(text) == (nil, nil, nil))
    }
  }
}

/// The text between two UTF-8 offsets.
func slice(_ text: String, _ range: Range<Int>) -> String {
  String(decoding: Array(text.utf8)[range], as: UTF8.self)
}
