package import Domain
import Glibc

/// Reads and writes small files that hold secrets, and refuses those that others can read.
package enum SecretFile {
  /// The most that a secret file may hold; bigger ones are something else.
  package static let limitBytes = 64 * 1024

  /// The content of the file at `path` without the line break at its end.
  ///
  /// - Throws: when the file cannot be read, is no regular file, is too big, has a mode wider than
  ///   0600, or belongs to neither this user nor root.
  package static func secret(at path: String) throws(SecretFileProblem) -> Secret {
    Secret(withoutLineBreak(try read(path, checkingMode: true)))
  }

  /// The systemd credential `name` in `directory` (the value of `$CREDENTIALS_DIRECTORY`) without
  /// the line break at its end.
  ///
  /// Systemd guards these files itself: with access lists their mode reads 0440.
  ///
  /// - Throws: when the name is not a file name or the file cannot be read.
  package static func credential(
    _ name: String, in directory: String
  ) throws(SecretFileProblem) -> Secret {
    Secret(withoutLineBreak(try read(credentialPath(name, in: directory), checkingMode: false)))
  }

  /// Creates `path` with mode 0600 and this content, durably.
  ///
  /// Never replaces a file.
  static func create(_ path: String, _ content: [UInt8]) throws(SecretFileProblem) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw errno == EEXIST ? .exists(path) : .cannotWrite(path, reason: lastReason())
    }
    defer { close(descriptor) }
    guard write(descriptor, content, content.count) == content.count, fsync(descriptor) == 0,
      syncFolder(of: path)
    else {
      let reason = lastReason()
      unlink(path)
      throw .cannotWrite(path, reason: reason)
    }
  }

  static func credentialPath(
    _ name: String, in directory: String
  ) throws(SecretFileProblem) -> String {
    guard Slug.isValid(name, maximumLength: 255) else { throw .badName(name) }
    return directory + "/" + name
  }

  static func read(_ path: String, checkingMode: Bool) throws(SecretFileProblem) -> [UInt8] {
    // O_NONBLOCK: opening a pipe must not wait for its other end.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .cannotRead(path, reason: lastReason()) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw .cannotRead(path, reason: lastReason()) }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path) }
    if checkingMode {
      let mode = facts.st_mode & 0o7777
      guard mode & ~0o600 == 0 else { throw .tooOpen(path, mode: mode) }
      guard facts.st_uid == 0 || facts.st_uid == geteuid() else {
        throw .wrongOwner(path, owner: facts.st_uid)
      }
    }
    var buffer = [UInt8](repeating: 0, count: limitBytes + 1)
    var count = 0
    while count < buffer.count {
      let got = Glibc.read(descriptor, &buffer[count], buffer.count - count)
      guard got >= 0 else { throw .cannotRead(path, reason: lastReason()) }
      if got == 0 { break }
      count += got
    }
    guard count <= limitBytes else { throw .tooLarge(path, limitBytes: limitBytes) }
    return Array(buffer.prefix(count))
  }

  private static func withoutLineBreak(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    if bytes.last == 0x0A { bytes.removeLast() }
    if bytes.last == 0x0D { bytes.removeLast() }
    return bytes
  }

  /// Makes the new name in the folder durable.
  private static func syncFolder(of path: String) -> Bool {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  private static func lastReason() -> String { String(cString: strerror(errno)) }
}
