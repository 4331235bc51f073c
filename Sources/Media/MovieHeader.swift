/// What the header of an MP4 or QuickTime film says (ISO/IEC 14496-12): how long it plays, its
/// pixels and its coding. Nothing is decoded.
package struct MovieHeader: Hashable, Sendable {
  package var milliseconds: Int64?
  /// Pixels of the first picture track as they are shown, turned if the track says so.
  package var width: Int?
  package var height: Int?
  /// The four letters of the first picture track's coding, such as `avc1`.
  package var codec: String?

  /// - Parameters:
  ///   - length: of the file in bytes.
  ///   - read: hands over up to so many bytes from a place in the file; fewer at its end.
  /// - Returns: `nil` when there is no movie box, as in a file that was cut off.
  package init?(length: Int64, read: @escaping (_ offset: Int64, _ count: Int) -> [UInt8]) {
    let boxes = BoxReader(read: read)
    guard let movie = boxes.first("moov", in: 0..<length) else { return nil }
    if let header = boxes.first("mvhd", in: movie) { milliseconds = Self.time(boxes, header) }
    for track in boxes.all("trak", in: movie) {
      guard let media = boxes.first("mdia", in: track), boxes.isPicture(media) else { continue }
      (width, height) = Self.size(boxes, boxes.first("tkhd", in: track))
      codec = boxes.coding(media)
      return
    }
  }

  /// The duration of an `mvhd` (§8.2.2); all ones mean that it is not known.
  private static func time(_ boxes: BoxReader, _ header: Range<Int64>) -> Int64? {
    let isLong = boxes.number(header.lowerBound, 1) == 1
    let at = header.lowerBound + (isLong ? 20 : 12)
    guard let scale = boxes.number(at, 4), scale > 0,
      let duration = boxes.number(at + 4, isLong ? 8 : 4),
      duration != (isLong ? Int64.max : Int64(UInt32.max)), duration <= Int64.max / 1000
    else { return nil }
    return duration * 1000 / scale
  }

  /// The size of a `tkhd` (§8.3.2): 16.16 fixed point behind a matrix of nine numbers.
  private static func size(_ boxes: BoxReader, _ header: Range<Int64>?) -> (Int?, Int?) {
    guard let header else { return (nil, nil) }
    let matrix = header.lowerBound + (boxes.number(header.lowerBound, 1) == 1 ? 52 : 40)
    guard let width = boxes.number(matrix + 36, 4), let height = boxes.number(matrix + 40, 4),
      let horizontal = boxes.number(matrix, 4)
    else { return (nil, nil) }
    // A quarter turn leaves nothing of x in x.
    return horizontal == 0
      ? (Int(height >> 16), Int(width >> 16)) : (Int(width >> 16), Int(height >> 16))
  }
}

/// Walks the boxes of a file, each of which holds its length, its name and its body (§4.2).
private struct BoxReader {
  /// A file with more boxes side by side is no film that a network takes.
  private static let boxesMax = 256

  let read: (Int64, Int) -> [UInt8]

  /// The body of the first box of this kind.
  func first(_ kind: String, in range: Range<Int64>) -> Range<Int64>? {
    all(kind, in: range).first
  }

  /// The bodies of the boxes of this kind, in order.
  func all(_ kind: String, in range: Range<Int64>) -> [Range<Int64>] {
    var found: [Range<Int64>] = []
    var position = range.lowerBound
    for _ in 0..<BoxReader.boxesMax {
      guard position <= range.upperBound - 8, let box = box(at: position, within: range) else {
        break
      }
      if box.kind == kind { found.append(box.body) }
      position = box.body.upperBound
    }
    return found
  }

  func number(_ offset: Int64, _ count: Int) -> Int64? {
    let bytes = read(offset, count)
    guard bytes.count == count else { return nil }
    let number = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int64(clamping: number)
  }

  /// Whether a `mdia` is of pictures (§8.4.3).
  func isPicture(_ media: Range<Int64>) -> Bool {
    guard let handler = first("hdlr", in: media) else { return false }
    return read(handler.lowerBound + 8, 4).elementsEqual("vide".utf8)
  }

  /// The name of the first sample description of a `mdia` (§8.5.2).
  func coding(_ media: Range<Int64>) -> String? {
    guard let information = first("minf", in: media), let table = first("stbl", in: information),
      let descriptions = first("stsd", in: table)
    else { return nil }
    let name = read(descriptions.lowerBound + 12, 4)
    guard name.count == 4, name.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
    return String(decoding: name, as: UTF8.self)
  }

  private func box(
    at position: Int64, within range: Range<Int64>
  ) -> (kind: String, body: Range<Int64>)? {
    guard var length = number(position, 4) else { return nil }
    let kind = String(decoding: read(position + 4, 4), as: UTF8.self)
    var head: Int64 = 8
    if length == 1 {
      guard let long = number(position + 8, 8) else { return nil }
      (length, head) = (long, 16)
    } else if length == 0 {
      length = range.upperBound - position
    }
    guard length >= head, length <= range.upperBound - position else { return nil }
    return (kind, position + head..<position + length)
  }
}
