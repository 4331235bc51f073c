/// Collects everything that is wrong with a configuration, so that people see all of it at once.
///
/// A class because the readers of nested values share one report; it never leaves the call that
/// made it.
final class Report {
  private var collected: [Diagnostic] = []
  private var seen: Set<Diagnostic> = []
  private var left: Int
  private var dropped = 0
  /// How many errors there were, shown or not.
  private(set) var errorCount = 0

  var hasErrors: Bool { errorCount > 0 }

  /// - Parameter limit: how many diagnostics are kept; more help nobody.
  init(limit: Int = 1000) {
    left = limit
  }

  func error(_ place: Place, _ message: String, hint: String? = nil, hidesLine: Bool = false) {
    add(.error, place, message, hint: hint, hidesLine: hidesLine)
  }

  func warning(_ place: Place, _ message: String, hint: String? = nil) {
    add(.warning, place, message, hint: hint, hidesLine: false)
  }

  /// The choke point: whatever people read passes here. An aliased YAML node can be wrong many
  /// times in one place; it is said once.
  func add(
    _ severity: Diagnostic.Severity, _ place: Place, _ message: String, hint: String?,
    hidesLine: Bool
  ) {
    if severity == .error { errorCount += 1 }
    let diagnostic = Diagnostic(
      severity: severity, place: place, message: message, hint: hint, hidesLine: hidesLine)
    guard !seen.contains(diagnostic) else { return }
    guard left > 0 else {
      dropped += 1
      return
    }
    left -= 1
    seen.insert(diagnostic)
    collected.append(diagnostic)
  }

  /// What was collected, in the order of the files.
  var diagnostics: [Diagnostic] {
    var sorted = collected.sorted {
      ($0.place, $0.severity.rawValue, $0.message) < ($1.place, $1.severity.rawValue, $1.message)
    }
    if dropped > 0, let last = sorted.last {
      sorted.append(
        Diagnostic(
          severity: hasErrors ? .error : .warning, place: last.place,
          message: "\(dropped) more messages are not shown", hint: nil, hidesLine: true))
    }
    return sorted
  }
}

/// A value as it appears in a message: quoted, on one line, and not too long.
func quoted(_ value: String, limit: Int = 60) -> String {
  let shown = value.unicodeScalars.prefix(limit).map { scalar -> Character in
    scalar.properties.generalCategory == .control ? " " : Character(scalar)
  }
  return "\"" + String(shown) + (value.unicodeScalars.count > limit ? "…" : "") + "\""
}
