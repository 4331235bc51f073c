/// MP4 and QuickTime: boxes within boxes (ISO/IEC 14496-12). What tells of people and places
/// becomes free space of the same length, because other boxes count from the beginning of the file.
enum MovieMetadata {
  /// `udta` and `meta` hold titles, makers and coordinates (`©xyz`, `loci`, Apple's keys).
  private static let told: Set<String> = ["udta", "meta"]
  /// A `uuid` box of this kind holds XMP (XMP specification, part 3, §1.2.7.1).
  private static let xmp: [UInt8] = [
    0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC,
  ]

  static func stripped(_ file: FileBytes) -> CleanCopy {
    var walk = Walk(file: file)
    walk.boxes(in: 0..<file.length, of: "")
    var copy = CleanCopy()
    var position: Int64 = 0
    for box in walk.found where copy.hasRoom {
      copy.keep(position..<box.start + 4)
      copy.insert(Array("free".utf8))
      copy.keep(box.start + 8..<box.body.lowerBound)
      copy.blank(box.body.upperBound - box.body.lowerBound)
      position = box.body.upperBound
    }
    copy.keep(position..<file.length)
    return copy
  }

  private struct Walk {
    /// Boxes looked at in one file; a film has hundreds outside of its samples.
    private static let boxesMax = 20_000

    let file: FileBytes
    /// What becomes free space, in order.
    var found: [Box] = []
    private var count = 0

    init(file: FileBytes) { self.file = file }

    mutating func boxes(in range: Range<Int64>, of parent: String) {
      var position = range.lowerBound
      while count < Walk.boxesMax, let box = Box(file, at: position, within: range) {
        count += 1
        if isTold(box) {
          found.append(box)
        } else if box.kind == "moov" || box.kind == "trak" && parent == "moov" {
          boxes(in: box.body, of: box.kind)
        }
        position = box.body.upperBound
      }
    }

    private func isTold(_ box: Box) -> Bool {
      if told.contains(box.kind) { return true }
      return box.kind == "uuid" && file.bytes(box.body.lowerBound, 16) == xmp
    }
  }

  struct Box {
    var kind: String
    var start: Int64
    var body: Range<Int64>

    init?(_ file: FileBytes, at position: Int64, within range: Range<Int64>) {
      guard position <= range.upperBound - 8, var length = file.big(position, 4),
        let name = file.bytes(position + 4, 4)
      else { return nil }
      var head: Int64 = 8
      if length == 1 {
        guard let long = file.big(position + 8, 8) else { return nil }
        (length, head) = (long, 16)
      } else if length == 0 {
        length = range.upperBound - position
      }
      guard length >= head, length <= range.upperBound - position else { return nil }
      kind = String(decoding: name, as: UTF8.self)
      start = position
      body = position + head..<position + length
    }
  }
}
