import Config
import Domain
import Testing

/// One wrong file and exactly what is said about it.
struct WrongFile: Sendable, CustomTestStringConvertible {
  var name: String
  var body: String
  var messages: String

  var testDescription: String { name }

  /// Takes a text apart: `=== name`, the file, `---`, the messages.
  static func cases(_ text: String) -> [WrongFile] {
    text.split(separator: "=== ").map { part in
      let lines = part.split(separator: "\n", omittingEmptySubsequences: false)
      // The last separator counts: a file may hold such a line itself.
      let fence = lines.lastIndex(of: "---") ?? 0
      return WrongFile(
        name: String(lines[0]), body: lines[1..<fence].joined(separator: "\n"),
        messages: lines[(fence + 1)...].filter { !$0.isEmpty }.joined(separator: "\n"))
    }
  }
}

/// The messages as the tables show them.
func shown(_ diagnostics: [Diagnostic]) -> String {
  diagnostics.map { diagnostic in
    let place = "\(diagnostic.place.line):\(diagnostic.place.column)"
    return "\(place): \(diagnostic.severity.rawValue): \(diagnostic.message)"
      + (diagnostic.hint.map { "\n    " + $0 } ?? "")
  }.joined(separator: "\n")
}

@Suite("Wrong schedules")
struct WrongScheduleTests {
  static let all = WrongFile.cases(
    [
      WrongSchedules.posts, WrongSchedules.contents, WrongSchedules.series, WrongSchedules.syntax,
    ].joined(separator: "\n"))

  @Test("every mistake is named with its place and what to do", arguments: all)
  func mistake(_ file: WrongFile) {
    let loaded = load(schedule(file.body))
    #expect(shown(loaded.diagnostics) == file.messages)
    let hasErrors = loaded.diagnostics.contains { $0.severity == .error }
    #expect((loaded.snapshot == nil) == hasErrors)
  }

  @Test("the tables hold the thirty kinds of mistakes, and more")
  func size() {
    #expect(WrongScheduleTests.all.count > 75)
  }
}
