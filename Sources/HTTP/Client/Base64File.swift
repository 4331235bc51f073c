import Domain
import Glibc

/// The Base64 of an open file, read from any place: never more of it is in memory than one reading
/// needs.
struct Base64File {
  /// Three bytes are four characters; so many groups are encoded at once.
  private static let groupsMax = 16_384

  let descriptor: Int32
  /// How much of the file is encoded, from its beginning.
  let bytes: Int64

  /// The number of characters.
  var length: Int64 { Base64.standardLength(of: bytes) }

  /// The characters from `position` on.
  ///
  /// - Returns: some, up to `most`; none when the file cannot be read to its promised end.
  func characters(from position: Int64, atMost most: Int) -> ArraySlice<UInt8> {
    let skipped = Int(position % 4)
    let groups = min((skipped + most + 3) / 4, Base64File.groupsMax)
    let start = position / 4 * 3
    guard let read = read(Int(min(Int64(groups * 3), bytes - start)), from: start) else {
      return []
    }
    return Base64.standardBytes(read).dropFirst(skipped).prefix(most)
  }

  /// All of `count` bytes: a group that is cut in the middle would end the text.
  private func read(_ count: Int, from start: Int64) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(
          descriptor, buffer.baseAddress! + filled, count - filled, Int(start) + filled)
        guard got > 0 else { break }
        filled += got
      }
    }
    return bytes.count == count ? bytes : nil
  }
}
