extension Completions {
  /// For bash 4 and later.
  ///
  /// The script walks the words to find the command, then offers what fits.
  var bash: String {
    """
    # belfry(1) completion for bash; made by: belfry completions bash
    _belfry() {
      local word path="" previous="${COMP_WORDS[COMP_CWORD-1]}" current="${COMP_WORDS[COMP_CWORD]}"
      local index
      for ((index = 1; index < COMP_CWORD; index++)); do
        word="${COMP_WORDS[index]}"
        case "$path $word" in
    \(bashPaths)
        esac
      done
      local words="" files="" folders=""
      case "$path:$previous" in
    \(bashValues)
        *)
          case "$path" in
    \(bashWords)
          esac
          ;;
      esac
      if [[ -n "$files" ]]; then
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -f -- "$current"))
      elif [[ -n "$folders" ]]; then
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -d -- "$current"))
      else
        COMPREPLY=($(compgen -W "$words" -- "$current"))
      fi
    }
    complete -F _belfry belfry

    """
  }

  private func bashName(_ path: [String]) -> String {
    path.map { " " + $0 }.joined()
  }

  private var bashPaths: String {
    everyCommand.dropFirst().map { path, _ in
      "      \"\(bashName(path))\") path=\"\(bashName(path))\" ;;"
    }.joined(separator: "\n")
  }

  /// What follows an option that takes a value.
  private var bashValues: String {
    everyCommand.flatMap { path, command in
      (command.options + globals).compactMap { option -> String? in
        guard let value = option.value else { return nil }
        return "    \"\(bashName(path)):--\(option.name)\") \(bashOffer(value.kind)) ;;"
      }
    }.joined(separator: "\n")
  }

  private func bashOffer(_ kind: ValueKind) -> String {
    switch kind {
    case .file: "files=1"
    case .directory: "folders=1"
    case .choice(let words): "words=\"\(words.joined(separator: " "))\""
    case .account: "words=\"$(belfry accounts 2>/dev/null | cut -f1)\""
    case .text, .number, .duration: "words=\"\""
    }
  }

  /// What may stand anywhere after a command.
  private var bashWords: String {
    everyCommand.map { path, command in
      var words = command.subcommands.map(\.name)
      var extra = ""
      for argument in command.arguments {
        switch argument.kind {
        case .choice(let choices): words += choices
        case .file: extra = " [[ \"$current\" == -* ]] || files=1;"
        case .directory: extra = " [[ \"$current\" == -* ]] || folders=1;"
        case .account: extra = " words+=\" $(belfry accounts 2>/dev/null | cut -f1)\";"
        case .text, .number, .duration: break
        }
      }
      words += (command.options + globals).map { "--" + $0.name }
      return "        \"\(bashName(path))\") words=\"\(words.joined(separator: " "))\";\(extra) ;;"
    }.joined(separator: "\n").replacing("; ;;", with: " ;;")
  }
}
