/// What `--help` prints.
package struct Help: Sendable {
  private let globals: [Option]
  private let width: Int

  /// - Parameter width: in columns; a page is never wider than 80 and never narrower than 40.
  package init(globals: [Option], width: Int = 80) {
    self.globals = globals
    self.width = min(max(width, 40), 80)
  }

  /// The help page of `command`.
  ///
  /// - Parameter path: the words that lead to it, beginning with the program's name.
  package func page(_ command: Command, path: [String]) -> String {
    var sections = [wrap("\(path.joined(separator: " ")) - \(command.summary)", indent: 0)]
    sections.append(wrap("usage: " + Help.usage(command, path: path), indent: 0))
    if !command.discussion.isEmpty { sections.append(wrap(command.discussion, indent: 0)) }
    sections += lists(command)
    if !command.examples.isEmpty { sections.append(examples(command.examples)) }
    if !command.exitCodes.isEmpty || path.count == 1 {
      let codes =
        path.count == 1 ? ExitCode.allCases : [.done, .failed, .usage] + command.exitCodes
      sections.append(
        list("exit codes", codes.map { (String($0.rawValue), $0.summary) }))
    }
    return sections.joined(separator: "\n\n") + "\n"
  }

  private func lists(_ command: Command) -> [String] {
    var sections: [String] = []
    if !command.subcommands.isEmpty {
      sections.append(list("commands", command.subcommands.map { ($0.name, $0.summary) }))
    }
    if !command.arguments.isEmpty {
      sections.append(list("arguments", command.arguments.map { ($0.name, $0.summary) }))
    }
    if !command.options.isEmpty {
      sections.append(list("options", command.options.map { ($0.usage, Help.text($0)) }))
    }
    let help = Option("help", short: "h", summary: "Show this page.")
    sections.append(
      list("options of every command", (globals + [help]).map { ($0.usage, Help.text($0)) }))
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

  /// The lines stay whole, to be copied.
  private func examples(_ examples: [Example]) -> String {
    let lines = examples.map { "  \($0.line)\n" + wrap($0.meaning, indent: 6) }
    return "examples:\n" + lines.joined(separator: "\n")
  }

  /// Names to the left, texts to the right.
  private func list(_ title: String, _ rows: [(String, String)]) -> String {
    let left = min(width * 3 / 10, rows.map(\.0.count).max() ?? 0)
    let lines = rows.map { name, text in
      let body = wrap(text, indent: left + 4)
      if name.count > left {
        return "  \(name)\n" + body
      }
      let padded = "  " + name + String(repeating: " ", count: left - name.count + 2)
      return padded + body.dropFirst(left + 4)
    }
    return "\(title):\n" + lines.joined(separator: "\n")
  }

  /// Breaks paragraphs; lines that begin with a space stay as they are.
  private func wrap(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if paragraph.isEmpty || paragraph.hasPrefix(" ") {
        lines.append(paragraph.isEmpty ? "" : margin + paragraph)
        continue
      }
      var line = margin
      for word in paragraph.split(separator: " ") {
        if line.count > indent, line.count + 1 + word.count > width {
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
