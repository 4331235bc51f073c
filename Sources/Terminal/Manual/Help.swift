/// What `--help` prints.
package struct Help: Sendable {
  private let globals: [Option]

  package init(globals: [Option]) {
    self.globals = globals
  }

  /// The help page of `command`.
  ///
  /// - Parameter path: the words that lead to it, beginning with the program's name.
  package func page(_ command: Command, path: [String]) -> String {
    var sections: [String] = ["\(path.joined(separator: " ")) - \(command.summary)"]
    sections.append("usage: " + Help.usage(command, path: path))
    if !command.discussion.isEmpty { sections.append(Help.wrap(command.discussion, indent: 0)) }
    sections += lists(command)
    if !command.examples.isEmpty { sections.append(Help.examples(command.examples)) }
    if !command.exitCodes.isEmpty || path.count == 1 {
      let codes =
        path.count == 1 ? ExitCode.allCases : [.done, .failed, .usage] + command.exitCodes
      sections.append(
        Help.list("exit codes", codes.map { (String($0.rawValue), $0.summary) }))
    }
    return sections.joined(separator: "\n\n") + "\n"
  }

  private func lists(_ command: Command) -> [String] {
    var sections: [String] = []
    if !command.subcommands.isEmpty {
      sections.append(Help.list("commands", command.subcommands.map { ($0.name, $0.summary) }))
    }
    if !command.arguments.isEmpty {
      sections.append(Help.list("arguments", command.arguments.map { ($0.name, $0.summary) }))
    }
    if !command.options.isEmpty {
      sections.append(Help.list("options", command.options.map { ($0.usage, Help.text($0)) }))
    }
    let help = Option("help", short: "h", summary: "Show this page.")
    sections.append(
      Help.list("options of every command", (globals + [help]).map { ($0.usage, Help.text($0)) }))
    return sections
  }

  /// Such as `belfry show [options] POST`.
  static func usage(_ command: Command, path: [String]) -> String {
    var words = path
    if !command.subcommands.isEmpty { words.append(command.isRunnable ? "[COMMAND]" : "COMMAND") }
    words.append("[options]")
    return (words + command.arguments.map(\.usage)).joined(separator: " ")
  }

  /// The summary, with default, choices and repetition.
  static func text(_ option: Option) -> String {
    var text = option.summary
    guard let value = option.value else { return text }
    if case .choice(let words) = value.kind {
      text += " One of: " + words.joined(separator: ", ") + "."
    }
    if let `default` = value.default { text += " (default: \(`default`))" }
    if value.isRepeatable { text += " May be given more than once." }
    return text
  }

  private static func examples(_ examples: [Example]) -> String {
    let lines = examples.map { "  \($0.line)\n      \($0.meaning)" }
    return "examples:\n" + lines.joined(separator: "\n")
  }

  /// Names to the left, texts to the right, wrapped at 80 columns.
  private static func list(_ title: String, _ rows: [(String, String)]) -> String {
    let width = min(24, rows.map(\.0.count).max() ?? 0)
    let lines = rows.map { name, text in
      let body = wrap(text, indent: width + 4)
      if name.count > width {
        return "  \(name)\n" + body
      }
      let padded = "  " + name + String(repeating: " ", count: width - name.count + 2)
      return padded + body.dropFirst(width + 4)
    }
    return "\(title):\n" + lines.joined(separator: "\n")
  }

  /// Breaks paragraphs at 80 columns; lines that begin with a space stay as they are.
  static func wrap(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if paragraph.isEmpty || paragraph.hasPrefix(" ") {
        lines.append(paragraph.isEmpty ? "" : margin + paragraph)
        continue
      }
      var line = margin
      for word in paragraph.split(separator: " ") {
        if line.count > indent, line.count + 1 + word.count > 80 {
          lines.append(line)
          line = margin
        }
        line += (line.count > indent ? " " : "") + word
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }
}
