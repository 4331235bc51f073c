import Glibc

/// Whole files that must be on disk before anything relies on them.
extension StoreFiles {
  /// Whether there is anything of that name.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Removes the file, if there is one.
  package static func remove(_ path: String) { unlink(path) }

  /// Makes an empty file of mode 0600.
  ///
  /// - Throws: when there is one of that name.
  static func createFile(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(.unusable, "making \(path)", systemMessage())
    }
    close(descriptor)
  }

  /// - Throws: when there is a file of that name.
  static func refuseExisting(_ path: String) throws(StoreError) {
    guard !exists(path) else {
      throw StoreError(.unusable, "making \(path)", "there is such a file already")
    }
  }

  static func size(_ path: String) throws(StoreError) -> Int64 {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw StoreError(.unusable, "looking at \(path)", systemMessage())
    }
    return Int64(status.st_size)
  }

  /// Waits until the file's contents are on disk.
  static func sync(_ path: String) throws(StoreError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw StoreError(.unusable, "syncing \(path)", systemMessage())
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw StoreError(.damaged, "syncing \(path)", systemMessage())
    }
  }

  /// Gives a file another name, in place of a file that has it, and waits until that is on disk.
  static func rename(_ path: String, to name: String) throws(StoreError) {
    guard Glibc.rename(path, name) == 0 else {
      throw StoreError(.unusable, "renaming \(path) to \(name)", systemMessage())
    }
    try sync(folder(of: name))
  }

  /// Copies a database file to a new file, which belongs to whom its folder belongs to.
  ///
  /// - Throws: `unusable` when it is no database file, or cannot be read.
  static func copyDatabase(_ path: String, to copy: String) throws(StoreError) {
    let source = open(path, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw StoreError(.unusable, "reading \(path)", systemMessage()) }
    defer { close(source) }
    try createFile(copy)
    let target = open(copy, O_WRONLY | O_CLOEXEC)
    guard target >= 0 else { throw StoreError(.unusable, "writing \(copy)", systemMessage()) }
    defer { close(target) }
    var status = stat()
    if stat(folder(of: copy), &status) == 0 { _ = fchown(target, status.st_uid, status.st_gid) }
    try pour(from: source, path, into: target, copy)
  }

  private static func pour(
    from source: Int32, _ path: String, into target: Int32, _ copy: String
  ) throws(StoreError) {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var isFirst = true
    while true {
      let count = read(source, &buffer, buffer.count)
      guard count >= 0 else { throw StoreError(.unusable, "reading \(path)", systemMessage()) }
      if isFirst, !buffer[..<count].starts(with: Array("SQLite format 3\0".utf8)) {
        throw StoreError(.unusable, "reading \(path)", "it is not a backup of Belfry")
      }
      isFirst = false
      guard count > 0 else { return }
      guard Glibc.write(target, buffer, count) == count else {
        throw StoreError(.full, "writing \(copy)", systemMessage())
      }
    }
  }

  /// Writes a text to a new file of mode 0600.
  static func write(_ text: String, toNewFile path: String) throws(StoreError) {
    try createFile(path)
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(.unusable, "writing \(path)", systemMessage()) }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw StoreError(.full, "writing \(path)", systemMessage()) }
      rest = rest.dropFirst(count)
    }
  }

  /// Puts a file of mode 0600 in the place of one that has its name; a crash leaves one of the two.
  ///
  /// - Throws: when it cannot be written; what was there stays.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(StoreError) {
    let fresh = path + ".unfinished"
    remove(fresh)
    try write(String(decoding: bytes, as: UTF8.self), toNewFile: fresh)
    try sync(fresh)
    try rename(fresh, to: path)
  }

  /// A whole file as text.
  package static func text(of path: String) throws(StoreError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StoreError(.unusable, "reading \(path)", systemMessage()) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw StoreError(.unusable, "reading \(path)", systemMessage()) }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  /// The names in a folder, sorted; none when there is no such folder.
  package static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The path without its last name.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
