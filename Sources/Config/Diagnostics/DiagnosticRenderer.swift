package import Domain

/// Shows diagnostics to people and to programs.
package struct DiagnosticRenderer: Sendable {
  private let sources: [String: [UInt8]]
  private static let longestLine = 120

  /// - Parameter sources: the bytes of the files by their paths, to show the lines in question; a
  ///   file that is not there is reported without its line.
  package init(sources: [String: [UInt8]] = [:]) {
    self.sources = sources
  }

  /// Every diagnostic with its source line and carets, then a line that counts them.
  ///
  /// - Parameter outcome: what the errors led to, such as `nothing changed`.
  package func render(_ diagnostics: [Diagnostic], outcome: String = "nothing changed") -> String {
    var lines: [String] = []
    var files: [String: [ArraySlice<UInt8>]] = [:]
    for diagnostic in diagnostics {
      lines.append(diagnostic.line)
      let file = diagnostic.place.file
      if files[file] == nil {
        files[file] = sources[file]?.split(
          separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      }
      lines += excerpt(of: diagnostic, from: files[file] ?? [])
    }
    if !diagnostics.isEmpty { lines.append(summary(of: diagnostics, outcome: outcome)) }
    return lines.map { $0 + "\n" }.joined()
  }

  /// `3 errors, 1 warning; nothing changed`.
  package func summary(
    of diagnostics: [Diagnostic], outcome: String = "nothing changed"
  ) -> String {
    let errors = diagnostics.count { $0.severity == .error }
    let warnings = diagnostics.count - errors
    let parts = [
      errors > 0 ? "\(errors) error" + (errors == 1 ? "" : "s") : nil,
      warnings > 0 ? "\(warnings) warning" + (warnings == 1 ? "" : "s") : nil,
    ].compactMap { $0 }
    return parts.isEmpty
      ? "no problems" : parts.joined(separator: ", ") + (errors > 0 ? "; " + outcome : "")
  }

  /// A stable document: `{"errors": 1, "warnings": 0, "diagnostics": [{"severity", "file", "line",
  /// "column", "length", "message", "hint"}]}`.
  package func json(_ diagnostics: [Diagnostic]) -> JSON {
    let errors = diagnostics.count { $0.severity == .error }
    let list = diagnostics.map { diagnostic -> JSON in
      [
        "severity": .string(diagnostic.severity.rawValue), "file": .string(diagnostic.place.file),
        "line": .integer(Int64(diagnostic.place.line)),
        "column": .integer(Int64(diagnostic.place.column)),
        "length": .integer(Int64(diagnostic.place.length)),
        "message": .string(diagnostic.message), "hint": JSON(diagnostic.hint),
      ]
    }
    return [
      "errors": .integer(Int64(errors)), "warnings": .integer(Int64(list.count - errors)),
      "diagnostics": .array(list),
    ]
  }

  private func excerpt(of diagnostic: Diagnostic, from lines: [ArraySlice<UInt8>]) -> [String] {
    let place = diagnostic.place
    guard !diagnostic.hidesLine, lines.indices.contains(place.line - 1) else { return [] }
    let text = String(decoding: lines[place.line - 1], as: UTF8.self)
    guard !SecretLooks.matches(line: text) else { return [] }
    // Control characters, tabs among them, become one column each, so that the carets fit and a
    // file cannot speak to the terminal.
    let scalars = text.unicodeScalars.map { scalar -> Character in
      scalar.properties.generalCategory == .control ? " " : Character(scalar)
    }
    guard place.column <= scalars.count + 1 else { return [] }
    let first = max(0, place.column - DiagnosticRenderer.longestLine * 2 / 3)
    let shown = scalars.dropFirst(first).prefix(DiagnosticRenderer.longestLine)
    let indent = place.column - 1 - first
    let length = max(1, min(place.length, shown.count - indent))
    let number = String(place.line)
    let margin = String(repeating: " ", count: max(5, number.count))
    let source = trimmingEnd(String(shown))
    return [
      margin.dropLast(number.count) + number + " | " + source,
      margin + " | " + String(repeating: " ", count: indent) + "^"
        + String(repeating: "~", count: length - 1),
    ]
  }

  private func trimmingEnd(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// Recognises lines that may hold a secret: those are never repeated in a message.
enum SecretLooks {
  private static let words = [
    "secret", "secrte", "token", "tokn", "passw", "pwd", "apikey", "api_key", "api-key",
    "private", "bearer", "authorization", "client_sec", "access_key",
  ]

  /// Whether the line names something that is kept secret.
  static func matches(line: String) -> Bool {
    let lowered = line.lowercased()
    return words.contains { lowered.contains($0) }
  }
}
