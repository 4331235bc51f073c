extension Completions {
  /// For fish: one `complete` line for everything that may be typed.
  var fish: String {
    var lines = [
      "# belfry(1) completion for fish; made by: belfry completions fish",
      "complete -c belfry -f",
    ]
    for option in globals { lines.append(fishOption(option, condition: nil)) }
    for (path, command) in everyCommand {
      let condition = fishCondition(path, command)
      for sub in command.subcommands {
        lines.append(
          "complete -c belfry -n \(condition) -a \(sub.name) -d \(fishText(sub.summary))")
      }
      for option in command.options { lines.append(fishOption(option, condition: condition)) }
      for argument in command.arguments {
        guard let offer = fishOffer(argument.kind) else { continue }
        lines.append("complete -c belfry -n \(condition) \(offer)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// True while exactly this command is being typed.
  private func fishCondition(_ path: [String], _ command: Command) -> String {
    guard let first = path.first else { return "__fish_use_subcommand" }
    var test = "__fish_seen_subcommand_from \(first)"
    if path.count > 1 { test += "; and __fish_seen_subcommand_from \(path[1])" }
    if !command.subcommands.isEmpty {
      let names = command.subcommands.map(\.name).joined(separator: " ")
      test += "; and not __fish_seen_subcommand_from \(names)"
    }
    return Completions.quoted(test)
  }

  private func fishOption(_ option: Option, condition: String?) -> String {
    var line = "complete -c belfry"
    if let condition { line += " -n \(condition)" }
    line += " -l \(option.name)"
    if let short = option.short { line += " -s \(short)" }
    if let value = option.value { line += " -r " + (fishOffer(value.kind) ?? "") }
    if line.hasSuffix(" ") { line.removeLast() }
    return line + " -d \(fishText(option.summary))"
  }

  private func fishOffer(_ kind: ValueKind) -> String? {
    switch kind {
    case .file: "-F"
    case .directory: "-a '(__fish_complete_directories)'"
    case .choice(let words): "-a \(fishText(words.joined(separator: " ")))"
    case .account: "-a '(belfry accounts 2>/dev/null | cut -f1)'"
    case .text, .number, .duration: nil
    }
  }

  /// In fish a quote inside single quotes is escaped with a backslash.
  private func fishText(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
