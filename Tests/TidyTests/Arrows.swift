/// Which room may know which: the table of docs/architecture.md, the package and the imports.
struct Arrows: Equatable {
  /// A room's name, and the rooms and C libraries that it may import.
  var allowed: [String: Set<String>]

  /// Modules that only rooms with threads, descriptors or child processes may import.
  static let impure: Set = ["Glibc", "Synchronization", "_Concurrency"]

  /// Reads rows such as ``| `Store` | `Domain`, `CSQLite` | … |``.
  init(drawing: TextFile) {
    allowed = [:]
    for line in drawing.lines where line.hasPrefix("| `") {
      let cells = line.split(separator: "|")
      guard let room = Arrows.names(in: cells[0]).first, cells.count > 1 else { continue }
      allowed[room] = Set(Arrows.names(in: cells[1]))
    }
  }

  /// Reads `room("Store", knows: ["Domain", "CSQLite"])` and the executable's dependencies.
  init(package: TextFile) {
    let text = package.lines.joined(separator: "\n")
    allowed = [:]
    for match in text.matches(of: /room\(\s*"(\w+)"(?:,\s*knows:\s*\[([^\]]*)\])?/) {
      allowed[String(match.1)] = Arrows.quoted(match.2 ?? "")
    }
    let executable = /executableTarget\(\s*name: "(\w+)",\s*dependencies: \[([^\]]*)\]/
    for match in text.matches(of: executable) {
      allowed[String(match.1)] = Arrows.quoted(match.2)
    }
  }

  /// Imports that no arrow allows, and files that no room owns.
  func breaches(in tree: Tree) -> [Finding] {
    tree.sources.flatMap { file -> [Finding] in
      guard let room = allowed[file.room] else {
        return [Finding(file, 1, "belongs to no room of docs/architecture.md")]
      }
      let pure = CodeRules.pureRooms.contains(file.room)
      let known = room.union(pure ? [] : Arrows.impure)
      return file.code.compactMap { line in
        guard line.words.contains("import"), let module = Arrows.importedModule(line.text),
          !known.contains(module)
        else { return nil }
        return Finding(file, line.number, "\(file.room) may not import \(module)")
      }
    }
  }

  private static func importedModule(_ code: String) -> String? {
    let pattern =
      /^(?:@[\w()]+ )*(?:(?:public|package|internal|private) )?import (?:\w+ (?=\w+\.))?(\w+)/
    return code.prefixMatch(of: pattern).map { String($0.1) }
  }

  private static func names(in cell: Substring) -> [String] {
    cell.matches(of: /`(\w+)`/).map { String($0.1) }
  }

  private static func quoted(_ list: Substring) -> Set<String> {
    Set(list.matches(of: /"(\w+)"/).map { String($0.1) })
  }
}
