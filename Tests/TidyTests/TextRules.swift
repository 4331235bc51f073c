/// Rules about the look of every text file, and the sizes of Swift files.
enum TextRules {
  /// 100 columns, as `.swift-format` says; an address cannot be broken.
  static func lineLength(_ tree: Tree) -> [Finding] {
    let suffixes = [".swift", ".c", ".h", ".sh", ".service", ".py", ".rb"]
    return findings(in: tree.files.filter { file in suffixes.contains(where: file.path.hasSuffix) })
    { line in
      line.utf8.count > 100 && line.count > 100 && !line.contains("://")
        ? "\(line.count) of 100 columns" : nil
    }
  }

  /// A table of data would be the only reason for more than 400 lines; it belongs into a resource.
  static func fileLength(_ tree: Tree) -> [Finding] {
    tooLong(tree.sources, limit: 400) + tooLong(tree.tests, limit: 600)
  }

  /// Nobody reads more than one screen of a function at once.
  static func functionLength(_ tree: Tree) -> [Finding] {
    (tree.sources + tree.tests).flatMap { file in
      Declaration.functions(in: file).filter { $0.length > 70 }.map {
        Finding(file, $0.line, "\($0.length) of 70 lines: \($0.text)")
      }
    }
  }

  /// Of the functions in `Sources`, 19 of 20 have 40 lines at the most.
  static func typicalFunctionLength(_ tree: Tree) -> [Finding] {
    let all = tree.sources.flatMap { file in
      Declaration.functions(in: file).map { (file, $0) }
    }
    let long = all.filter { $0.1.length > 40 }
    guard long.count * 20 > all.count else { return [] }
    return long.map { Finding($0.0, $0.1.line, "\($0.1.length) lines: \($0.1.text)") }
  }

  /// No tabs (except where make demands them), no blanks at the ends of lines, one final newline.
  /// Recorded outputs are as the program printed them.
  static func whitespace(_ tree: Tree) -> [Finding] {
    let files = tree.files.filter { !$0.path.hasPrefix("Tests/Snapshots/") }
    let tabs = findings(in: files.filter { !$0.path.hasSuffix("Makefile") }) {
      $0.utf8.contains(UInt8(ascii: "\t")) ? "tab" : nil
    }
    let blanks = findings(in: files) {
      $0.last == " " || $0.last == "\t" ? "blanks at the end" : nil
    }
    let ends = files.filter { !$0.endsWithNewline }.map {
      Finding($0, $0.lines.count, "no newline at the end of the file")
    }
    return tabs + blanks + ends
  }

  /// Work that is left goes to the issue tracker, not into a comment. (The words are put together
  /// here so that the rule does not find itself.)
  static func leftovers(_ tree: Tree) -> [Finding] {
    let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    return findings(in: tree.files) { line in
      words.first { word in
        line.contains(word) && line.split { !$0.isLetter }.contains { $0 == word }
      }
    }
  }

  /// Paths of somebody's machine mean nothing on another.
  static func machinePaths(_ tree: Tree) -> [Finding] {
    let places = ["/wo" + "rk/", "/ro" + "ot/", "/home" + "/"]
    return findings(in: tree.files) { line in
      guard places.contains(where: line.contains) else { return nil }
      let words = line.split { " ='`(:,".contains($0) }.map { $0.drop { $0 == "\"" } }
      return words.first { places.contains(where: $0.hasPrefix) }.map { "path of a machine: \($0)" }
    }
  }

  /// A link from one page of the repository to another leads to something that is there.
  static func links(_ tree: Tree) -> [Finding] {
    tree.files.filter { $0.path.hasSuffix(".md") }.flatMap { page in
      let folder = page.path.split(separator: "/").dropLast()
      return page.lines.enumerated().flatMap { index, line in
        line.matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/)
          .filter { !tree.has(path: $0.1, from: folder) }
          .map { Finding(page, index + 1, "leads nowhere: \($0.1)") }
      }
    }
  }

  private static func tooLong(_ files: [TextFile], limit: Int) -> [Finding] {
    files.filter { $0.lines.count > limit }.map {
      Finding($0, limit + 1, "\($0.lines.count) of \(limit) lines")
    }
  }

  private static func findings(
    in files: [TextFile], _ complaint: (String) -> String?
  ) -> [Finding] {
    files.flatMap { file in
      file.lines.enumerated().compactMap { index, line in
        complaint(line).map { Finding(file, index + 1, $0) }
      }
    }
  }
}
