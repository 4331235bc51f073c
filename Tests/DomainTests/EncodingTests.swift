import Domain
import Testing

@Suite("Percent encoding, hexadecimal, names")
struct EncodingTests {
  @Test(
    "escapes everything but unreserved characters",
    arguments: [
      ("", "", ""), ("aZ09-._~", "aZ09-._~", "aZ09-._~"), ("a b+c", "a%20b%2Bc", "a+b%2Bc"),
      ("ä/?&=%", "%C3%A4%2F%3F%26%3D%25", "%C3%A4%2F%3F%26%3D%25"), ("\u{0}\n", "%00%0A", "%00%0A"),
      ("👋", "%F0%9F%91%8B", "%F0%9F%91%8B"), (" \u{301}", "%20%CC%81", "+%CC%81"),
    ])
  func encode(_ text: String, _ component: String, _ form: String) {
    #expect(PercentEncoding.component(text) == component)
    #expect(PercentEncoding.form(text) == form)
    #expect(PercentEncoding.decodeForm(form) == text)
    #expect(PercentEncoding.decodeForm(component) == text)
    #expect(PercentEncoding.decode(component) == text)
  }

  @Test("a plus is a space in a form, and itself anywhere else")
  func plus() {
    #expect(PercentEncoding.decodeForm("a+b%2B") == "a b+")
    #expect(PercentEncoding.decode("a+b%2B") == "a+b+")
  }

  @Test("refuses broken escapes", arguments: ["%", "%4", "%zz", "%C3", "%FF", "a%"])
  func broken(_ text: String) { #expect(PercentEncoding.decodeForm(text) == nil) }

  @Test("reads lower-case escapes")
  func lowerCase() { #expect(PercentEncoding.decodeForm("%c3%a4") == "ä") }

  @Test("hexadecimal has two digits a byte")
  func hexadecimal() { #expect([0, 0x0F, 0xA0, 0xFF].hexadecimal == "000fa0ff") }

  @Test("a form body keeps its secrets out of the text")
  func form() {
    var call = Call(.post, "https://example.org/token")
    call.setForm([("a b", .text("c&d")), ("code", .secret(SecretKey("vault:x")))])
    #expect(
      call.body == [
        .text("a+b=c%26d"), .text("&code="), .secret(SecretKey("vault:x"), .form),
      ])
  }

  @Test("uids name their origin")
  func uids() {
    #expect(PostUID("yaml:launch")?.origin == .yaml)
    #expect(PostUID("series:tip@2026-12-01T09:00")?.name == "tip@2026-12-01T09:00")
    #expect(PostUID(.csv, "a:b").name == "a:b")
    for text in [
      "", "launch", "git:launch", "yaml:", ":x", "yaml:" + String(repeating: "x", count: 300),
    ] { #expect(PostUID(text) == nil) }
  }

  @Test("account names are slugs")
  func accountNames() {
    for text in ["a", "acme-x", "0.b_c", String(repeating: "a", count: 64)] {
      #expect(AccountName(text)?.text == text)
    }
    for text in ["", "-a", "a b", "ä", "a/b", String(repeating: "a", count: 65)] {
      #expect(AccountName(text) == nil)
    }
  }
}
