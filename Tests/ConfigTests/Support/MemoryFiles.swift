import Config

/// A folder in memory.
struct MemoryFiles: FileSource {
  var files: [String: [UInt8]]

  init(_ files: [String: String]) {
    self.files = files.mapValues { Array($0.utf8) }
  }

  func read(_ path: String, limitBytes: Int) throws(FileProblem) -> [UInt8] {
    guard let bytes = files[path] else { throw .missing }
    guard bytes.count <= limitBytes else { throw .tooLarge(limitBytes: limitBytes) }
    return bytes
  }

  /// Knows patterns with one `*` in the last part: all that the tests use.
  func list(_ pattern: String) throws(FileProblem) -> [String] {
    guard let star = pattern.firstIndex(of: "*") else {
      return files[pattern] == nil ? [] : [pattern]
    }
    let (head, tail) = (pattern[..<star], pattern[star...].dropFirst())
    return files.keys.filter { path in
      path.hasPrefix(head) && path.hasSuffix(tail)
        && path.utf8.count >= head.utf8.count + tail.utf8.count
        && !path.dropFirst(head.count).dropLast(tail.count).contains("/")
    }.sorted()
  }

  func locate(_ path: String) throws(FileProblem) -> String { path }
}
