import Crypto
package import Domain
import Glibc
import Synchronization

/// Looks at media files where they lie: hash, size, kind and pixels. What was hashed before is not
/// read again while the file's identity, size and time stay the same.
package final class MediaFiles: MediaLibrary {
  /// The largest file that is looked at: the largest video that a network takes is smaller.
  package static let limitBytes: Int64 = 8 << 30

  private struct Stamp: Hashable {
    var device: UInt64
    var inode: UInt64
    var bytes: Int64
    var seconds: Int
    var nanoseconds: Int
  }

  private let known = Mutex<[Stamp: MediaFile]>([:])

  package init() {}

  package func examine(_ path: String) throws(MediaProblem) -> MediaFile {
    let file = try OpenFile(path)
    let stamp = Stamp(
      device: UInt64(file.status.st_dev), inode: UInt64(file.status.st_ino),
      bytes: Int64(file.status.st_size), seconds: file.status.st_mtim.tv_sec,
      nanoseconds: file.status.st_mtim.tv_nsec)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    if var media = known.withLock({ $0[stamp] }) {
      media.name = name
      return media
    }
    let media = try MediaFiles.read(file, name: name)
    known.withLock { cache in
      // A library of this many files is read anew rather than remembered for ever.
      if cache.count > 20_000 { cache.removeAll() }
      cache[stamp] = media
    }
    return media
  }

  private static func read(_ file: borrowing OpenFile, name: String) throws(MediaProblem)
    -> MediaFile
  {
    var hasher = SHA256Hasher()
    var head: [UInt8] = []
    let bytes = try file.forEachPiece { piece in
      hasher.update(piece)
      let wanted = MediaSignature.bytesNeeded - head.count
      if wanted > 0 { head.append(contentsOf: piece.prefix(wanted)) }
    }
    guard let signature = MediaSignature(head) else { throw .unknownFormat }
    let movie = movie(in: file, signature, bytes: bytes)
    return MediaFile(
      hash: hasher.finish().hexadecimal, bytes: bytes, mime: signature.mime,
      width: signature.width ?? movie?.width, height: signature.height ?? movie?.height,
      milliseconds: movie?.milliseconds, codec: movie?.codec, name: name)
  }

  private static func movie(
    in file: borrowing OpenFile, _ signature: MediaSignature, bytes: Int64
  ) -> MovieHeader? {
    guard ["video/mp4", "video/quicktime", "audio/mp4"].contains(signature.mime) else {
      return nil
    }
    let descriptor = file.descriptor
    return MovieHeader(length: bytes) { OpenFile.read(descriptor, at: $0, count: $1) }
  }
}

/// A regular file, open for reading.
struct OpenFile: ~Copyable {
  let descriptor: Int32
  let status: stat

  init(_ path: String) throws(MediaProblem) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing : .unreadable(String(cString: strerror(errno)))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .notAFile
    }
    guard status.st_size <= MediaFiles.limitBytes else {
      close(descriptor)
      throw .tooLarge(limitBytes: MediaFiles.limitBytes)
    }
    self.descriptor = descriptor
    self.status = status
  }

  deinit { close(descriptor) }

  /// Some bytes of an open file; fewer at its end, and none when it cannot be read.
  static func read(_ descriptor: Int32, at offset: Int64, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
    }
  }

  /// Hands the file over piece by piece, 256 KiB at a time; answers how many bytes there were.
  borrowing func forEachPiece(
    _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(MediaProblem) -> Int64 {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    var total: Int64 = 0
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count == 0 { return total }
      if count < 0 {
        if errno == EINTR { continue }
        throw .unreadable(String(cString: strerror(errno)))
      }
      body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      total += Int64(count)
    }
  }
}
