/// What the rules about sizes need to know of a Swift file. They rest on the formatter: a body ends
/// at the first line that begins with `}` at the indentation of its declaration.
struct Declaration: Equatable {
  let line: Int
  let lastLine: Int
  /// The line that declares it, without its indentation.
  let text: String

  var length: Int { lastLine - line + 1 }

  static func functions(in file: TextFile) -> [Declaration] {
    bodies(in: file, of: ["func", "init", "deinit", "subscript"])
  }

  static func protocols(in file: TextFile) -> [Declaration] {
    bodies(in: file, of: ["protocol"])
  }

  /// The requirements of a protocol: the members one step inside its body.
  static func requirements(of port: Declaration, in file: TextFile) -> [CodeLine] {
    let inside = file.code[port.line - 1].indentation + 2
    return file.code[port.line..<port.lastLine].filter {
      $0.indentation == inside && $0.mentions(["func", "var", "init", "subscript"])
    }
  }

  private static func bodies(in file: TextFile, of keywords: Set<String>) -> [Declaration] {
    file.code.compactMap { line in
      guard line.mentions(keywords) else { return nil }
      let text = line.text.drop { $0 == " " }
      guard isDeclaration(text), let last = lastLine(of: line, in: file) else { return nil }
      return Declaration(line: line.number, lastLine: last, text: String(text))
    }
  }

  /// Not a call such as `self.init(` or `.init(`.
  private static func isDeclaration(_ text: Substring) -> Bool {
    text.prefixMatch(
      of: /(?:@\w+(?:\([^)]*\))? |[a-z]+(?:\(\w+\))? )*(?:func|init|deinit|subscript|protocol)\b/
    ) != nil
  }

  /// `nil` for a requirement, which has no body.
  private static func lastLine(of start: CodeLine, in file: TextFile) -> Int? {
    if start.text.contains("{") && start.text.hasSuffix("}") { return start.number }
    for line in file.code[start.number...] where !line.text.isEmpty {
      if line.indentation > start.indentation { continue }
      if line.indentation < start.indentation { return nil }
      let text = line.text.drop { $0 == " " }
      if text.hasPrefix("}") { return line.number }
      if !text.hasPrefix(")") && !text.hasPrefix("where") && !text.hasPrefix("{") { return nil }
      if text.contains("{") && text.hasSuffix("}") { return line.number }
    }
    return nil
  }
}
