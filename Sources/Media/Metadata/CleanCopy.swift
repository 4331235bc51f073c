package import Domain

/// What is sent of a file: its pieces without what they tell about people and places. It is a list
/// and no file, so that a film of gigabytes is never held in memory.
///
/// A file that is damaged is taken as it is from the damaged place on: no network shows it anyway.
package struct CleanCopy: Hashable, Sendable {
  /// A part of the copy, in order.
  package enum Piece: Hashable, Sendable {
    /// These bytes of the file.
    case source(Range<Int64>)
    case bytes([UInt8])
    /// So many zeros.
    case zeros(Int64)
  }

  /// More pieces than any picture has; a file made to have more is taken as it is from there on.
  private static let piecesMax = 65_536

  package private(set) var pieces: [Piece] = []

  init() {}

  /// - Parameters:
  ///   - mime: what the file is.
  ///   - length: of the file in bytes.
  ///   - read: hands over up to so many bytes from a place in the file; fewer at its end.
  package init(
    of mime: String, length: Int64, _ metadata: MetadataPolicy,
    read: @escaping (_ offset: Int64, _ count: Int) -> [UInt8]
  ) {
    let file = FileBytes(length: length, read: read)
    switch (metadata, mime) {
    case (.strip, "image/jpeg"): self = JPEGMetadata.stripped(file)
    case (.strip, "image/png"): self = PNGMetadata.stripped(file)
    case (.strip, "image/webp"): self = WebPMetadata.stripped(file)
    case (.strip, "image/gif"): self = GIFMetadata.stripped(file)
    case (.strip, "video/mp4"), (.strip, "video/quicktime"), (.strip, "audio/mp4"):
      self = MovieMetadata.stripped(file)
    case (.strip, "image/heic"), (.strip, "image/avif"): self = HEIFMetadata.stripped(file)
    case (.strip, "video/webm"): self = WebMMetadata.stripped(file)
    default: keep(0..<length)
    }
  }

  /// Bytes of the copy.
  package var length: Int64 {
    pieces.reduce(0) { sum, piece in
      switch piece {
      case .source(let range): sum + (range.upperBound - range.lowerBound)
      case .bytes(let bytes): sum + Int64(bytes.count)
      case .zeros(let count): sum + count
      }
    }
  }

  var hasRoom: Bool { pieces.count < CleanCopy.piecesMax }

  /// Takes these bytes of the file over.
  mutating func keep(_ range: Range<Int64>) {
    guard !range.isEmpty else { return }
    if case .source(let last) = pieces.last, last.upperBound == range.lowerBound {
      pieces[pieces.count - 1] = .source(last.lowerBound..<range.upperBound)
    } else {
      pieces.append(.source(range))
    }
  }

  mutating func insert(_ bytes: [UInt8]) {
    if !bytes.isEmpty { pieces.append(.bytes(bytes)) }
  }

  mutating func blank(_ count: Int64) {
    if count > 0 { pieces.append(.zeros(count)) }
  }

  mutating func append(_ other: CleanCopy) { pieces += other.pieces }
}
