/// A file that goes to a server in pieces, of which every answer says how far the server is.
package struct ChunkedUpload<Value: Sendable>: Sendable {
  /// The call that goes on from this byte.
  package var piece: @Sendable (Int64) -> Call
  /// The call that asks how far the server is.
  package var progress: Call
  /// After more calls than this a server that never comes to an end gets them with growing waits.
  package var attemptsMax: Int
  /// Reads the answers of both calls; an allow-list, as for every exchange.
  package var read: @Sendable (Answer) -> Reading<Progress>

  /// - Parameters:
  ///   - bytes: the length of what is uploaded.
  ///   - pieceBytes: the length of a piece.
  package init(
    bytes: Int64, pieceBytes: Int64, piece: @escaping @Sendable (Int64) -> Call, progress: Call,
    read: @escaping @Sendable (Answer) -> Reading<Progress>
  ) {
    self.piece = piece
    self.progress = progress
    self.read = read
    let pieces = (bytes + pieceBytes - 1) / max(1, pieceBytes)
    attemptsMax = Int(min(pieces, 1_000_000)) * 4 + 20
  }

  /// How far the server is.
  package enum Progress: Sendable {
    /// It has the first so many bytes.
    case stored(Int64)
    case complete(Value)
  }
}
