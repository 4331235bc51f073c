/// HEIC and AVIF: pictures as items of a box file (ISO/IEC 23008-12, ISO/IEC 14496-12 §8.11). Exif
/// and XMP are items of their own; their bytes become zeros of the same length, because a table
/// counts the places of all items. How the picture is turned is said elsewhere and stays.
enum HEIFMetadata {
  /// Items looked at in one file; a picture of tiles has some hundreds.
  private static let itemsMax = 20_000

  static func stripped(_ file: FileBytes) -> CleanCopy {
    var copy = CleanCopy()
    var position: Int64 = 0
    for range in told(in: file) where copy.hasRoom && range.upperBound > position {
      let start = max(position, range.lowerBound)
      copy.keep(position..<start)
      copy.blank(range.upperBound - start)
      position = range.upperBound
    }
    copy.keep(position..<file.length)
    return copy
  }

  /// Where the bytes of items lie that tell about people and places, in order.
  private static func told(in file: FileBytes) -> [Range<Int64>] {
    let all = boxes(in: 0..<file.length, of: file)
    guard let meta = all.first(where: { $0.kind == "meta" }) else { return [] }
    // `meta` begins with a version and flags.
    let inner = boxes(in: skipping(4, meta.body), of: file)
    guard let info = inner.first(where: { $0.kind == "iinf" }),
      let places = inner.first(where: { $0.kind == "iloc" })
    else { return [] }
    let data = inner.first { $0.kind == "idat" }?.body
    let ids = items(in: info.body, of: file)
    return extents(of: ids, in: places.body, data: data, of: file)
      .filter { $0.lowerBound >= 0 && $0.upperBound <= file.length && !$0.isEmpty }
      .sorted { $0.lowerBound < $1.lowerBound }
  }

  private static func boxes(in range: Range<Int64>, of file: FileBytes) -> [MovieMetadata.Box] {
    var found: [MovieMetadata.Box] = []
    var position = range.lowerBound
    while found.count < itemsMax, let box = MovieMetadata.Box(file, at: position, within: range) {
      found.append(box)
      position = box.body.upperBound
    }
    return found
  }

  private static func skipping(_ count: Int64, _ range: Range<Int64>) -> Range<Int64> {
    min(range.lowerBound + count, range.upperBound)..<range.upperBound
  }

  /// The numbers of Exif and XMP items: `infe` of version 2 or 3 has a type, `mime` another word
  /// behind its name.
  private static func items(in body: Range<Int64>, of file: FileBytes) -> Set<Int64> {
    guard let version = file.byte(body.lowerBound) else { return [] }
    var ids: Set<Int64> = []
    for entry in boxes(in: skipping(version == 0 ? 6 : 8, body), of: file) {
      guard entry.kind == "infe", let version = file.byte(entry.body.lowerBound), version >= 2
      else { continue }
      let width = version == 2 ? 2 : 4
      let start = entry.body.lowerBound + 4
      guard let id = file.big(start, width) else { continue }
      let type = start + Int64(width) + 2
      // Exif, and every kind of text, of which XMP is the usual one.
      if file.has("Exif", at: type) || file.has("mime", at: type) { ids.insert(id) }
    }
    return ids
  }

  /// What `iloc` says about these items (§8.11.3).
  private static func extents(
    of ids: Set<Int64>, in body: Range<Int64>, data: Range<Int64>?, of file: FileBytes
  ) -> [Range<Int64>] {
    var reader = TableReader(file: file, position: body.lowerBound, end: body.upperBound)
    guard let version = reader.number(1), reader.number(3) != nil, let sizes = reader.number(2),
      let count = reader.number(version < 2 ? 2 : 4)
    else { return [] }
    let widths = (0..<4).map { Int(sizes >> (12 - 4 * Int64($0)) & 15) }
    var found: [Range<Int64>] = []
    for _ in 0..<min(count, Int64(itemsMax)) {
      guard let item = reader.item(version, widths) else { break }
      guard ids.contains(item.id) else { continue }
      // Within the file, or within a box beside the table.
      let origin = item.isInside ? data?.lowerBound : 0
      guard let origin else { continue }
      for (offset, length) in item.extents {
        let start = origin + item.base + offset
        guard length > 0, start >= 0, start <= file.length - length else { continue }
        found.append(start..<start + length)
      }
    }
    return found
  }

  /// Reads one number after the other.
  private struct TableReader {
    let file: FileBytes
    var position: Int64
    let end: Int64

    struct Item {
      var id: Int64
      var isInside: Bool
      var base: Int64
      var extents: [(offset: Int64, length: Int64)]
    }

    /// `nil` behind the end, and for a number that no file reaches.
    mutating func number(_ width: Int) -> Int64? {
      guard width > 0 else { return 0 }
      guard position + Int64(width) <= end, let value = file.big(position, width),
        (0..<1 << 48).contains(value)
      else { return nil }
      position += Int64(width)
      return value
    }

    /// - Parameter widths: of offsets, lengths, base offsets and indices, in bytes.
    mutating func item(_ version: Int64, _ widths: [Int]) -> Item? {
      guard let id = number(version < 2 ? 2 : 4),
        let method = version > 0 ? number(2) : 0, number(2) != nil,
        let base = number(widths[2]), let count = number(2)
      else { return nil }
      var item = Item(id: id, isInside: method & 15 == 1, base: base, extents: [])
      for _ in 0..<count {
        guard version == 0 || number(widths[3]) != nil, let offset = number(widths[0]),
          let length = number(widths[1])
        else { return nil }
        item.extents.append((offset, length))
      }
      return item
    }
  }
}
