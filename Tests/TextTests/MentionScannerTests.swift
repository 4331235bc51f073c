import Testing
import Text

@Suite("Mentions and hashtags in text")
struct MentionScannerTests {
  @Test(
    "finds mentions of the fediverse",
    arguments: [
      ("@ann", ["ann|"]),
      ("hi @ann@example.org!", ["ann|example.org"]),
      ("@ann@example.org.", ["ann|example.org"]),
      ("@ann.b_c-@x", ["ann.b_c|", "x|"]),
      ("@ann@münchen.example", ["ann|münchen.example"]),
      ("(@ann)", ["ann|"]),
      ("mail ann@example.org", []),
      ("https://example.org/@ann", []),
      ("?u=@ann", []),
      ("é@ann", []),
      ("@@ann", ["ann|"]),
      ("@ann@-x", ["ann|"]),
      ("@", []),
      ("@.a", []),
      ("@a,@b@c.de", ["a|", "b|c.de"]),
    ])
  func fediverse(_ text: String, _ expected: [String]) {
    let found = MentionScanner.fediverse(in: text)
    #expect(found.map { "\($0.name)|\($0.server ?? "")" } == expected)
    for mention in found {
      let written = mention.server.map { "@\(mention.name)@\($0)" } ?? "@\(mention.name)"
      #expect(slice(text, mention.range) == written)
    }
  }

  @Test(
    "finds handles",
    arguments: [
      ("@ann.example.org", ["ann.example.org"]),
      ("hey @ann.bsky.social, look", ["ann.bsky.social"]),
      ("(@ann.bsky.social)", ["ann.bsky.social"]),
      ("@ann.test", ["ann.test"]),
      ("@ann.bsky.social.", ["ann.bsky.social"]),
      ("@ann", []),
      ("x@ann.bsky.social", []),
      ("@ann.nosuchtld", []),
      ("@.org", []),
      ("@a-.", []),
    ])
  func handles(_ text: String, _ expected: [String]) {
    let found = MentionScanner.handles(in: text)
    #expect(found.map(\.name) == expected)
    #expect(found.map { slice(text, $0.range) } == expected.map { "@" + $0 })
  }

  @Test(
    "finds hashtags",
    arguments: [
      ("#tag", ["tag"]),
      ("a #tag, b", ["tag"]),
      ("＃タグ", ["タグ"]),
      ("#1 #1a #a1", ["1a", "a1"]),
      ("x#no (#no)", []),
      ("#a#b", ["a#b"]),
      ("#same-as_it.is!", ["same-as_it.is"]),
      ("#️⃣ keycap", []),
      ("#🐝", ["🐝"]),
      ("#soft\u{AD}hyphen", ["soft"]),
      ("# #! ##", []),
      ("line\n#next", ["next"]),
    ])
  func hashtags(_ text: String, _ expected: [String]) {
    #expect(HashtagScanner.tags(in: text).map(\.tag) == expected)
  }
}
