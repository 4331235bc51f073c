/// A Markdown file: front matter between two lines `---`, and a body that is the text.
enum MarkdownText {
  /// The file as one mapping with the keys of the front matter and `text`; `nil` when it was
  /// reported.
  ///
  /// - Parameter origin: the place that asks for the file.
  static func read(_ path: String, for origin: Place, shelf: FileShelf, report: Report) -> YAMLNode?
  {
    guard let bytes = shelf.read(path, for: origin) else { return nil }
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    if let problem = YAMLText.problem(in: content) {
      let place = Place(file: path, line: problem.line + 1, column: problem.column + 1)
      report.error(place, problem.message, hint: problem.hint)
      return nil
    }
    let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard isFence(lines[0]) else { return mapping([], lines[...], path, firstLine: 1) }
    guard let close = lines.dropFirst().firstIndex(where: isFence) else {
      report.error(
        .start(of: path), "the front matter is never closed", hint: "end it with a line \"---\"")
      return nil
    }
    var entries: [YAMLNode.Entry] = []
    if close > 1 {
      let front = content[lines[1].startIndex..<lines[close].startIndex]
      let before = report.errorCount
      let node = shelf.tree(front, path, firstLine: 2)
      guard report.errorCount == before else { return nil }
      if let node, case .mapping = node.value {
        entries = node.entries
      } else if let node {
        report.error(node.place, "the front matter must be a mapping of keys, not \(node.kind)")
        return nil
      }
    }
    let body = lines[(close + 1)...]
    return mapping(entries, body, path, firstLine: close + 2)
  }

  private static func mapping(
    _ entries: [YAMLNode.Entry], _ body: ArraySlice<ArraySlice<UInt8>>, _ path: String,
    firstLine: Int
  ) -> YAMLNode {
    var entries = entries
    let blank = body.prefix { $0.allSatisfy(isSpace) }.count
    let text = body.dropFirst(blank).map { line in
      String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
    let place = Place(file: path, line: firstLine + blank, column: 1)
    if !text.isEmpty {
      let value = YAMLNode(
        value: .scalar(text.joined(separator: "\n"), isPlain: false), place: place)
      entries.append(YAMLNode.Entry(key: "text", keyPlace: place, value: value))
    }
    return YAMLNode(value: .mapping(entries), place: entries.first?.keyPlace ?? .start(of: path))
  }

  private static func isFence(_ line: ArraySlice<UInt8>) -> Bool {
    line.starts(with: Array("---".utf8)) && line.dropFirst(3).allSatisfy(isSpace)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }
}
