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

  private struct Question: Hashable {
    var stamp: Stamp
    var metadata: MetadataPolicy
  }

  private let known = Mutex<[Question: MediaFile]>([:])
  private let workshop: Workshop?
  private let arrivals: Arrivals?

  /// - Parameters:
  ///   - workshop: makes other forms of files; `nil` where none are made.
  ///   - arrivals: knows what was brought here from elsewhere; `nil` where nothing was.
  package init(workshop: Workshop? = nil, arrivals: Arrivals? = nil) {
    self.workshop = workshop
    self.arrivals = arrivals
  }

  package func find(
    _ medium: DistantMedium, _ metadata: MetadataPolicy
  ) throws(MediaProblem) -> FoundMedium {
    guard let found = arrivals?.find(medium, metadata) else { throw .notHere }
    return found
  }

  package func make(
    _ form: MediaForm, of path: String, _ file: MediaFile
  ) throws(FittingProblem) -> MediaFile {
    guard let workshop else { throw .notHere }
    return try workshop.make(form, of: path, file)
  }

  package func examine(
    _ path: String, _ metadata: MetadataPolicy
  ) throws(MediaProblem) -> MediaFile {
    let file = try OpenFile(path)
    let stamp = Stamp(
      device: UInt64(file.status.st_dev), inode: UInt64(file.status.st_ino),
      bytes: Int64(file.status.st_size), seconds: file.status.st_mtim.tv_sec,
      nanoseconds: file.status.st_mtim.tv_nsec)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let question = Question(stamp: stamp, metadata: metadata)
    if var media = known.withLock({ $0[question] }) {
      media.name = name
      return media
    }
    let media = try MediaFiles.read(file, metadata, name: name)
    known.withLock { cache in
      // A library of this many files is read anew rather than remembered for ever.
      if cache.count > 20_000 { cache.removeAll() }
      cache[question] = media
    }
    return media
  }

  private static func read(
    _ file: borrowing OpenFile, _ metadata: MetadataPolicy, name: String
  ) throws(MediaProblem) -> MediaFile {
    guard let signature = file.signature else { throw .unknownFormat }
    let copy = file.copy(of: signature.mime, metadata)
    var hasher = SHA256Hasher()
    try file.forEachPiece(of: copy) { hasher.update($0) }
    let movie = movie(in: file, signature, bytes: file.length)
    return MediaFile(
      hash: hasher.finish().hexadecimal, bytes: copy.length, mime: signature.mime,
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

  var length: Int64 { Int64(status.st_size) }

  /// What its first bytes say; `nil` for a format that no network takes.
  var signature: MediaSignature? {
    MediaSignature(OpenFile.read(descriptor, at: 0, count: MediaSignature.bytesNeeded))
  }

  /// What is sent of it.
  func copy(of mime: String, _ metadata: MetadataPolicy) -> CleanCopy {
    let descriptor = descriptor
    return CleanCopy(of: mime, length: length, metadata) {
      OpenFile.read(descriptor, at: $0, count: $1)
    }
  }

  /// Hands over what is sent of the file, 256 KiB at a time.
  borrowing func forEachPiece(
    of copy: CleanCopy, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(MediaProblem) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    defer { buffer.deallocate() }
    for piece in copy.pieces {
      switch piece {
      case .bytes(let bytes): bytes.withUnsafeBytes(body)
      case .zeros(let count): OpenFile.zeros(count, buffer, body)
      case .source(let range): try source(range, buffer, body)
      }
    }
  }

  private static func zeros(
    _ count: Int64, _ buffer: UnsafeMutableRawBufferPointer,
    _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    var left = count
    _ = buffer.initializeMemory(as: UInt8.self, repeating: 0)
    while left > 0 {
      let now = Int(min(left, Int64(buffer.count)))
      body(UnsafeRawBufferPointer(rebasing: buffer[..<now]))
      left -= Int64(now)
    }
  }

  private borrowing func source(
    _ range: Range<Int64>, _ buffer: UnsafeMutableRawBufferPointer,
    _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(MediaProblem) {
    var position = range.lowerBound
    while position < range.upperBound {
      let wanted = Int(min(range.upperBound - position, Int64(buffer.count)))
      let count = pread(descriptor, buffer.baseAddress, wanted, off_t(position))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        throw .unreadable(count == 0 ? "it became shorter" : String(cString: strerror(errno)))
      }
      body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      position += Int64(count)
    }
  }
}
