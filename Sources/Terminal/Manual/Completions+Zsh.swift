extension Completions {
  /// For zsh's completion system: one function a command, `_arguments` in each.
  var zsh: String {
    let functions = everyCommand.map { path, command in zshFunction(path, command) }
    return """
      #compdef belfry
      # belfry(1) completion for zsh; made by: belfry completions zsh

      _belfry_account_names() {
        local -a names
        names=(${(f)"$(belfry accounts 2>/dev/null | cut -f1)"})
        compadd -a names
      }

      \(functions.joined(separator: "\n"))
      _belfry "$@"

      """
  }

  private func zshName(_ path: [String]) -> String {
    (["_belfry"] + path).joined(separator: "_")
  }

  private func zshFunction(_ path: [String], _ command: Command) -> String {
    var specs = (command.options + globals).map(zshOption)
    if command.subcommands.isEmpty {
      specs += command.arguments.map(zshArgument)
      return """
        \(zshName(path))() {
          _arguments -s \\
            \(specs.joined(separator: " \\\n    "))
        }

        """
    }
    specs += ["'1: :->command'", "'*:: :->rest'"]
    let names = command.subcommands.map { sub in
      Completions.quoted("\(sub.name):\(sub.summary.replacing(":", with: "\\:"))")
    }
    let cases = command.subcommands.map { "        \($0.name)) \(zshName(path + [$0.name])) ;;" }
    return """
      \(zshName(path))() {
        local state line
        local -a commands
        commands=(
          \(names.joined(separator: "\n    "))
        )
        _arguments -C \\
          \(specs.joined(separator: " \\\n    "))
        case $state in
          command) _describe 'command' commands ;;
          rest)
            case $line[1] in
      \(cases.joined(separator: "\n"))
            esac
            ;;
        esac
      }

      """
  }

  private func zshOption(_ option: Option) -> String {
    let text = zshText(option.summary)
    let star = option.value?.isRepeatable == true ? "*" : ""
    let value = option.value.map { ":\($0.placeholder):\(zshAction($0.kind))" } ?? ""
    let equals = option.value == nil ? "" : "="
    return Completions.quoted("\(star)--\(option.name)\(equals)[\(text)]\(value)")
  }

  private func zshArgument(_ argument: Argument) -> String {
    let many = argument.count == .any || argument.count == .atLeastOne ? "*" : ""
    return Completions.quoted("\(many):\(argument.name):\(zshAction(argument.kind))")
  }

  private func zshAction(_ kind: ValueKind) -> String {
    switch kind {
    case .file: "_files"
    case .directory: "_files -/"
    case .choice(let words): "(\(words.joined(separator: " ")))"
    case .account: "_belfry_account_names"
    case .text, .number, .duration: " "
    }
  }

  private func zshText(_ text: String) -> String {
    text.replacing("[", with: "\\[").replacing("]", with: "\\]").replacing(":", with: "\\:")
  }
}
