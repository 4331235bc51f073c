/// GIF: blocks, each a chain of up to 255 bytes at a time (GIF89a specification).
enum GIFMetadata {
  /// Applications whose blocks decide how the picture moves and looks. All others go (XMP is one of
  /// them), comments go, and what follows the end of the picture.
  private static let kept = ["NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"]

  static func stripped(_ file: FileBytes) -> CleanCopy {
    var copy = CleanCopy()
    guard let flags = file.byte(10), 13 + tableBytes(flags) <= file.length else {
      copy.keep(0..<file.length)
      return copy
    }
    var position = 13 + tableBytes(flags)
    copy.keep(0..<position)
    while copy.hasRoom, let kind = file.byte(position) {
      if kind == 0x3B {
        copy.keep(position..<position + 1)
        return copy
      }
      guard let end = end(of: kind, at: position, file) else { break }
      if kind != 0x21 || isKept(file, position) { copy.keep(position..<end) }
      position = end
    }
    copy.keep(position..<file.length)
    return copy
  }

  /// Behind an extension or a picture; `nil` for anything else, or when the file ends before.
  private static func end(of kind: UInt8, at position: Int64, _ file: FileBytes) -> Int64? {
    switch kind {
    case 0x21: return endOfChain(file, position + 2)
    case 0x2C:
      guard let flags = file.byte(position + 9) else { return nil }
      return endOfChain(file, position + 11 + tableBytes(flags))
    default: return nil
    }
  }

  private static func endOfChain(_ file: FileBytes, _ start: Int64) -> Int64? {
    var position = start
    while let count = file.byte(position) {
      position += 1 + Int64(count)
      if count == 0 { return position }
    }
    return nil
  }

  private static func isKept(_ file: FileBytes, _ position: Int64) -> Bool {
    switch file.byte(position + 1) {
    case 0xFE: false
    case 0xFF: kept.contains { file.has($0, at: position + 3) }
    default: true
    }
  }

  /// The colours that follow a head with these flags.
  private static func tableBytes(_ flags: UInt8) -> Int64 {
    flags & 0x80 == 0 ? 0 : 3 << (Int64(flags & 7) + 1)
  }
}
