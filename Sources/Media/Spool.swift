import Crypto
package import Domain
import Glibc
import Synchronization

/// The daemon's own copies of media, each named by the hash of its content: what git checks out
/// next cannot change what was accepted.
package struct Spool: Sendable {
  /// The folder's absolute path, below the state directory; mode 0700.
  package let directory: String
  /// Held while a file is kept or removed, so that what is taken into use is not removed meanwhile.
  private let turn = Turn()

  private final class Turn: Sendable {
    private let lock = Mutex(())
    func withLock<Value: Sendable>(_ body: () -> Value) -> Value { lock.withLock { _ in body() } }
  }

  /// - Throws: when the folder cannot be made.
  package init(directory: String) throws(MediaProblem) {
    guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
      throw .unreadable("\(directory): \(String(cString: strerror(errno)))")
    }
    // Programs that work on its files run in folders of their own.
    guard let absolute = realpath(directory, nil) else {
      throw .unreadable("\(directory): \(String(cString: strerror(errno)))")
    }
    defer { free(absolute) }
    self.directory = String(cString: absolute)
  }

  /// Where the file with this hash lies, or would lie.
  package func path(of hash: String) -> String { "\(directory)/\(hash)" }

  /// Whether the file with this hash (SHA-256, hexadecimal) is there and readable.
  package func contains(_ hash: String) -> Bool { access(path(of: hash), R_OK) == 0 }

  /// Where the body of an upload over the daemon's own listener lies until it is confirmed.
  package func path(ofUpload id: String) -> String { "\(directory)/upload-\(id)" }

  /// Gives a received body the name of its upload, once: whatever came first stays.
  ///
  /// - Returns: whether it was the first.
  package func keep(_ received: String, asUpload id: String) throws(MediaProblem) -> Bool {
    guard link(received, path(ofUpload: id)) == 0 else {
      if errno == EEXIST { return false }
      throw .unreadable(String(cString: strerror(errno)))
    }
    try sync(directory)
    return true
  }

  /// Keeps a file from being cleaned up for a while: its time becomes now.
  ///
  /// - Returns: its length in bytes; `nil` when it is not there.
  package func hold(_ hash: String) -> Int64? {
    turn.withLock {
      let path = path(of: hash)
      var status = stat()
      guard utimensat(AT_FDCWD, path, nil, 0) == 0, stat(path, &status) == 0 else { return nil }
      return Int64(status.st_size)
    }
  }

  /// Removes a file that nobody has held since `moment`.
  ///
  /// - Returns: whether it is gone now.
  package func remove(_ name: String, unheldSince moment: Instant) -> Bool {
    turn.withLock {
      guard let file = entry(name), file.heldAt < moment else { return false }
      return unlink(path(of: name)) == 0
    }
  }

  /// Everything that lies in the spool, unfinished files as well, by name.
  package func entries() -> [Entry] {
    FolderNames.list(directory).compactMap(entry)
  }

  /// A file of the spool.
  package struct Entry: Hashable, Sendable {
    package var name: String
    package var bytes: Int64
    /// When it came, or was last held.
    package var heldAt: Instant

    /// Whether it is a whole file under the hash of its content.
    package var isWhole: Bool {
      name.utf8.count == 64 && name.allSatisfy { $0.isHexDigit }
    }
  }

  private func entry(_ name: String) -> Entry? {
    var status = stat()
    guard lstat(path(of: name), &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    let time = status.st_mtim
    return Entry(
      name: name, bytes: Int64(status.st_size),
      heldAt: Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000))
  }

  /// A fresh name in the spool for a body that is being received.
  package func incomingPath() -> String {
    "\(directory)/incoming-\(RandomBytes.make(16).hexadecimal)"
  }

  /// Copies what is sent of the file at `path` in, unless it is there already.
  ///
  /// - Throws: when it cannot be read or written, or changed since it was examined.
  package func adopt(
    _ path: String, as file: MediaFile, _ metadata: MetadataPolicy
  ) throws(MediaProblem) {
    guard hold(file.hash) == nil else { return }
    let copy = incomingPath()
    defer { unlink(copy) }
    guard try copyBytes(from: path, to: copy, metadata) == file.hash else {
      throw .unreadable("\(path) changed while it was read")
    }
    try enter(copy, as: file.hash)
  }

  /// Takes over what is sent of a received body: finds out what it is and gives it its name.
  ///
  /// - Parameter path: a path that `incomingPath` gave; nothing is left there.
  package func receive(
    _ path: String, name: String, _ metadata: MetadataPolicy
  ) throws(MediaProblem) -> MediaFile {
    defer { unlink(path) }
    var file = try MediaFiles().examine(path, metadata)
    if try isSentWhole(path, file, metadata) {
      try enter(path, as: file.hash)
    } else {
      try adopt(path, as: file, metadata)
    }
    file.name = name
    return file
  }

  private func isSentWhole(
    _ path: String, _ file: MediaFile, _ metadata: MetadataPolicy
  ) throws(MediaProblem) -> Bool {
    let received = try OpenFile(path)
    return received.copy(of: file.mime, metadata).pieces == [.source(0..<received.length)]
  }

  /// Gives a file its name. Both are on disk when this returns, for what is accepted next relies
  /// on them.
  private func enter(_ path: String, as hash: String) throws(MediaProblem) {
    try sync(path)
    guard rename(path, self.path(of: hash)) == 0 else {
      throw .unreadable(String(cString: strerror(errno)))
    }
    try sync(directory)
  }

  private func sync(_ path: String) throws(MediaProblem) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .unreadable(String(cString: strerror(errno))) }
  }

  /// Answers the hash of what was copied.
  private func copyBytes(
    from source: String, to target: String, _ metadata: MetadataPolicy
  ) throws(MediaProblem) -> String {
    let file = try OpenFile(source)
    guard let signature = file.signature else { throw .unknownFormat }
    let output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(output) }
    var hasher = SHA256Hasher()
    var failure: Int32 = 0
    try file.forEachPiece(of: file.copy(of: signature.mime, metadata)) { piece in
      hasher.update(piece)
      guard failure == 0 else { return }
      failure = write(piece, to: output)
    }
    guard failure == 0 else { throw .unreadable(String(cString: strerror(failure))) }
    return hasher.finish().hexadecimal
  }

  private func write(_ piece: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
    var rest = piece
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return 0
  }
}
