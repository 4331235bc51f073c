import Testing

/// Each rule finds what it is for, and leaves alone what only looks like it.
@Suite struct RuleTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let text: String
    let rule: @Sendable (Tree) -> [Finding]
    let lines: [Int]
    var path = "Sources/Scheduler/Sample.swift"

    var testDescription: String { text.split(separator: "\n").first.map(String.init) ?? "empty" }
  }

  static let samples = [
    Sample(text: "let a = try! b()\n", rule: CodeRules.bannedWords, lines: [1]),
    Sample(text: "let a = \"try! as!\" // as!\n", rule: CodeRules.bannedWords, lines: []),
    Sample(text: "let a = \"\\(b(\"x\")) as!\"\n", rule: CodeRules.bannedWords, lines: []),
    Sample(
      text: "let a = \"\"\"\n  \" as! x\n  \"\"\"\nb as! C\n", rule: CodeRules.bannedWords,
      lines: [4]),
    Sample(text: "print(1)\nstream.print(1)\n", rule: CodeRules.bannedWords, lines: [1]),
    Sample(
      text: "print(1)\n", rule: CodeRules.bannedWords, lines: [],
      path: "Sources/Appliance/A.swift"),
    Sample(text: "func a() async {}\n", rule: CodeRules.purity, lines: [1]),
    Sample(
      text: "func a() async {}\n", rule: CodeRules.purity, lines: [],
      path: "Sources/HTTP/A.swift"),
    Sample(text: "var actor = random.next()\nactor A {}\n", rule: CodeRules.purity, lines: [2]),
    Sample(
      text: "Int.random(in: 0..<2)\nInt.random(in: 0..<2, using: &seeded)\n",
      rule: CodeRules.purity, lines: [1]),
    Sample(
      text: "case sleep(Duration)\nsleep(1)\n", rule: CodeRules.bannedWords, lines: [2],
      path: "Tests/HTTPTests/A.swift"),
    Sample(text: "let a = Date()\nlet b = UpDate()\n", rule: CodeRules.purity, lines: [1]),
    Sample(text: "for a in b.keys {\n", rule: CodeRules.dictionaryOrder, lines: [1]),
    Sample(text: "for a in b.keys.sorted() {\n", rule: CodeRules.dictionaryOrder, lines: []),
    Sample(text: "let a = b.values.map(c)\n", rule: CodeRules.dictionaryOrder, lines: [1]),
    Sample(
      text: "final class A: @unchecked Sendable {}\n", rule: CodeRules.unprovenTrust, lines: [1]),
    Sample(
      text: "// One thread owns it.\nfinal class A: @unchecked Sendable {}\n",
      rule: CodeRules.unprovenTrust, lines: []),
    Sample(text: port(requirements: 6), rule: CodeRules.ports, lines: [1]),
    Sample(text: port(requirements: 5), rule: CodeRules.ports, lines: []),
    Sample(text: "package struct A {\n}\n", rule: CodeRules.documentation, lines: [1]),
    Sample(
      text: "/// One.\n@frozen\npackage struct A {\n  package func b() {}\n}\n",
      rule: CodeRules.documentation, lines: [4]),
    Sample(
      text: "protocol A {\n  func b()\n}\nextension C: A {\n  package func b() {}\n}\n",
      rule: CodeRules.documentation, lines: []),
    Sample(text: function(lines: 71), rule: TextRules.functionLength, lines: [1]),
    Sample(text: function(lines: 70), rule: TextRules.functionLength, lines: []),
    Sample(text: function(lines: 41), rule: TextRules.typicalFunctionLength, lines: [1]),
    Sample(text: String(repeating: "\n", count: 401), rule: TextRules.fileLength, lines: [401]),
    Sample(text: String(repeating: "a", count: 101) + "\n", rule: TextRules.lineLength, lines: [1]),
    Sample(text: "a \n\tb\nc", rule: TextRules.whitespace, lines: [2, 1, 3]),
    Sample(
      text: "a \n\tb\nc", rule: TextRules.whitespace, lines: [],
      path: "Tests/Snapshots/a.txt"),
    Sample(text: "// FIX" + "ME later\n", rule: TextRules.leftovers, lines: [1]),
    Sample(
      text: "[a](b.md) [c](../docs/a.md#d)\n[e](https://e.example)\n[f](gone.md)\n",
      rule: TextRules.links, lines: [1, 3], path: "docs/a.md"),
    Sample(
      text: "cd /wo" + "rk/main\ncd $a/wo" + "rk/\n", rule: TextRules.machinePaths, lines: [1]),
  ]

  @Test("a rule finds exactly the breaches", arguments: samples)
  func finds(_ sample: Sample) {
    let tree = Tree(files: [TextFile(path: sample.path, text: sample.text)])
    #expect(sample.rule(tree).map(\.line) == sample.lines)
  }

  @Test("an import without an arrow is found, however it is spelt")
  func imports() {
    let drawing = TextFile(path: "docs/architecture.md", text: "| `Store` | `Domain` | words |\n")
    let code = """
      import Domain
      package import Crypto
      @preconcurrency import Glibc
      import struct Foundation.Date
      import FoundationEssentials

      """
    let store = TextFile(path: "Sources/Store/A.swift", text: code)
    let attic = TextFile(path: "Sources/Attic/A.swift", text: "import Domain\n")
    let breaches = Arrows(drawing: drawing).breaches(in: Tree(files: [attic, store]))
    #expect(breaches.map(\.path) == [attic.path, store.path, store.path, store.path])
    #expect(breaches.map(\.line) == [1, 2, 4, 5])
  }

  private static func port(requirements: Int) -> String {
    let members = (0..<requirements).map { "  func f\($0)(\n    a: Int\n  ) throws" }
    return "protocol A {\n\(members.joined(separator: "\n"))\n}\n"
  }

  private static func function(lines: Int) -> String {
    "func a(\n  b: Int\n) {\n" + String(repeating: "  c()\n", count: lines - 4) + "}\n"
  }
}
