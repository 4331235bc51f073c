import Domain
import Testing

@testable import Media

/// Pictures and films with a place in them, made by hand.
private enum Told {
  static let place = Array("+48.8584+002.2945/".utf8)

  /// A TIFF, little-endian, with an orientation and a GPS entry that points to the place.
  static func exif(orientation: UInt8) -> [UInt8] {
    [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]
      + [0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0] + place
  }

  static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
    [0xFF, marker] + Movie.big(Int64(content.count + 2), 2) + content
  }

  static let pixels: [UInt8] = [7, 0xFF, 0, 8, 0xFF, 0xD0, 9, 1, 2, 3]
  static let jfif = segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
  static let colours = segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1, 5, 5, 5])
  static let adobe = segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1])
  static let frame = segment(0xC0, [8, 0, 16, 0, 32, 1, 1, 0x11, 0])
  static let scan = segment(0xDA, [1, 1, 0, 0, 63, 0]) + pixels
  static let clean: [UInt8] =
    [0xFF, 0xD8] + jfif + colours + adobe + frame + scan + segment(0xC4, [0, 1]) + scan
    + [0xFF, 0xD9]

  static func jpeg(orientation: UInt8) -> [UInt8] {
    [0xFF, 0xD8] + jfif + segment(0xE1, Array("Exif\0\0".utf8) + exif(orientation: orientation))
      + segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + place) + colours
      + segment(0xE2, Array("MPF\0".utf8) + place) + segment(0xED, place) + adobe
      + segment(0xFE, place) + [0xFF] + frame + scan + segment(0xC4, [0, 1]) + scan
      + [0xFF, 0xD9] + Array("a film behind the picture".utf8) + place
  }

  static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return Movie.big(Int64(content.count), 4) + body
      + Movie.big(Int64(PNGMetadata.checkSum(body)), 4)
  }

  static let pngHead: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  static let header = chunk("IHDR", Movie.big(32, 4) + Movie.big(16, 4) + [8, 2, 0, 0, 0])
  static let density = chunk("pHYs", Movie.big(0, 9))
  static let data = chunk("IDAT", pixels)
  static let end = chunk("IEND", [])

  static func riff(_ chunks: [UInt8]) -> [UInt8] {
    Array("RIFF".utf8) + little(chunks.count + 4) + Array("WEBP".utf8) + chunks
  }

  static func riffChunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    Array(name.utf8) + little(content.count) + content + (content.count % 2 == 1 ? [0] : [])
  }

  static func little(_ value: Int) -> [UInt8] { Movie.big(Int64(value), 4).reversed() }
}

@Suite("What media tell besides pictures and sounds is not sent")
struct MetadataTests {
  private func stripped(_ file: [UInt8], _ mime: String) -> [UInt8] {
    let copy = CleanCopy(of: mime, length: Int64(file.count), .strip) { offset, count in
      let start = min(Int(offset), file.count)
      return Array(file[start..<min(file.count, start + count)])
    }
    let bytes = copy.pieces.flatMap { piece in
      switch piece {
      case .source(let range): Array(file[Int(range.lowerBound)..<Int(range.upperBound)])
      case .bytes(let bytes): bytes
      case .zeros(let count): [UInt8](repeating: 0, count: Int(count))
      }
    }
    #expect(Int64(bytes.count) == copy.length)
    return bytes
  }

  private func tellsPlace(_ bytes: [UInt8]) -> Bool { bytes.firstRange(of: Told.place) != nil }

  @Test("a JPEG keeps its pixels, colours and density, and nothing else")
  func jpeg() {
    #expect(tellsPlace(Told.jpeg(orientation: 1)))
    #expect(stripped(Told.jpeg(orientation: 1), "image/jpeg") == Told.clean)
    #expect(stripped(Told.clean, "image/jpeg") == Told.clean)
  }

  @Test("a turned JPEG stays turned", arguments: 2...8 as ClosedRange<UInt8>)
  func orientation(value: UInt8) throws {
    let sent = stripped(Told.jpeg(orientation: value), "image/jpeg")
    #expect(!tellsPlace(sent))
    let exif = try #require(sent.firstRange(of: Array("Exif\0\0".utf8)))
    #expect(ExifOrientation(tiff: Array(sent[exif.upperBound...]))?.value == value)
    #expect(sent.count == Told.clean.count + 36)
    #expect(stripped(sent, "image/jpeg") == sent)
  }

  @Test("a PNG keeps what it is drawn from")
  func png() {
    let clean = Told.pngHead + Told.header + Told.density + Told.data + Told.end
    let told =
      Told.pngHead + Told.header + Told.chunk("tEXt", Told.place) + Told.density
      + Told.chunk("eXIf", Told.exif(orientation: 1)) + Told.chunk("iTXt", Told.place)
      + Told.chunk("tIME", Movie.big(0, 7)) + Told.data + Told.chunk("zTXt", Told.place) + Told.end
      + Told.place
    #expect(stripped(told, "image/png") == clean)
    let turned =
      Told.pngHead + Told.header + Told.chunk("eXIf", Told.exif(orientation: 6)) + Told.data
      + Told.end
    let sent = stripped(turned, "image/png")
    #expect(!tellsPlace(sent))
    #expect(sent.firstRange(of: Array("eXIf".utf8)) != nil)
    #expect(stripped(sent, "image/png") == sent)
  }

  @Test("a check sum of PNG is as in its specification")
  func checkSum() {
    // Every PNG ends with this chunk.
    #expect(PNGMetadata.checkSum(Array("IEND".utf8)) == 0xAE42_6082)
  }

  @Test("a WebP loses Exif and XMP, and says so in its head")
  func webp() {
    let size: [UInt8] = [31, 0, 0, 15, 0, 0]
    func head(_ flags: UInt8) -> [UInt8] { Told.riffChunk("VP8X", [flags, 0, 0, 0] + size) }
    let picture = Told.riffChunk("VP8 ", Told.pixels + [1])
    let told = Told.riff(
      head(0x2C) + Told.riffChunk("ICCP", [5, 5]) + picture
        + Told.riffChunk("EXIF", Told.exif(orientation: 1)) + Told.riffChunk("XMP ", Told.place)
        + Told.riffChunk("????", Told.place))
    let clean = Told.riff(head(0x20) + Told.riffChunk("ICCP", [5, 5]) + picture)
    #expect(stripped(told + Told.place, "image/webp") == clean)
    #expect(stripped(clean, "image/webp") == clean)
    let turned = Told.riff(
      head(8) + picture + Told.riffChunk("EXIF", Told.exif(orientation: 8)))
    let sent = stripped(turned, "image/webp")
    #expect(!tellsPlace(sent))
    #expect(sent.starts(with: Told.riff(head(8)).prefix(4)))
    #expect(sent[20] == 8)
    #expect(stripped(sent, "image/webp") == sent)
  }

  @Test("a GIF keeps its pictures and its loop")
  func gif() {
    let head = Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0] + Movie.big(0, 6)
    let loop = [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
    let control: [UInt8] = [0x21, 0xF9, 4, 0, 5, 0, 0, 0]
    let picture: [UInt8] = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]
    let place = [UInt8(Told.place.count)] + Told.place + [0]
    let told =
      head + [0x21, 0xFE] + place + loop + control + picture + [0x21, 0xFF, 11]
      + Array("XMP DataXMP".utf8) + place + [0x3B] + Told.place
    #expect(stripped(told, "image/gif") == head + loop + control + picture + [0x3B])
  }

  @Test("a film keeps its length and loses its place", arguments: [false, true])
  func film(isAtEnd: Bool) {
    let location = Movie.box("udta", Movie.box("loci", Told.place))
    let keys = Movie.longBox("meta", Told.place)
    let track = Movie.trak("vide", codec: "avc1", width: 32, height: 16)
    let movie = Movie.box(
      "moov",
      Movie.mvhd(scale: 600, duration: 600) + track + location + keys
        + Movie.box("trak", Movie.box("udta", Told.place)))
    let data = Movie.box("mdat", Told.pixels)
    let film = Movie.brand + (isAtEnd ? data + movie : movie + data)
    let sent = stripped(film, "video/mp4")
    #expect(tellsPlace(film))
    #expect(!tellsPlace(sent))
    #expect(sent.count == film.count)
    #expect(sent.firstRange(of: data) == film.firstRange(of: data))
    #expect(Movie.header(sent) == Movie.header(film))
    #expect(stripped(sent, "video/mp4") == sent)
  }

  @Test("what is kept is kept whole")
  func keep() {
    let file = Told.jpeg(orientation: 3)
    let copy = CleanCopy(of: "image/jpeg", length: Int64(file.count), .keep) { _, _ in [] }
    #expect(copy.pieces == [.source(0..<Int64(file.count))])
  }

  private static let samples: [(String, [UInt8])] = [
    ("image/jpeg", Told.jpeg(orientation: 6)),
    ("image/png", Told.pngHead + Told.header + Told.chunk("tEXt", Told.place) + Told.end),
    ("image/webp", Told.riff(Told.riffChunk("VP8 ", [1]) + Told.riffChunk("XMP ", Told.place))),
    ("video/mp4", Movie.brand + Movie.box("moov", Movie.box("udta", Told.place))),
  ]

  @Test("a cut or spoilt file is copied within its bounds, and its copy stays the same")
  func broken() {
    var random = SystemRandomNumberGenerator()
    for (mime, file) in MetadataTests.samples {
      for count in file.indices {
        let once = stripped(Array(file.prefix(count)), mime)
        #expect(stripped(once, mime) == once)
      }
      for _ in 0..<300 {
        var spoilt = file
        spoilt[Int.random(in: file.indices, using: &random)] = .random(in: 0...255, using: &random)
        let once = stripped(spoilt, mime)
        #expect(stripped(once, mime) == once)
      }
    }
  }
}
