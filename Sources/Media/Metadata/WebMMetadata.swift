/// WebM and Matroska: elements within elements (RFC 8794, RFC 9559). What tells of people and
/// places becomes a `Void` of the same length, because other elements count from the beginning of
/// the segment.
enum WebMMetadata {
  private static let segment: Int64 = 0x1853_8067
  private static let info: Int64 = 0x1549_A966
  private static let cluster: Int64 = 0x1F43_B675
  /// Tags (titles, makers, places), and attachments (covers, fonts, whole files).
  private static let told: Set<Int64> = [0x1254_C367, 0x1941_A469]
  /// Within the segment's information: its title, its date, the name of its file, and a check sum
  /// that would not fit any more.
  private static let toldInfo: Set<Int64> = [0x7BA9, 0x4461, 0x7384, 0xBF]
  /// The programs that made it must be named: with no letters.
  private static let programs: Set<Int64> = [0x4D80, 0x5741]

  static func stripped(_ file: FileBytes) -> CleanCopy {
    var walk = Walk(file: file)
    walk.elements(in: 0..<file.length, isInfo: false)
    var copy = CleanCopy()
    var position: Int64 = 0
    for change in walk.found where copy.hasRoom {
      copy.keep(position..<change.range.lowerBound)
      copy.insert(change.head)
      copy.blank(change.range.upperBound - change.range.lowerBound - Int64(change.head.count))
      position = change.range.upperBound
    }
    copy.keep(position..<file.length)
    return copy
  }

  /// A part of the file of which only its head stays, followed by zeros.
  private struct Change {
    var range: Range<Int64>
    var head: [UInt8]
  }

  private struct Walk {
    /// Elements looked at in one file; a film has one for each second or so at this depth.
    private static let elementsMax = 400_000

    let file: FileBytes
    /// In order.
    var found: [Change] = []
    private var count = 0

    init(file: FileBytes) { self.file = file }

    mutating func elements(in range: Range<Int64>, isInfo: Bool) {
      var position = range.lowerBound
      while count < Walk.elementsMax, let element = Element(file, at: position, within: range) {
        count += 1
        position = element.body.upperBound
        if told.contains(element.id) || isInfo && toldInfo.contains(element.id) {
          found.append(void(element))
        } else if isInfo, programs.contains(element.id) {
          found.append(Change(range: element.body, head: []))
        } else if element.id == segment || element.id == info {
          elements(in: element.body, isInfo: element.id == info)
        } else if element.id == cluster, element.isOpen {
          // A stream whose length nobody knew: what follows is looked at as if it stood beside it.
          position = element.body.lowerBound
        }
      }
    }

    /// `Void` (RFC 8794 §11.3.2) over the whole of an element.
    private func void(_ element: Element) -> Change {
      let range = element.start..<element.body.upperBound
      let width = min(8, Int(element.body.lowerBound - element.start) - 1)
      let length = range.upperBound - range.lowerBound - 1 - Int64(width)
      let size = (0..<width).map { UInt8(truncatingIfNeeded: length >> (8 * (width - 1 - $0))) }
      var head = [0xEC] + size
      head[1] |= UInt8(0x80 >> (width - 1))
      return Change(range: range, head: head)
    }
  }

  private struct Element {
    var id: Int64
    var start: Int64
    var body: Range<Int64>
    /// Its length is not said.
    var isOpen = false

    init?(_ file: FileBytes, at position: Int64, within range: Range<Int64>) {
      guard position < range.upperBound, let first = file.byte(position), first > 0x0F else {
        return nil
      }
      let idWidth = first.leadingZeroBitCount + 1
      let sizeAt = position + Int64(idWidth)
      guard let id = file.big(position, idWidth), sizeAt < range.upperBound,
        let sizeFirst = file.byte(sizeAt), sizeFirst > 0
      else { return nil }
      let width = sizeFirst.leadingZeroBitCount + 1
      let bodyAt = sizeAt + Int64(width)
      guard bodyAt <= range.upperBound, let coded = file.big(sizeAt, width) else { return nil }
      let most = Int64(1) << (7 * width) - 1
      let length = coded & most
      isOpen = length == most
      guard isOpen || length <= range.upperBound - bodyAt else { return nil }
      self.id = id
      start = position
      body = bodyAt..<(isOpen ? range.upperBound : bodyAt + length)
    }
  }
}
