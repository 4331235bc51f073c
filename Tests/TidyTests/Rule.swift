import Testing

/// A rule of the house with its name.
struct Rule: Sendable, CustomTestStringConvertible {
  let name: String
  let findings: @Sendable (Tree) -> [Finding]

  var testDescription: String { name }

  static let all = [
    Rule(name: "lines fit into 100 columns", findings: TextRules.lineLength),
    Rule(name: "files are short", findings: TextRules.fileLength),
    Rule(name: "functions have at most 70 lines", findings: TextRules.functionLength),
    Rule(name: "most functions have at most 40 lines", findings: TextRules.typicalFunctionLength),
    Rule(name: "white space is plain", findings: TextRules.whitespace),
    Rule(name: "no leftovers", findings: TextRules.leftovers),
    Rule(name: "no paths of a machine", findings: TextRules.machinePaths),
    Rule(name: "links lead somewhere", findings: TextRules.links),
    Rule(name: "pure rooms are pure", findings: CodeRules.purity),
    Rule(name: "no order of a dictionary", findings: CodeRules.dictionaryOrder),
    Rule(name: "no banned words", findings: CodeRules.bannedWords),
    Rule(name: "trust is proven", findings: CodeRules.unprovenTrust),
    Rule(name: "ports have at most five requirements", findings: CodeRules.ports),
    Rule(name: "what others see is documented", findings: CodeRules.documentation),
  ]
}
