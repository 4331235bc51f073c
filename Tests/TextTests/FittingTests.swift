import Testing
import Text

@Suite("Texts that are made to fit")
struct FittingTests {
  @Test(
    "a text is cut where a word ends",
    arguments: [
      ("Every post, on time, once.", 17, "Every post, on…"),
      ("Every post, on time, once.", 12, "Every post…"),
      ("Every post, on time, once.", 26, "Every post, on time, once."),
      ("One two three #bell #tower", 22, "One two… #bell #tower"),
      ("One two three\n\nhttps://example.org/a", 31, "One two…\n\nhttps://example.org/a"),
      ("Read https://example.org/a-long-address now", 20, "Read…"),
      ("東京の鐘は毎朝六時に鳴ります", 6, "東京の鐘は…"),
      ("Donaudampfschifffahrtsgesellschaft", 10, "Donaudamp…"),
      ("#only #hashtags #here", 12, "#only…"),
    ])
  func cuts(text: String, limit: Int, expected: String) {
    #expect(Fitting.shortened(text) { $0.count <= limit } == expected)
  }

  @Test("where nothing has room there is no text")
  func nothing() {
    #expect(Fitting.shortened("Hello there") { $0.count <= 1 } == nil)
    #expect(Fitting.shortened("https://example.org/a/b") { $0.count <= 10 } == nil)
  }

  /// The ways in which networks count.
  private static let counts: [@Sendable (String) -> Int] = [
    { TextLength.graphemes($0) }, { TextLength.weighted($0) }, { TextLength.utf16($0) },
    { TextLength.utf8($0) },
  ]

  @Test(
    "however a network counts, the result fits, is a beginning, and keeps what ends the text",
    arguments: 1...40)
  func everyCount(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func random(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let words = [
      "bell", "at", "dawn,", "Straße", "👩‍👩‍👧‍👦", "🇩🇪", "e\u{301}te\u{301}", "東京の鐘", "𝒳",
      "https://example.org/p?q=1", "@tower@example.org", "\n\n", "—", "#ring",
    ]
    let tails = ["", " #bell", "\n\nhttps://example.org/launch", " #bell #tower"]
    for count in FittingTests.counts {
      let body = (0..<(1 + random(40))).map { _ in words[random(words.count)] }
      let tail = tails[random(tails.count)]
      let text = "x " + body.joined(separator: " ") + " end" + tail
      let limit = 60 + random(count(text))
      let result = Fitting.shortened(text) { count($0) <= limit }
      guard let result else { continue }
      #expect(count(result) <= limit)
      guard result != text else { continue }
      #expect(result.hasSuffix(Fitting.ellipsis + tail), "\(result)")
      let head = result.dropLast(tail.count + 1)
      #expect(text.hasPrefix(head), "\(result)")
      // No address is cut in two.
      for word in head.split(whereSeparator: \.isWhitespace) where word.hasPrefix("http") {
        #expect(word == "https://example.org/p?q=1")
      }
    }
  }

  @Test("as much is kept as has room")
  func greedy() {
    let text = (1...200).map { "word\($0)" }.joined(separator: " ")
    for limit in stride(from: 20, to: 900, by: 37) {
      let result = Fitting.shortened(text) { $0.count <= limit } ?? ""
      #expect(result.count <= limit && result.count > limit - 9)
    }
  }
}
