import Testing
import Text

@Suite("Text and facts out of HTML")
struct HTMLTests {
  @Test(
    "reads the content of a post",
    arguments: [
      ("<p>One<br />two</p><p>three</p>", "One\ntwo\n\nthree"),
      (
        "<p>a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&apos; &#xE4;&#228;</p>",
        "a & b <c> \"d\" 'e' ää"
      ),
      ("&amp;lt;", "&lt;"),
      ("&nosuch; &#0; &#xD800; &", "&nosuch; &#0; &#xD800; &"),
      (
        "<p><a href=\"https://example.org/a\"><span class=\"invisible\">https://</span>"
          + "<span class=\"\">example.org/a</span></a></p>", "https://example.org/a"
      ),
      ("<p>x<!-- <b> --> y</p>", "x y"),
      ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
      ("<P>UPPER<BR>case</P>", "UPPER\ncase"),
      ("<a title='a > b'>t</a>", "t"),
      ("unfinished <a href=", "unfinished <a href="),
      ("<!-- never ends", "<!-- never ends"),
      ("<p>日本 👩‍👩‍👧‍👦</p>", "日本 👩‍👩‍👧‍👦"),
      ("", ""),
      (" \n ", ""),
    ])
  func plain(_ html: String, _ expected: String) {
    #expect(HTMLText.plain(html) == expected)
  }

  @Test("reads OpenGraph before anything else")
  func openGraph() {
    let card = OpenGraph.read(
      """
      <!DOCTYPE html><html><head><title>Plain</title>
      <meta name="description" content="plain text">
      <meta content='Bells &amp; towers' property='og:title'>
      <META PROPERTY=og:image CONTENT=https://example.org/a.png>
      <meta property="og:description" content="All
        about   bells"/></head><body><meta property="og:title" content="late"></body></html>
      """)
    #expect(card.title == "Bells & towers")
    #expect(card.description == "All about bells")
    #expect(card.image == "https://example.org/a.png")
  }

  @Test("falls back to title and description")
  func fallback() {
    let card = OpenGraph.read(
      "<script>var a = '<meta property=\"og:title\" content=\"script\">'</script>"
        + "<title> A &lt;b&gt;\n </title><meta name=description content=''>"
        + "<meta name=twitter:description content=tw>"
    )
    #expect(card == ("A <b>", "tw", nil))
  }

  @Test(
    "takes anything for HTML",
    arguments: [
      "", "<", "<meta", "<meta content=", "<title>", "\u{0}<>", "<meta property content>",
    ])
  func tolerant(_ html: String) {
    #expect(OpenGraph.read(html) == (nil, nil, nil))
  }

  @Test("looks at the first part of a page only")
  func bounded() {
    let far = String(repeating: " ", count: OpenGraph.limitBytes) + "<title>far</title>"
    #expect(OpenGraph.read(far).title == nil)
  }
}
