/// The bytes of a file at any place, read in windows so that a walk over small records is quick.
final class FileBytes {
  private static let windowBytes = 64 << 10

  let length: Int64
  private let read: (_ offset: Int64, _ count: Int) -> [UInt8]
  private var window: [UInt8] = []
  private var start: Int64 = 0

  /// - Parameters:
  ///   - length: of the file in bytes.
  ///   - read: hands over up to so many bytes from a place in the file; fewer at its end.
  init(length: Int64, read: @escaping (_ offset: Int64, _ count: Int) -> [UInt8]) {
    self.length = length
    self.read = read
  }

  /// So many bytes from a place; `nil` when the file ends before.
  func bytes(_ offset: Int64, _ count: Int) -> [UInt8]? {
    guard offset >= 0, count >= 0, count <= length, offset <= length - Int64(count) else {
      return nil
    }
    if count > FileBytes.windowBytes {
      let found = read(offset, count)
      return found.count == count ? found : nil
    }
    guard fill(offset, count) else { return nil }
    let first = Int(offset - start)
    return Array(window[first..<first + count])
  }

  func byte(_ offset: Int64) -> UInt8? {
    guard offset >= 0, offset < length, fill(offset, 1) else { return nil }
    return window[Int(offset - start)]
  }

  func has(_ text: String, at offset: Int64) -> Bool {
    bytes(offset, text.utf8.count)?.elementsEqual(text.utf8) ?? false
  }

  /// A number with its most significant byte first.
  func big(_ offset: Int64, _ count: Int) -> Int64? {
    bytes(offset, count).map { $0.reduce(0) { $0 << 8 | Int64($1) } }
  }

  /// A number with its least significant byte first.
  func little(_ offset: Int64, _ count: Int) -> Int64? {
    bytes(offset, count).map { $0.reversed().reduce(0) { $0 << 8 | Int64($1) } }
  }

  /// The place of the next such byte; `nil` when there is none.
  func next(_ byte: UInt8, from offset: Int64) -> Int64? {
    var position = offset
    while position >= 0, position < length, fill(position, 1) {
      if let found = window[Int(position - start)...].firstIndex(of: byte) {
        return start + Int64(found)
      }
      position = start + Int64(window.count)
    }
    return nil
  }

  /// Whether the window holds these bytes now.
  private func fill(_ offset: Int64, _ count: Int) -> Bool {
    let isInside = offset >= start && offset + Int64(count) <= start + Int64(window.count)
    if isInside { return true }
    window = read(offset, FileBytes.windowBytes)
    start = offset
    return window.count >= count
  }
}
