import Glibc

/// Reads small files whole.
enum ZoneFile {
  /// Real zone files have less than 4 KiB.
  private static let limitBytes = 256 * 1024

  /// The content of the regular file at `path`; `nil` when there is none or it is too big.
  static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
      facts.st_size <= limitBytes
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
    var count = 0
    while count < bytes.count {
      let got = Glibc.read(descriptor, &bytes[count], bytes.count - count)
      guard got > 0 else { return nil }
      count += got
    }
    return bytes
  }
}
