import FoundationEssentials

/// The files of the repository as the rules read them.
struct Tree: Sendable {
  /// All text files, sorted by path.
  let files: [TextFile]

  /// The repository that this test was compiled from, read once.
  static let house = Tree(root: packageRoot)

  init(files: [TextFile]) {
    self.files = files
  }

  init(root: String) {
    files = Tree.paths(below: root).sorted().compactMap { path in
      guard let data = FileManager.default.contents(atPath: root + "/" + path),
        let text = String(validating: data, as: UTF8.self)
      else { return nil }
      return TextFile(path: path, text: text)
    }
  }

  /// Swift files below `Sources`.
  var sources: [TextFile] { files.filter { $0.path.hasPrefix("Sources/") && $0.isSwift } }

  /// Swift files below `Tests` and `Benchmarks`.
  var tests: [TextFile] { files.filter { !$0.path.hasPrefix("Sources/") && $0.isSwift } }

  /// Swift files of `rooms`.
  func sources(of rooms: Set<String>) -> [TextFile] { sources.filter { rooms.contains($0.room) } }

  subscript(path: String) -> TextFile? { files.first { $0.path == path } }

  /// Whether a relative path from `folder` is a file or a folder of the tree.
  func has(path: Substring, from folder: ArraySlice<Substring>) -> Bool {
    var parts = Array(folder)
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    let wanted = parts.joined(separator: "/")
    return files.contains { $0.path == wanted || $0.path.hasPrefix(wanted + "/") }
  }

  private static var packageRoot: String {
    #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
  }

  /// What is built, fetched, mutated or left behind by a demo is not ours to judge.
  private static let foreign: Set<String> = [
    ".build", ".git", ".demo", "dist", ".swiftpm", "Corpus",
  ]

  private static func paths(below root: String, folder: String = "") -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []
    return names.filter { !foreign.contains($0) }.flatMap { name in
      let path = folder.isEmpty ? name : folder + "/" + name
      var isFolder = false
      _ = FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
      return isFolder ? paths(below: root, folder: path) : [path]
    }
  }
}

/// One file: its lines as written, and as code without comments and string contents.
struct TextFile: Sendable {
  /// Relative to the repository.
  let path: String
  let lines: [String]
  /// Line by line the same as `lines`; empty for files that are not Swift.
  let code: [CodeLine]
  let endsWithNewline: Bool

  init(path: String, text: String) {
    self.path = path
    endsWithNewline = text.isEmpty || text.utf8.last == UInt8(ascii: "\n")
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    self.lines = lines
    code = path.hasSuffix(".swift") ? CodeLine.lines(of: lines) : []
  }

  var isSwift: Bool { path.hasSuffix(".swift") }

  /// `Store` for `Sources/Store/Connection.swift`; empty outside a room.
  var room: String {
    let parts = path.split(separator: "/")
    return parts.count >= 3 ? String(parts[1]) : ""
  }
}

/// A breach of a rule, as compilers write it: `path:line: message`.
struct Finding: CustomStringConvertible, Equatable {
  let path: String
  let line: Int
  let message: String

  init(_ file: TextFile, _ line: Int, _ message: String) {
    path = file.path
    self.line = line
    self.message = message
  }

  var description: String { "\(path):\(line): \(message)" }
}
