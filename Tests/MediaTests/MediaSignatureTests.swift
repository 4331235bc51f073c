import Testing

@testable import Media

@Suite("What the first bytes of a file say")
struct MediaSignatureTests {
  private static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
    + [0, 0, 0x02, 0x80, 0, 0, 0x01, 0xE0]
  private static let jpeg: [UInt8] =
    [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0] + [0xFF, 0xC4, 0, 3, 0]
    + [0xFF, 0xC0, 0, 17, 8, 0x01, 0xE0, 0x02, 0x80, 3]

  struct Sample: Sendable {
    var bytes: [UInt8]
    var mime: String

    init(_ mime: String, _ text: String = "", _ bytes: [UInt8] = []) {
      self.mime = mime
      self.bytes = Array(text.utf8) + bytes
    }
  }

  private static let size: [UInt8] = [0x80, 0x02, 0xE0, 0x01]
  private static let extent: [UInt8] = [0, 0, 0, 0, 0x7F, 0x02, 0, 0xDF, 0x01, 0]

  static let pictures: [Sample] = [
    Sample("image/png", "", png), Sample("image/jpeg", "", jpeg),
    Sample("image/gif", "GIF89a", size),
    Sample("image/webp", "RIFF____WEBPVP8X____", extent),
  ]

  static let others: [Sample] = [
    Sample("video/mp4", "____ftypisom"), Sample("video/quicktime", "____ftypqt  "),
    Sample("audio/mp4", "____ftypM4A "), Sample("video/webm", "", [0x1A, 0x45, 0xDF, 0xA3]),
    Sample("audio/ogg", "OggS"), Sample("audio/mpeg", "ID3"),
    Sample("audio/mpeg", "", [0xFF, 0xFB, 0x90, 0x00]), Sample("audio/flac", "fLaC"),
  ]

  @Test("a picture's kind and pixels are read", arguments: pictures)
  func picture(sample: Sample) throws {
    let signature = try #require(MediaSignature(sample.bytes))
    #expect(signature.mime == sample.mime)
    #expect(signature.width == 640)
    #expect(signature.height == 480)
  }

  @Test("films and sounds are told apart", arguments: others)
  func container(sample: Sample) {
    #expect(MediaSignature(sample.bytes)?.mime == sample.mime)
  }

  @Test("text, nothing and cut-off headers are not media, and do not crash")
  func notMedia() {
    #expect(MediaSignature([]) == nil)
    #expect(MediaSignature(Array("hello, world".utf8)) == nil)
    for count in 0..<MediaSignatureTests.jpeg.count {
      _ = MediaSignature(Array(MediaSignatureTests.jpeg.prefix(count)))
    }
    #expect(MediaSignature(Array(MediaSignatureTests.png.prefix(10)))?.width == nil)
  }
}
