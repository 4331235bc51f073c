/// What the first bytes of a file say about it. The name's ending is not believed: people rename
/// files, and networks look at the content.
package struct MediaSignature: Hashable, Sendable {
  /// Such as `image/jpeg`.
  package var mime: String
  /// Pixels, where the header says it.
  package var width: Int?
  package var height: Int?

  /// How much of a file must be read: JPEG keeps its size behind its metadata.
  package static let bytesNeeded = 256 << 10

  /// Fails for a format that no network takes.
  package init?(_ bytes: [UInt8]) {
    let reader = ByteReader(bytes)
    let found =
      MediaSignature.image(reader) ?? MediaSignature.container(reader)
      ?? MediaSignature.document(reader)
    guard let found else { return nil }
    self = found
  }

  private init(_ mime: String, width: Int? = nil, height: Int? = nil) {
    (self.mime, self.width, self.height) = (mime, width, height)
  }
}

extension MediaSignature {
  /// PDF (ISO 32000-1 §7.5.2): the header is the first line.
  private static func document(_ reader: ByteReader) -> MediaSignature? {
    reader.has("%PDF-", at: 0) ? MediaSignature("application/pdf") : nil
  }
}

// MARK: - Pictures

extension MediaSignature {
  private static func image(_ reader: ByteReader) -> MediaSignature? {
    if reader.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0) {
      return MediaSignature("image/png", width: reader.big32(16), height: reader.big32(20))
    }
    if reader.has("GIF8", at: 0) {
      return MediaSignature("image/gif", width: reader.little16(6), height: reader.little16(8))
    }
    if reader.has("RIFF", at: 0), reader.has("WEBP", at: 8) { return webp(reader) }
    if reader.has([0xFF, 0xD8, 0xFF], at: 0) { return jpeg(reader) }
    return nil
  }

  /// JPEG: the size stands in the first start-of-frame segment (ITU T.81 §B.2.2).
  private static func jpeg(_ reader: ByteReader) -> MediaSignature {
    var position = 2
    while let marker = reader.big16(position), marker >> 8 == 0xFF {
      let kind = marker & 0xFF
      let isFrame = (0xC0...0xCF).contains(kind) && ![0xC4, 0xC8, 0xCC].contains(kind)
      if isFrame {
        return MediaSignature(
          "image/jpeg", width: reader.big16(position + 7), height: reader.big16(position + 5))
      }
      guard let length = reader.big16(position + 2), length >= 2 else { break }
      position += 2 + length
    }
    return MediaSignature("image/jpeg")
  }

  /// WebP: three kinds of first chunk, three places for the size (RFC 9649).
  private static func webp(_ reader: ByteReader) -> MediaSignature {
    if reader.has("VP8X", at: 12), let width = reader.little24(24), let height = reader.little24(27)
    {
      return MediaSignature("image/webp", width: width + 1, height: height + 1)
    }
    if reader.has("VP8L", at: 12), let bits = reader.little32(21) {
      return MediaSignature(
        "image/webp", width: (bits & 0x3FFF) + 1, height: (bits >> 14 & 0x3FFF) + 1)
    }
    if reader.has("VP8 ", at: 12), let width = reader.little16(26), let height = reader.little16(28)
    {
      return MediaSignature("image/webp", width: width & 0x3FFF, height: height & 0x3FFF)
    }
    return MediaSignature("image/webp")
  }
}

// MARK: - Films and sounds

extension MediaSignature {
  private static func container(_ reader: ByteReader) -> MediaSignature? {
    if reader.has("ftyp", at: 4) { return isoBase(reader) }
    if reader.has([0x1A, 0x45, 0xDF, 0xA3], at: 0) { return MediaSignature("video/webm") }
    if reader.has("OggS", at: 0) { return MediaSignature("audio/ogg") }
    if reader.has("fLaC", at: 0) { return MediaSignature("audio/flac") }
    if reader.has("RIFF", at: 0), reader.has("WAVE", at: 8) { return MediaSignature("audio/wav") }
    if reader.has("ID3", at: 0) { return MediaSignature("audio/mpeg") }
    if let sync = reader.big16(0), sync & 0xFFE0 == 0xFFE0, sync & 0x0006 != 0 {
      return MediaSignature("audio/mpeg")
    }
    return nil
  }

  /// The major brand of an ISO base media file (ISO/IEC 14496-12 §4.3).
  private static func isoBase(_ reader: ByteReader) -> MediaSignature {
    switch reader.text(8, count: 4) {
    case "qt  ": MediaSignature("video/quicktime")
    case "M4A ": MediaSignature("audio/mp4")
    case "heic", "heix", "mif1": MediaSignature("image/heic")
    case "avif": MediaSignature("image/avif")
    default: MediaSignature("video/mp4")
    }
  }
}

/// Reads numbers out of bytes; everything beyond their end is `nil`.
private struct ByteReader {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func has(_ expected: [UInt8], at offset: Int) -> Bool {
    bytes.count >= offset + expected.count
      && bytes[offset..<offset + expected.count].elementsEqual(expected)
  }

  func has(_ text: String, at offset: Int) -> Bool { has(Array(text.utf8), at: offset) }

  func text(_ offset: Int, count: Int) -> String {
    guard bytes.count >= offset + count else { return "" }
    return String(decoding: bytes[offset..<offset + count], as: UTF8.self)
  }

  func big16(_ offset: Int) -> Int? { big(offset, count: 2) }
  func big32(_ offset: Int) -> Int? { big(offset, count: 4) }
  func little16(_ offset: Int) -> Int? { little(offset, count: 2) }
  func little24(_ offset: Int) -> Int? { little(offset, count: 3) }
  func little32(_ offset: Int) -> Int? { little(offset, count: 4) }

  private func big(_ offset: Int, count: Int) -> Int? {
    guard bytes.count >= offset + count else { return nil }
    return bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
  }

  private func little(_ offset: Int, count: Int) -> Int? {
    guard bytes.count >= offset + count else { return nil }
    return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
