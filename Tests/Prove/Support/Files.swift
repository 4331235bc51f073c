import Glibc

/// Files of the experiments.
enum Files {
  static let prefix = "/tmp/belfry-prove-"

  static func newFolder() throws -> String {
    var template = Array("\(prefix)XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw Trouble("no scratch folder can be made in /tmp") }
    return made
  }

  static func read(_ path: String) -> String { String(decoding: bytes(of: path), as: UTF8.self) }

  /// Nothing for a file that cannot be read.
  static func bytes(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }

  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// A file that is new gets mode 0600.
  static func write(_ bytes: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Trouble("\(path) cannot be written") }
    defer { close(file) }
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
      throw Trouble("\(path) cannot be written")
    }
  }

  static func copy(_ path: String, to copy: String) throws {
    try write(bytes(of: path), to: copy)
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The path without its last name.
  static func folder(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }

  /// Makes the folder that a file lies in, where it is missing.
  static func makeFolder(above path: String) { mkdir(folder(of: path), 0o700) }

  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a folder that the driver made, with what is in it.
  static func remove(_ folder: String) {
    empty(folder)
    rmdir(folder)
  }

  /// Removes what is in a folder that the driver made.
  static func empty(_ folder: String) {
    precondition(folder.hasPrefix(prefix), "\(folder) is not the driver's")
    for name in names(in: folder) {
      let path = folder + "/" + name
      if unlink(path) != 0 { remove(path) }
    }
  }
}
