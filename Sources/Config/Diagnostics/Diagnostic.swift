/// One thing that is wrong, or looks wrong, in a file that a person wrote.
package struct Diagnostic: Hashable, Sendable, Codable {
  package var severity: Severity
  package var place: Place
  /// What is the matter. Never holds a secret.
  package var message: String
  /// What to do about it.
  package var hint: String?
  /// The source line may hold a secret and is not to be shown.
  package var hidesLine: Bool

  /// Only `Report` makes them, so that every message goes through one place.
  init(
    severity: Severity, place: Place, message: String, hint: String?, hidesLine: Bool
  ) {
    self.severity = severity
    self.place = place
    self.message = message
    self.hint = hint
    self.hidesLine = hidesLine
  }

  /// What it means for the files.
  package enum Severity: String, Hashable, Sendable, Codable {
    /// Nothing of the files is taken over.
    case error
    /// The files are taken over; it is worth a look.
    case warning
  }

  /// `schedule.yaml:12:5: error: unknown key "tex"; did you mean "text"?`
  package var line: String {
    "\(place): \(severity.rawValue): \(message)" + (hint.map { "; " + $0 } ?? "")
  }
}

extension [Diagnostic] {
  /// Findings of several looks at the same files: an error says all that a warning about the same
  /// place would.
  package var withoutEchoes: [Diagnostic] {
    let wrong = Set(filter { $0.severity == .error }.map(\.place))
    return filter { $0.severity == .error || !wrong.contains($0.place) }
  }
}

extension Diagnostic {
  /// A finding from outside Config, such as about an account's sign-in.
  package init(_ severity: Severity, _ place: Place, _ message: String, hint: String?) {
    self.init(severity: severity, place: place, message: message, hint: hint, hidesLine: false)
  }
}
