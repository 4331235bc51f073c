/// What a media file is, from its first bytes and never from its name.
struct MediaFormat: Hashable, Sendable {
  var mime: String
  var width: Int?
  var height: Int?
  /// A GIF that plays.
  var isAnimated = false

  /// The part before the slash: `image`, `video`, `audio`.
  var family: String { String(mime.prefix { $0 != "/" }) }

  /// `nil` for bytes that are none of the formats that the platforms document.
  init?(_ bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(1 << 16))
    if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self.init(mime: "image/png", head, big: 16, 20, bytes: 4)
    } else if head.starts(with: [0xFF, 0xD8, 0xFF]) {
      self.init(jpeg: head)
    } else if head.starts(with: "GIF87a".utf8) || head.starts(with: "GIF89a".utf8) {
      self.init(mime: "image/gif", head, little: 6, 8, bytes: 2)
      isAnimated = MediaFormat.contains("NETSCAPE2.0", in: head)
    } else if head.starts(with: "%PDF-".utf8) {
      self.init(mime: "application/pdf")
    } else if head.starts(with: "RIFF".utf8), head.count >= 12 {
      self.init(riff: head)
    } else if head.count >= 12, head[4..<8].elementsEqual("ftyp".utf8) {
      self.init(brand: String(decoding: head[8..<12], as: UTF8.self))
    } else {
      self.init(sound: head)
    }
  }

  private init(mime: String) { self.mime = mime }

  private init?(jpeg head: [UInt8]) {
    self.init(mime: "image/jpeg")
    var position = 2
    while position + 9 < head.count, head[position] == 0xFF {
      let marker = head[position + 1]
      // Start-of-frame markers; C4, C8 and CC are tables and extensions.
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        height = MediaFormat.big(head, position + 5, 2)
        width = MediaFormat.big(head, position + 7, 2)
        return
      }
      position += 2 + MediaFormat.big(head, position + 2, 2)
    }
  }

  private init?(riff head: [UInt8]) {
    switch String(decoding: head[8..<12], as: UTF8.self) {
    case "WAVE": self.init(mime: "audio/wav")
    case "WEBP":
      self.init(mime: "image/webp")
      if head.count >= 30, head[12..<16].elementsEqual("VP8X".utf8) {
        width = MediaFormat.little(head, 24, 3) + 1
        height = MediaFormat.little(head, 27, 3) + 1
      }
    default: return nil
    }
  }

  private init(brand: String) {
    switch brand {
    case "heic", "heix", "mif1": self.init(mime: "image/heic")
    case "avif": self.init(mime: "image/avif")
    case "qt  ": self.init(mime: "video/quicktime")
    case "M4A ": self.init(mime: "audio/mp4")
    case _ where brand.hasPrefix("3gp"): self.init(mime: "video/3gpp")
    default: self.init(mime: "video/mp4")
    }
  }

  private init?(sound head: [UInt8]) {
    if head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
      self.init(mime: "video/webm")
    } else if head.starts(with: "OggS".utf8) {
      self.init(mime: "audio/ogg")
    } else if head.starts(with: "fLaC".utf8) {
      self.init(mime: "audio/flac")
    } else if head.starts(with: [0xFF, 0xF1]) || head.starts(with: [0xFF, 0xF9]) {
      self.init(mime: "audio/aac")
    } else if head.starts(with: "ID3".utf8) || head.starts(with: [0xFF, 0xFB]) {
      self.init(mime: "audio/mpeg")
    } else if head.starts(with: "WEBVTT".utf8) {
      self.init(mime: "text/vtt")
    } else {
      return nil
    }
  }

  private init(mime: String, _ head: [UInt8], big width: Int, _ height: Int, bytes: Int) {
    self.init(mime: mime)
    guard head.count >= height + bytes else { return }
    self.width = MediaFormat.big(head, width, bytes)
    self.height = MediaFormat.big(head, height, bytes)
  }

  private init(mime: String, _ head: [UInt8], little width: Int, _ height: Int, bytes: Int) {
    self.init(mime: mime)
    guard head.count >= height + bytes else { return }
    self.width = MediaFormat.little(head, width, bytes)
    self.height = MediaFormat.little(head, height, bytes)
  }

  private static func big(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
    bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
  }

  private static func little(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
    bytes[start..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private static func contains(_ needle: String, in hay: [UInt8]) -> Bool {
    let needle = Array(needle.utf8)
    guard hay.count >= needle.count else { return false }
    return (0...(hay.count - needle.count)).contains { hay[$0...].starts(with: needle) }
  }
}
