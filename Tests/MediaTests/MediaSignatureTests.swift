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

  @Test(
    "a picture's kind and pixels are read",
    arguments: [
      (png, "image/png"), (jpeg, "image/jpeg"),
      (Array("GIF89a".utf8) + [0x80, 0x02, 0xE0, 0x01], "image/gif"),
      (
        Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0]
          + [0x7F, 0x02, 0, 0xDF, 0x01, 0], "image/webp"
      ),
    ])
  func picture(bytes: [UInt8], mime: String) throws {
    let signature = try #require(MediaSignature(bytes))
    #expect(signature.mime == mime)
    #expect(signature.width == 640)
    #expect(signature.height == 480)
  }

  @Test(
    "films and sounds are told apart",
    arguments: [
      ([0, 0, 0, 24] + Array("ftypisom".utf8), "video/mp4"),
      ([0, 0, 0, 24] + Array("ftypqt  ".utf8), "video/quicktime"),
      ([0, 0, 0, 24] + Array("ftypM4A ".utf8), "audio/mp4"),
      ([0x1A, 0x45, 0xDF, 0xA3], "video/webm"),
      (Array("OggS".utf8), "audio/ogg"),
      (Array("ID3".utf8), "audio/mpeg"),
      ([0xFF, 0xFB, 0x90, 0x00], "audio/mpeg"),
      (Array("fLaC".utf8), "audio/flac"),
    ])
  func container(bytes: [UInt8], mime: String) {
    #expect(MediaSignature(bytes)?.mime == mime)
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
