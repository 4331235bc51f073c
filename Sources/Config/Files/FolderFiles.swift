import Glibc

/// A real folder. Symbolic links are followed as long as they stay inside it.
package struct FolderFiles: FileSource {
  /// The folder's real absolute path.
  private let root: String
  private static let listLimit = 20_000

  /// - Throws: `FileProblem` when there is no such folder.
  package init(folder: String) throws(FileProblem) {
    root = try FolderFiles.realPath(folder)
  }

  package func read(_ path: String, limitBytes: Int) throws(FileProblem) -> [UInt8] {
    // Not to wait for the other end if the name belongs to a pipe.
    let descriptor = open(try locate(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FolderFiles.problem(errno) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw FolderFiles.problem(errno) }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    guard facts.st_size <= limitBytes else { throw .tooLarge(limitBytes: limitBytes) }
    return try FolderFiles.contents(
      of: descriptor, expected: Int(facts.st_size), limitBytes: limitBytes)
  }

  package func list(_ pattern: String) throws(FileProblem) -> [String] {
    guard Glob.isInside(pattern) else { throw .outside }
    var found = [""]
    let parts = pattern.split(separator: "/")
    for (depth, part) in parts.enumerated() {
      var next: [String] = []
      for folder in found {
        let prefix = folder.isEmpty ? "" : folder + "/"
        if Glob.isPattern(String(part)) {
          next += try names(in: folder).filter { Glob.matches($0, part) }.map { prefix + $0 }
        } else {
          next.append(prefix + part)
        }
        guard next.count <= FolderFiles.listLimit else {
          throw .tooMany(limit: FolderFiles.listLimit)
        }
      }
      found = depth == parts.count - 1 ? next.filter(isFile) : next
    }
    return found.sorted()
  }

  package func locate(_ path: String) throws(FileProblem) -> String {
    guard Glob.isInside(path) else { throw .outside }
    let real = try FolderFiles.realPath(root + "/" + path)
    guard real.hasPrefix(root == "/" ? "/" : root + "/") else { throw .outside }
    return real
  }

  private func isFile(_ path: String) -> Bool {
    var facts = stat()
    return stat(root + "/" + path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
  }

  /// The names in a folder, sorted; none if it is not a folder or lies outside.
  private func names(in folder: String) throws(FileProblem) -> [String] {
    let path = folder.isEmpty ? root : (try? locate(folder))
    guard let path, let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
      guard names.count <= FolderFiles.listLimit else {
        throw .tooMany(limit: FolderFiles.listLimit)
      }
    }
    return names.sorted()
  }

  private static func contents(
    of descriptor: Int32, expected: Int, limitBytes: Int
  ) throws(FileProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    // One byte more than there should be, to see the end; there is more when somebody is writing.
    var asked = expected + 1
    while true {
      let piece = try piece(of: descriptor, atMost: asked)
      bytes = bytes.isEmpty ? piece : bytes + piece
      guard bytes.count <= limitBytes else { throw .tooLarge(limitBytes: limitBytes) }
      if piece.count < asked { return bytes }
      asked = 64 << 10
    }
  }

  /// The next bytes; fewer than asked for only at the end of the file.
  private static func piece(
    of descriptor: Int32, atMost asked: Int
  ) throws(FileProblem) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: asked) { buffer, filled in
      while filled < asked {
        let count = Glibc.read(descriptor, buffer.baseAddress! + filled, asked - filled)
        if count < 0 && errno == EINTR { continue }
        failure = count < 0 ? errno : 0
        guard count > 0 else { return }
        filled += count
      }
    }
    guard failure == 0 else { throw problem(failure) }
    return bytes
  }

  private static func realPath(_ path: String) throws(FileProblem) -> String {
    guard let resolved = realpath(path, nil) else { throw problem(errno) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func problem(_ code: Int32) -> FileProblem {
    switch code {
    case ENOENT, ENOTDIR: .missing
    case EISDIR: .notAFile
    default: .unreadable(String(cString: strerror(code)))
    }
  }
}
