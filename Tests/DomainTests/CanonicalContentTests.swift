import Testing

@testable import Domain

@Suite("Canonical content")
struct CanonicalContentTests {
  private let full = Content(
    parts: [
      Content.Part(
        text: "Grüße\n/ \"quoted\"", link: "https://example.org/a?b=c",
        media: [
          MediaItem(
            alt: "A bell", focus: [0, -0.5],
            file: MediaFile(
              hash: "00ff", bytes: 12_345_678_901, mime: "image/jpeg", width: 4, height: 3,
              name: "a.jpg"))
        ]),
      Content.Part(
        text: "two", poll: Poll(options: ["a", "b"], durationSeconds: 3600, multiple: true)),
    ],
    warning: "cw", language: "de", visibility: .unlisted, tags: ["x", "y"],
    options: ["reply_control": "mentioned", "zeta": ["b_c": 1, "a": [true, nil, .number(1.5)]]])

  // What earlier programs stored and hashed. A change here makes every published post look edited:
  // it needs a new version, and this one must stay readable.
  @Test("version 1 is frozen")
  func golden() throws {
    #expect(
      String(decoding: CanonicalContent.encode(Content(text: "hi")), as: UTF8.self)
        == "\u{1}{\"options\":{},\"parts\":[{\"media\":[],\"text\":\"hi\"}],\"tags\":[]}")
    let golden = #"""
      {"language":"de","options":{"reply_control":"mentioned","zeta":{"a":[true,null,1.5],\#
      "b_c":1}},"parts":[{"link":"https://example.org/a?b=c","media":[{"alt":"A bell",\#
      "file":{"bytes":12345678901,"hash":"00ff","height":3,"mime":"image/jpeg","name":"a.jpg",\#
      "width":4},"focus":[0,-0.5]}],"text":"Grüße\n/ \"quoted\""},{"media":[],\#
      "poll":{"duration_seconds":3600,"hide_totals":false,"multiple":true,"options":["a","b"]},\#
      "text":"two"}],"tags":["x","y"],"visibility":"unlisted","warning":"cw"}
      """#
    #expect(String(decoding: CanonicalContent.encode(full).dropFirst(), as: UTF8.self) == golden)
    #expect(try CanonicalContent.decode([1] + Array(golden.utf8)) == full)
  }

  @Test("has the bytes of the general encoder, whatever the texts hold")
  func general() throws {
    let ascii = (0..<0x80 as Range<UInt8>).map { "a\(Character(Unicode.Scalar($0)))b" }
    for text in ascii + ["", "é🇩🇪\u{2028}\u{FFFF}", "\\\"/"] {
      var content = full
      content.parts[0].text = text
      content.parts[0].media[0].alt = text
      content.parts[1].poll?.options = [text, text]
      content.tags = [text]
      content.warning = text
      #expect(try CanonicalContent.encode(content) == [1] + JSON.encode(content), "\(text)")
    }
    var film = full
    film.parts[0].media[0].file.milliseconds = 61_000
    film.parts[0].media[0].file.codec = "avc1"
    for content in [
      full, film, Content(text: "hi"), Content(parts: [full.parts[1]], warning: "cw"),
    ] {
      #expect(try CanonicalContent.encode(content) == [1] + JSON.encode(content))
    }
  }

  @Test("comes back as it was")
  func roundTrip() throws {
    #expect(try CanonicalContent.decode(CanonicalContent.encode(full)) == full)
  }

  /// What the scanner reads by itself: no options, polls or points of focus.
  private var usual: Content {
    var usual = full
    usual.options = [:]
    usual.parts[0].media[0].focus = nil
    usual.parts[0].media[0].file.milliseconds = 61_000
    usual.parts[0].media[0].file.codec = "avc1"
    usual.parts[1].poll = nil
    return usual
  }

  @Test("is read without a tree of JSON where it has what most posts have")
  func scanned() throws {
    var unescaped = usual
    unescaped.parts[0].text = "Grüße 🇩🇪"
    for content in [usual, unescaped, Content(text: ""), Content(text: "\u{0}\u{1F}\\n")] {
      #expect(CanonicalScanner.content(in: CanonicalContent.encode(content).dropFirst()) == content)
    }
    for name in ["options", "poll", "focus"] {
      var content = usual
      if name == "options" { content.options = full.options }
      if name == "poll" { content.parts[1].poll = full.parts[1].poll }
      if name == "focus" { content.parts[0].media[0].focus = full.parts[0].media[0].focus }
      let bytes = CanonicalContent.encode(content)
      #expect(CanonicalScanner.content(in: bytes.dropFirst()) == nil, "\(name)")
      #expect(try CanonicalContent.decode(bytes) == content, "\(name)")
    }
  }

  @Test("says the same with and without a tree of JSON, whatever byte is wrong")
  func scannedAlike() throws {
    let good = Array(CanonicalContent.encode(usual).dropFirst())
    for index in good.indices {
      for byte in [0, 9, 0x20, 0x22, 0x2C, 0x30, 0x31, 0x5C, 0x5D, 0x75, 0x7D, 0x80, 0xFF]
        as [UInt8]
      {
        var bytes = good
        bytes[index] = byte
        guard let scanned = CanonicalScanner.content(in: bytes[...]) else { continue }
        #expect(
          try CanonicalReader.content(in: JSON(parsing: bytes)) == scanned, "\(index) \(byte)")
      }
      #expect(CanonicalScanner.content(in: good[..<index]) == nil, "\(index)")
    }
  }

  @Test("equal content has equal bytes, however its options were put in")
  func order() {
    var (first, second) = (Content(text: "x"), Content(text: "x"))
    let names = (0..<50).map { "option\($0)" }
    for name in names { first.options[name] = 1 }
    for name in names.reversed() { second.options[name] = 1 }
    #expect(CanonicalContent.encode(first) == CanonicalContent.encode(second))
  }

  @Test("refuses other versions and broken bytes")
  func refuses() {
    #expect(throws: CanonicalContent.UnknownVersion.self) { try CanonicalContent.decode([]) }
    #expect(throws: CanonicalContent.UnknownVersion.self) {
      try CanonicalContent.decode([2] + CanonicalContent.encode(full).dropFirst())
    }
    #expect(throws: (any Error).self) { try CanonicalContent.decode([1, 0x7B]) }
  }
}
