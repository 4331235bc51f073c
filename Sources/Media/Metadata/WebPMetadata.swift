/// WebP: a RIFF of chunks, each with its name, length and content (RFC 9649 §2.3).
enum WebPMetadata {
  /// What the picture is made of. `EXIF`, `XMP ` and unknown chunks go, and what follows the RIFF.
  private static let kept: Set<String> = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"]
  private static let chunksMax = 65_536
  private static let exifMax: Int64 = 64 << 10
  /// The flags of `VP8X` that announce Exif and XMP.
  private static let (exifFlag, xmpFlag): (UInt8, UInt8) = (0x08, 0x04)

  private struct Chunk {
    var name: String
    /// With its head and its padding.
    var range: Range<Int64>
    var content: Range<Int64>
  }

  static func stripped(_ file: FileBytes) -> CleanCopy {
    guard let announced = file.little(4, 4) else { return whole(file) }
    let end = min(8 + announced, file.length)
    let chunks = read(file, end)
    let isReadable = chunks.last?.range.upperBound == end
    let exif = isReadable ? chunks.first { $0.name == "EXIF" } : nil
    let orientation = exif.flatMap { turn(file, $0) }
    var body = CleanCopy()
    for chunk in chunks where kept.contains(chunk.name) {
      if chunk.name == "VP8X", !chunk.content.isEmpty,
        let flags = file.byte(chunk.content.lowerBound)
      {
        let others = flags & ~(exifFlag | xmpFlag)
        body.keep(chunk.range.lowerBound..<chunk.content.lowerBound)
        body.insert([orientation == nil ? others : others | exifFlag])
        body.keep(chunk.content.lowerBound + 1..<chunk.range.upperBound)
      } else {
        body.keep(chunk.range)
      }
    }
    // What cannot be read as chunks.
    body.keep((chunks.last?.range.upperBound ?? min(12, end))..<end)
    if let orientation {
      body.insert([UInt8](repeating: 0, count: Int(body.length % 2)))
      body.insert(chunk("EXIF", orientation.tiff))
    }
    guard let size = UInt32(exactly: body.length + 4) else { return whole(file) }
    var copy = CleanCopy()
    copy.insert(Array("RIFF".utf8) + little(size) + Array("WEBP".utf8))
    copy.append(body)
    return copy
  }

  private static func whole(_ file: FileBytes) -> CleanCopy {
    var copy = CleanCopy()
    copy.keep(0..<file.length)
    return copy
  }

  private static func read(_ file: FileBytes, _ end: Int64) -> [Chunk] {
    var chunks: [Chunk] = []
    var position: Int64 = 12
    while chunks.count < chunksMax, let name = file.bytes(position, 4),
      let length = file.little(position + 4, 4), position + 8 + length <= end
    {
      let content = position + 8..<position + 8 + length
      // A content of an odd length has a byte of padding; at the very end some leave it out.
      let upper = min(content.upperBound + length % 2, end)
      chunks.append(
        Chunk(
          name: String(decoding: name, as: UTF8.self), range: position..<upper, content: content))
      position = upper
    }
    return chunks
  }

  private static func turn(_ file: FileBytes, _ chunk: Chunk) -> ExifOrientation? {
    // Some writers put JPEG's introduction before the TIFF.
    let hasName = file.has("Exif\0\0", at: chunk.content.lowerBound)
    let start = chunk.content.lowerBound + (hasName ? 6 : 0)
    guard start <= chunk.content.upperBound else { return nil }
    return file.bytes(start, Int(min(chunk.content.upperBound - start, exifMax)))
      .flatMap(ExifOrientation.init(tiff:))
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    Array(name.utf8) + little(UInt32(content.count)) + content
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
