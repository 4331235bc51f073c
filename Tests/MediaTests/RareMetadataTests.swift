import Domain
import Testing

@testable import Media

/// HEIC, AVIF and WebM with a place in them, made by hand.
private enum Rare {
  static let place = Array("+48.8584+002.2945/".utf8)
  static let pixels: [UInt8] = [7, 8, 9, 10, 11, 12]

  static func box(_ kind: String, _ body: [UInt8]) -> [UInt8] {
    Movie.big(Int64(body.count + 8), 4) + Array(kind.utf8) + body
  }

  private static func info(_ id: Int64, _ type: String, _ more: String = "") -> [UInt8] {
    box(
      "infe",
      [2, 0, 0, 0] + Movie.big(id, 2) + [0, 0] + Array(type.utf8) + [0] + Array(more.utf8))
  }

  private static func place(_ id: Int64, method: Int64, at offset: Int64, _ length: Int) -> [UInt8]
  {
    Movie.big(id, 2) + Movie.big(method, 2) + [0, 0] + Movie.big(1, 2) + Movie.big(offset, 4)
      + Movie.big(Int64(length), 4)
  }

  /// A picture, an Exif item in `mdat` and an XMP item in `idat`.
  static func heic(_ told: [UInt8]) -> [UInt8] {
    let head = box("ftyp", Array("heic".utf8) + [0, 0, 0, 0] + Array("mif1heic".utf8))
    let items = box(
      "iinf",
      [0, 0, 0, 0] + Movie.big(3, 2) + info(1, "hvc1") + info(2, "Exif")
        + info(3, "mime", "application/rdf+xml\0"))
    func meta(_ start: Int64) -> [UInt8] {
      let places =
        [1, 0, 0, 0, 0x44, 0x00] + Movie.big(3, 2)
        + place(1, method: 0, at: start, pixels.count)
        + place(2, method: 0, at: start + Int64(pixels.count), told.count)
        + place(3, method: 1, at: 0, told.count)
      return box("meta", [0, 0, 0, 0] + items + box("iloc", places) + box("idat", told))
    }
    let start = Int64(head.count + meta(0).count + 8)
    return head + meta(start) + box("mdat", pixels + told)
  }

  static func element(_ id: [UInt8], _ body: [UInt8], isOpen: Bool = false) -> [UInt8] {
    id + (isOpen ? [0x01] + [UInt8](repeating: 0xFF, count: 7) : size(body.count)) + body
  }

  private static func size(_ count: Int) -> [UInt8] {
    [0x08] + Movie.big(Int64(count), 4)
  }

  /// A film with everything that tells of people; `isLive` for one whose lengths nobody knew.
  static func webm(_ told: [UInt8], isLive: Bool = false) -> [UInt8] {
    let info = element(
      [0x15, 0x49, 0xA9, 0x66],
      element([0xBF], Array(told.prefix(4))) + element([0x2A, 0xD7, 0xB1], [0x0F, 0x42, 0x40])
        + element([0x7B, 0xA9], told) + element([0x4D, 0x80], told)
        + element([0x57, 0x41], told) + element([0x44, 0x61], Array(told.prefix(8)))
        + element([0x73, 0x84], told))
    let frames = element(
      [0x1F, 0x43, 0xB6, 0x75], element([0xE7], [0]) + element([0xA3], pixels), isOpen: isLive)
    let tags = element([0x12, 0x54, 0xC3, 0x67], told)
    let files = element([0x19, 0x41, 0xA4, 0x69], told)
    return element([0x1A, 0x45, 0xDF, 0xA3], element([0x42, 0x82], Array("webm".utf8)))
      + element([0x18, 0x53, 0x80, 0x67], info + frames + tags + files, isOpen: isLive)
  }
}

@Suite("Rarer formats without places and names")
struct RareMetadataTests {
  private func clean(_ bytes: [UInt8], _ mime: String) -> [UInt8] {
    let copy = CleanCopy(of: mime, length: Int64(bytes.count), .strip) { offset, count in
      Array(bytes.dropFirst(Int(offset)).prefix(count))
    }
    var result: [UInt8] = []
    for piece in copy.pieces {
      switch piece {
      case .source(let range): result += bytes[Int(range.lowerBound)..<Int(range.upperBound)]
      case .bytes(let more): result += more
      case .zeros(let count): result += [UInt8](repeating: 0, count: Int(count))
      }
    }
    #expect(copy.length == Int64(result.count))
    return result
  }

  private func has(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    !part.isEmpty && bytes.firstRange(of: part) != nil
  }

  @Test("Exif and XMP of HEIC and AVIF become zeros; every other byte stays where it was")
  func pictures() {
    let whole = Rare.heic(Rare.place)
    let empty = [UInt8](repeating: 0, count: Rare.place.count)
    for mime in ["image/heic", "image/avif"] {
      #expect(clean(whole, mime) == Rare.heic(empty))
    }
    #expect(clean(Rare.heic(empty), "image/heic") == Rare.heic(empty))
  }

  @Test("titles, dates, tags and attachments of WebM become empty space", arguments: [false, true])
  func films(_ isLive: Bool) throws {
    let whole = Rare.webm(Rare.place, isLive: isLive)
    let result = clean(whole, "video/webm")
    #expect(result.count == whole.count)
    #expect(!has(result, Array(Rare.place.prefix(4))))
    #expect(has(result, Rare.pixels))
    // Everything can still be walked through: the clean copy of a clean copy is itself.
    #expect(clean(result, "video/webm") == result)
    let frames = try #require(whole.firstRange(of: Rare.pixels))
    #expect(result[frames] == whole[frames])
    #expect(
      result.firstRange(of: [0x1F, 0x43, 0xB6, 0x75])
        == whole.firstRange(of: [0x1F, 0x43, 0xB6, 0x75]))
  }

  @Test("a file that ends in the middle is taken as it is from there, and nothing goes wrong")
  func damaged() {
    for whole in [Rare.heic(Rare.place), Rare.webm(Rare.place)] {
      let mime = whole.starts(with: [0x1A, 0x45]) ? "video/webm" : "image/heic"
      for count in 0..<whole.count {
        #expect(clean(Array(whole.prefix(count)), mime).count == count)
      }
    }
  }
}
