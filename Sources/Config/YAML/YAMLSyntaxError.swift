import CYAML

/// A place where a file stops being YAML, in words for people who do not read the YAML
/// specification.
struct YAMLSyntaxError: Error {
  /// Counted from zero.
  var line: Int
  var column: Int
  var message: String
  var hint: String?

  init(line: Int, column: Int, message: String, hint: String? = nil) {
    self.line = line
    self.column = column
    self.message = message
    self.hint = hint
  }

  init(_ parser: yaml_parser_t) {
    let problem = parser.problem.map { String(cString: $0) } ?? "unknown problem"
    let context = parser.context.map { String(cString: $0) } ?? ""
    let translation = YAMLSyntaxError.translate(problem, context)
    let mark = translation.atContext ? parser.context_mark : parser.problem_mark
    self.init(
      line: Int(mark.line), column: Int(mark.column), message: translation.message,
      hint: translation.hint)
  }

  private struct Translation {
    var message: String
    var hint: String?
    /// The mistake is where the unfinished thing begins, not where libyaml gave up.
    var atContext = false
  }

  private static func translate(_ problem: String, _ context: String) -> Translation {
    if problem.contains("unexpected end of stream") || problem.contains("document indicator"),
      context.contains("quoted scalar")
    {
      return Translation(message: "this quote is never closed", atContext: true)
    }
    if problem.contains("cannot start any token") || problem.contains("tab character") {
      return Translation(
        message: "unexpected character",
        hint: "indent with spaces, not tabs, and quote values that begin with @, `, % or a tab")
    }
    if problem.contains("mapping values are not allowed") {
      return Translation(
        message: "unexpected \":\"",
        hint: "check the indentation, or quote the value if the colon belongs to it")
    }
    if problem.contains("could not find expected ':'") {
      return Translation(
        message: "this line is no \"key: value\"",
        hint: "add the colon and a space, or check the indentation", atContext: true)
    }
    if problem.contains("',' or ']'") {
      return Translation(message: "this list is never closed", hint: "add \"]\"", atContext: true)
    }
    if problem.contains("',' or '}'") {
      return Translation(
        message: "this mapping is never closed", hint: "add \"}\"", atContext: true)
    }
    if problem.contains("did not find expected") {
      return Translation(
        message: "this does not fit what stands above it", hint: "check the indentation")
    }
    return Translation(message: "not valid YAML: \(problem)")
  }
}
