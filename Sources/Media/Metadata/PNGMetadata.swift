/// PNG: chunks, each with its length, name, content and check sum (RFC 2083 §3; W3C PNG 3rd ed.).
enum PNGMetadata {
  /// Besides the chunks that every decoder must know (a capital first letter), these decide how the
  /// picture looks or moves. All others go, and what follows the end of the picture.
  private static let kept: Set<String> = [
    "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs",
    "sPLT", "acTL", "fcTL", "fdAT",
  ]
  /// No orientation stands further behind.
  private static let exifMax: Int64 = 64 << 10

  static func stripped(_ file: FileBytes) -> CleanCopy {
    var copy = CleanCopy()
    var position: Int64 = min(8, file.length)
    copy.keep(0..<position)
    while copy.hasRoom, let length = file.big(position, 4), let name = file.bytes(position + 4, 4),
      position + 12 + length <= file.length
    {
      let end = position + 12 + length
      let text = String(decoding: name, as: UTF8.self)
      if (0x41...0x5A).contains(name[0]) || kept.contains(text) {
        copy.keep(position..<end)
      } else if text == "eXIf",
        let tiff = file.bytes(position + 8, Int(min(length, exifMax))),
        let orientation = ExifOrientation(tiff: tiff)
      {
        copy.insert(chunk("eXIf", orientation.tiff))
      }
      position = end
      if text == "IEND" { return copy }
    }
    copy.keep(position..<file.length)
    return copy
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return big(UInt32(content.count)) + body + big(checkSum(body))
  }

  private static func big(_ value: UInt32) -> [UInt8] {
    (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  /// CRC-32 (ISO/IEC 13239), bit by bit: it is for thirty bytes.
  static func checkSum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
