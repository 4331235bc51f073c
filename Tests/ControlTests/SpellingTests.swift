import Control
import Testing

@Suite("Spelling")
struct SpellingTests {
  @Test(
    "near words are found, far ones are not",
    arguments: [
      ("tokn", "token"), ("tex", "text"), ("txet", "text"), ("schedule", "scheduled"),
      ("acme-linkedn", "acme-linkedin"), ("zebra", nil), ("x", nil),
    ] as [(String, String?)])
  func nearest(_ word: String, _ meant: String?) {
    let known = ["token", "text", "scheduled", "acme-linkedin", "publish"]
    #expect(Spelling.nearest(to: word, among: known) == meant)
  }
}
