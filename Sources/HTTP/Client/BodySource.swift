import Domain
import Glibc

/// The body of a request as it is read piece by piece.
///
/// Files are opened before anything is sent, so that a missing one is found while nothing has left.
///
/// Not thread-safe: it belongs to the transfer that sends it.
final class BodySource {
  private enum Piece {
    case bytes([UInt8])
    case file(descriptor: Int32, offset: Int64, length: Int64)
    case base64(Base64File)

    var length: Int64 {
      switch self {
      case .bytes(let bytes): Int64(bytes.count)
      case .file(_, _, let length): length
      case .base64(let file): file.length
      }
    }
  }

  /// Why a body cannot be sent.
  struct Failure: Error {
    let text: String
  }

  private var pieces: [Piece] = []
  private var index = 0
  private var position: Int64 = 0

  /// Opens the body's files.
  ///
  /// - Throws: `Failure` when one is missing or shorter than promised.
  init(_ body: [ReadyRequest.BodyPiece]) throws(Failure) {
    for piece in body where piece.length > 0 {
      switch piece {
      case .bytes(let bytes): pieces.append(.bytes(bytes))
      case .file(let path, let offset, let length):
        let descriptor = try BodySource.openFile(path, offset: offset, length: length)
        pieces.append(.file(descriptor: descriptor, offset: offset, length: length))
      case .base64File(let path, let length):
        let descriptor = try BodySource.openFile(path, offset: 0, length: length)
        pieces.append(.base64(Base64File(descriptor: descriptor, bytes: length)))
      }
    }
  }

  deinit {
    for piece in pieces {
      switch piece {
      case .bytes: break
      case .file(let descriptor, _, _): close(descriptor)
      case .base64(let file): close(file.descriptor)
      }
    }
  }

  /// The whole length in bytes.
  var length: Int64 { pieces.reduce(0) { $0 + $1.length } }

  /// Bodies up to this size leave with the request's head in one piece; the library's own limit is
  /// twice as much.
  private static let smallMax = 32 << 10

  /// All of it, where it is small and already in memory; `nil` for an empty one, too.
  var small: [UInt8]? {
    guard length > 0, length <= BodySource.smallMax else { return nil }
    var all: [UInt8] = []
    for piece in pieces {
      guard case .bytes(let bytes) = piece else { return nil }
      all += bytes
    }
    return all
  }

  /// Starts over.
  func rewind() {
    index = 0
    position = 0
  }

  /// Copies the next bytes.
  ///
  /// - Returns: how many; 0 at the end; `nil` when a file cannot be read to its promised end.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    while index < pieces.count, position == pieces[index].length {
      index += 1
      position = 0
    }
    guard index < pieces.count, !buffer.isEmpty else { return 0 }
    let wanted = Int(min(Int64(buffer.count), pieces[index].length - position))
    let count: Int
    switch pieces[index] {
    case .bytes(let bytes):
      buffer.copyBytes(from: bytes[Int(position)..<Int(position) + wanted])
      count = wanted
    case .file(let descriptor, let offset, _):
      count = pread(descriptor, buffer.baseAddress, wanted, Int(offset + position))
    case .base64(let file):
      let text = file.characters(from: position, atMost: wanted)
      buffer.copyBytes(from: text)
      count = text.count
    }
    guard count > 0 else { return nil }
    position += Int64(count)
    return count
  }

  private static func openFile(
    _ path: String, offset: Int64, length: Int64
  ) throws(Failure) -> Int32 {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(text: "cannot open the body's file: \(systemText(errno))")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, offset >= 0, offset + length <= Int64(status.st_size)
    else {
      close(descriptor)
      throw Failure(text: "the body's file is shorter than promised")
    }
    return descriptor
  }
}
