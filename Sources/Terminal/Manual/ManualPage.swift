/// The manual page belfry(1), in mdoc (mandoc's `mdoc(7)`).
package struct ManualPage: Sendable {
  private let root: Command
  private let globals: [Option]
  private let date: String

  /// - Parameter date: of the page, such as `November 21, 2026`.
  package init(_ root: Command, globals: [Option], date: String) {
    self.root = root
    self.globals = globals
    self.date = date
  }

  /// The page's source.
  package var source: String {
    var page = MDoc()
    page.macro("Dd", date)
    page.macro("Dt", "BELFRY", "1")
    page.macro("Os")
    page.section("NAME")
    page.macro("Nm", root.name)
    page.macro("Nd", root.summary)
    page.section("SYNOPSIS")
    page.macro("Nm", root.name)
    page.macro("Ar", "command")
    page.macro("Op", "Ar", "options")
    page.section("DESCRIPTION")
    page.paragraphs(root.discussion)
    page.section("COMMANDS")
    for command in root.subcommands { describe(command, path: [command.name], in: &page) }
    page.section("OPTIONS OF EVERY COMMAND")
    list(globals + [Option("help", short: "h", summary: "Show help.")], in: &page)
    finish(&page)
    return page.text
  }

  private func describe(_ command: Command, path: [String], in page: inout MDoc) {
    page.subsection(path.joined(separator: " "))
    page.macro("Bd", "-literal", "-offset", "indent", "-compact")
    page.line(Help.usage(command, path: ["belfry"] + path))
    page.macro("Ed")
    page.macro("Pp")
    page.line(command.summary.prefix(1).uppercased() + command.summary.dropFirst() + ".")
    if !command.discussion.isEmpty {
      page.macro("Pp")
      page.paragraphs(command.discussion)
    }
    if !command.arguments.isEmpty {
      page.macro("Bl", "-tag", "-width", "Ds")
      for argument in command.arguments {
        page.macro("It", "Ar", argument.name)
        page.line(argument.summary)
      }
      page.macro("El")
    }
    list(command.options, in: &page)
    if !command.examples.isEmpty {
      page.macro("Pp")
      page.line(command.examples.count == 1 ? "Example:" : "Examples:")
      page.examples(command.examples)
    }
    for sub in command.subcommands { describe(sub, path: path + [sub.name], in: &page) }
  }

  private func list(_ options: [Option], in page: inout MDoc) {
    guard !options.isEmpty else { return }
    page.macro("Bl", "-tag", "-width", "Ds")
    for option in options {
      var words: [String] = []
      if let short = option.short { words += ["Fl", String(short), ","] }
      words += ["Fl", "-" + option.name]
      if let value = option.value { words += ["Ar", value.placeholder] }
      page.macro("It", words)
      page.line(Help.text(option))
    }
    page.macro("El")
  }

  private func finish(_ page: inout MDoc) {
    page.section("FILES")
    page.macro("Bl", "-tag", "-width", "Ds")
    for (path, text) in ManualPage.files {
      page.macro("It", "Pa", path)
      page.line(text)
    }
    page.macro("El")
    page.section("EXIT STATUS")
    page.macro("Bl", "-tag", "-width", "Ds")
    for code in ExitCode.allCases {
      page.macro("It", String(code.rawValue))
      page.line(code.summary)
    }
    page.macro("El")
    page.section("EXAMPLES")
    page.examples(root.examples)
    page.section("SEE ALSO")
    page.macro("Xr", "journalctl", "1", ",")
    page.macro("Xr", "systemctl", "1")
  }

  private static let files = [
    ("/etc/belfry/accounts.yaml", "Who publishes: accounts, OAuth clients, groups."),
    ("/etc/belfry/schedule.yaml", "What goes out when."),
    ("/var/lib/belfry/", "The store and the media spool."),
    ("/run/belfry/control.sock", "The control API's socket."),
  ]
}

/// Writes mdoc source, with everything escaped that would be a request or an escape.
private struct MDoc {
  private(set) var text = ""

  mutating func macro(_ name: String, _ words: String...) { macro(name, words) }

  mutating func macro(_ name: String, _ words: [String]) {
    text += ([".\(name)"] + words.map(MDoc.word)).joined(separator: " ") + "\n"
  }

  mutating func section(_ title: String) {
    macro("Sh", title.split(separator: " ").map(String.init))
  }

  mutating func subsection(_ title: String) {
    macro("Ss", title.split(separator: " ").map(String.init))
  }

  /// Running text.
  ///
  /// Each sentence gets a line of its own, as roff wants it.
  mutating func line(_ line: String) {
    var sentence = ""
    for word in line.split(separator: " ") {
      if let last = sentence.last, ".?!".contains(last), word.first?.isUppercase == true {
        text += MDoc.escape(sentence) + "\n"
        sentence = ""
      }
      sentence += (sentence.isEmpty ? "" : " ") + word
    }
    text += MDoc.escape(sentence) + "\n"
  }

  /// Paragraphs that are separated by empty lines; lines that begin with a space stay as they are.
  mutating func paragraphs(_ paragraphs: String) {
    var isLiteral = false
    for line in paragraphs.split(separator: "\n", omittingEmptySubsequences: false) {
      let wantsLiteral = line.hasPrefix(" ")
      if wantsLiteral != isLiteral {
        if wantsLiteral {
          macro("Bd", "-literal", "-offset", "indent", "-compact")
        } else {
          macro("Ed")
        }
        isLiteral = wantsLiteral
      }
      if line.isEmpty {
        macro("Pp")
      } else {
        self.line(wantsLiteral ? String(line.drop { $0 == " " }) : String(line))
      }
    }
    if isLiteral { macro("Ed") }
  }

  mutating func examples(_ examples: [Example]) {
    macro("Bl", "-tag", "-width", "Ds")
    for example in examples {
      macro("It", ["Li"] + [example.line])
      line(example.meaning)
    }
    macro("El")
  }

  /// A word of a macro line: quoted where it has spaces, and never a macro itself.
  private static func word(_ word: String) -> String {
    let escaped = escape(word).replacing("\"", with: "\\(dq")
    let needsQuotes = escaped.contains(" ") || escaped.isEmpty
    return needsQuotes ? "\"\(escaped)\"" : escaped
  }

  private static func escape(_ line: String) -> String {
    var escaped = ""
    for character in line {
      switch character {
      case "\\": escaped += "\\e"
      case "→": escaped += "->"
      case "…": escaped += "..."
      default: escaped.append(character)
      }
    }
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }
}
