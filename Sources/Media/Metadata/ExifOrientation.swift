import Domain

/// How a picture must be turned to be upright: the one fact of Exif that the pixels need.
struct ExifOrientation: Hashable, Sendable {
  /// A TIFF of one entry; what begins with it is looked at no further.
  private static let header: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8]
  private static let tag = 0x0112
  private static let entriesMax = 512

  /// 2 to 8 (Exif 2.32, §4.6.4); 1 is upright and needs no word.
  var value: UInt8

  /// Fails for an upright picture, and for what is no orientation.
  init?(value: UInt8) {
    guard (2...8).contains(value) else { return nil }
    self.value = value
  }

  /// Looks for it in a TIFF, of either byte order; fails when the picture is upright.
  init?(tiff bytes: [UInt8]) {
    let isBig = bytes.starts(with: [0x4D, 0x4D])
    guard isBig || bytes.starts(with: [0x49, 0x49]) else { return nil }
    func number(_ offset: Int, _ count: Int) -> Int? {
      guard offset >= 0, offset <= bytes.count - count else { return nil }
      let digits = bytes[offset..<offset + count]
      return isBig
        ? digits.reduce(0) { $0 << 8 | Int($1) } : digits.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
    for index in 0..<min(entries, ExifOrientation.entriesMax) {
      let entry = directory + 2 + index * 12
      guard number(entry, 2) == ExifOrientation.tag else { continue }
      guard let value = number(entry + 8, 2), (2...8).contains(value) else { return nil }
      self.value = UInt8(value)
      return
    }
    return nil
  }

  /// A TIFF that says this and nothing else.
  var tiff: [UInt8] {
    ExifOrientation.header + [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0]
  }
}

extension ExifOrientation {
  /// How the picture at `path` must be turned; fails when it is upright.
  init?(_ path: String, mime: String) {
    guard let file = try? OpenFile(path) else { return nil }
    // What a clean copy says instead of the whole Exif is the orientation.
    for case .bytes(let bytes) in file.copy(of: mime, .strip).pieces {
      guard let tiff = bytes.firstRange(of: ExifOrientation.header) else { continue }
      self.init(tiff: Array(bytes[tiff.lowerBound...]))
      return
    }
    return nil
  }
}
