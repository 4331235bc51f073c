import Testing

@testable import Media

/// Boxes of a film.
enum Movie {
  static func big(_ value: Int64, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> Int64($0 * 8)) }
  }

  static func box(_ kind: String, _ body: [UInt8]) -> [UInt8] {
    big(Int64(body.count + 8), 4) + Array(kind.utf8) + body
  }

  static func longBox(_ kind: String, _ body: [UInt8]) -> [UInt8] {
    big(1, 4) + Array(kind.utf8) + big(Int64(body.count + 16), 8) + body
  }

  static func mvhd(scale: Int64, duration: Int64, isLong: Bool = false) -> [UInt8] {
    let wide = isLong ? 8 : 4
    return box(
      "mvhd",
      [isLong ? 1 : 0, 0, 0, 0] + big(0, wide) + big(0, wide) + big(scale, 4)
        + big(duration, wide) + big(0, 80))
  }

  static func trak(
    _ handler: String, codec: String, width: Int64, height: Int64, isTurned: Bool = false,
    isLong: Bool = false
  ) -> [UInt8] {
    let one: Int64 = 0x1_0000
    let matrix =
      isTurned ? [0, one, 0, -one, 0, 0, 0, 0, 1 << 30] : [one, 0, 0, 0, one, 0, 0, 0, 1]
    let times = big(0, isLong ? 32 : 20)
    let tkhd =
      [isLong ? 1 : 0, 0, 0, 7] + times + big(0, 16) + matrix.flatMap { big($0, 4) }
      + big(width << 16, 4) + big(height << 16, 4)
    let stsd = big(0, 4) + big(1, 4) + box(codec, big(0, 70))
    let media =
      box("mdhd", big(0, 24)) + box("hdlr", big(0, 8) + Array(handler.utf8) + big(0, 12))
      + box("minf", box("vmhd", big(0, 12)) + box("stbl", box("stsd", stsd)))
    return box("trak", box("tkhd", tkhd) + box("mdia", media))
  }

  static func header(_ bytes: [UInt8]) -> MovieHeader? {
    MovieHeader(length: Int64(bytes.count)) { offset, count in
      guard offset >= 0, offset < bytes.count else { return [] }
      return Array(bytes[Int(offset)..<min(bytes.count, Int(offset) + count)])
    }
  }

  static let brand = box("ftyp", Array("isom".utf8) + big(512, 4) + Array("isom".utf8))
}

@Suite("What the header of a film says")
struct MovieHeaderTests {
  private static let sound = Movie.trak("soun", codec: "mp4a", width: 0, height: 0)
  private static let picture = Movie.trak("vide", codec: "avc1", width: 1920, height: 1080)

  @Test("time, pixels and coding, wherever the header lies", arguments: [false, true])
  func read(isAtEnd: Bool) {
    let movie = Movie.box(
      "moov", Movie.mvhd(scale: 600, duration: 36_900) + Self.sound + Self.picture)
    let data = Movie.longBox("mdat", [UInt8](repeating: 9, count: 5000))
    let header = Movie.header(Movie.brand + (isAtEnd ? data + movie : movie + data))
    #expect(header?.milliseconds == 61_500)
    #expect(header?.width == 1920)
    #expect(header?.height == 1080)
    #expect(header?.codec == "avc1")
  }

  @Test("long forms and quarter turns")
  func long() {
    let track = Movie.trak(
      "vide", codec: "hvc1", width: 1920, height: 1080, isTurned: true, isLong: true)
    let movie = Movie.box(
      "moov", Movie.mvhd(scale: 1000, duration: 43_200_000, isLong: true) + track)
    let header = Movie.header(Movie.brand + movie)
    #expect(header?.milliseconds == 43_200_000)
    #expect(header?.width == 1080)
    #expect(header?.height == 1920)
    #expect(header?.codec == "hvc1")
  }

  @Test("a sound has a time and no pixels")
  func soundOnly() {
    let header = Movie.header(
      Movie.brand + Movie.box("moov", Movie.mvhd(scale: 1, duration: 3) + Self.sound))
    #expect(header?.milliseconds == 3000)
    #expect(header?.width == nil)
    #expect(header?.codec == nil)
  }

  @Test("unknown times, no scale and wild lengths say nothing and do not crash")
  func broken() {
    for (scale, duration) in [(0, 5), (600, Int64(UInt32.max))] as [(Int64, Int64)] {
      let movie = Movie.box("moov", Movie.mvhd(scale: scale, duration: duration))
      #expect(Movie.header(Movie.brand + movie)?.milliseconds == nil)
    }
    let endless = Movie.box(
      "moov", Movie.mvhd(scale: 1, duration: Int64.max, isLong: true) + Self.picture)
    #expect(Movie.header(Movie.brand + endless)?.milliseconds == nil)
    #expect(Movie.header(Movie.brand) == nil)
    #expect(Movie.header([]) == nil)
    #expect(Movie.header(Movie.big(1, 4) + Array("moov".utf8) + Movie.big(-1, 8)) == nil)
  }

  @Test("every cut-off film is read or refused in bounded time")
  func cutOff() {
    let film = Movie.brand + Movie.box("moov", Movie.mvhd(scale: 600, duration: 600) + Self.picture)
    for count in film.indices { _ = Movie.header(Array(film.prefix(count))) }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      var spoilt = film
      spoilt[Int.random(in: spoilt.indices, using: &random)] = UInt8.random(
        in: 0...255, using: &random)
      _ = Movie.header(spoilt)
    }
  }
}
