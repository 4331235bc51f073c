/// JPEG: segments, each with its kind and length, and coded pixels between them (ITU T.81,
/// annex B).
enum JPEGMetadata {
  /// JFIF (density), ICC (colours) and Adobe (colour model) decide how the pixels look. All other
  /// application segments and comments go, and what follows the end of the picture: phones hide
  /// films and second pictures there.
  private static let kept: [(marker: UInt8, name: String)] = [
    (0xE0, "JFIF\0"), (0xE2, "ICC_PROFILE\0"), (0xEE, "Adobe"),
  ]

  static func stripped(_ file: FileBytes) -> CleanCopy {
    var copy = CleanCopy()
    var position: Int64 = min(2, file.length)
    copy.keep(0..<position)
    var isTurned = false
    while copy.hasRoom, file.byte(position) == 0xFF, let marker = file.byte(position + 1) {
      if marker == 0xFF {
        // A fill byte.
        position += 1
      } else if marker == 0xD9 {
        copy.keep(position..<position + 2)
        return copy
      } else if let end = endOfSegment(file, position) {
        let content = position + 4..<end
        if isKept(marker, file, content) {
          copy.keep(position..<end)
        } else if marker == 0xE1, !isTurned, let orientation = orientation(file, content) {
          copy.insert(segment(orientation))
          isTurned = true
        }
        position = end
        if marker == 0xDA {
          position = endOfScan(file, end)
          copy.keep(end..<position)
        }
      } else {
        break
      }
    }
    copy.keep(position..<file.length)
    return copy
  }

  private static func endOfSegment(_ file: FileBytes, _ position: Int64) -> Int64? {
    guard let length = file.big(position + 2, 2), length >= 2,
      position + 2 + length <= file.length
    else { return nil }
    return position + 2 + length
  }

  private static func isKept(_ marker: UInt8, _ file: FileBytes, _ content: Range<Int64>) -> Bool {
    guard (0xE0...0xEF).contains(marker) else { return marker != 0xFE }
    return kept.contains { marker == $0.marker && file.has($0.name, at: content.lowerBound) }
  }

  /// Where the coded pixels end: at the next marker that is neither a stuffed byte nor a restart.
  private static func endOfScan(_ file: FileBytes, _ start: Int64) -> Int64 {
    var position = start
    while let found = file.next(0xFF, from: position), let marker = file.byte(found + 1) {
      if marker != 0, marker != 0xFF, !(0xD0...0xD7).contains(marker) { return found }
      position = found + (marker == 0xFF ? 1 : 2)
    }
    return file.length
  }

  private static func orientation(
    _ file: FileBytes, _ content: Range<Int64>
  ) -> ExifOrientation? {
    guard file.has("Exif\0\0", at: content.lowerBound) else { return nil }
    let start = content.lowerBound + 6
    return file.bytes(start, Int(content.upperBound - start)).flatMap(ExifOrientation.init(tiff:))
  }

  private static func segment(_ orientation: ExifOrientation) -> [UInt8] {
    let body = Array("Exif\0\0".utf8) + orientation.tiff
    return [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body
  }
}
