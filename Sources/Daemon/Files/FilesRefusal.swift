import Config
import Domain

/// Files that were not accepted: those before them stay in force.
package struct FilesRefusal: Hashable, Sendable {
  /// The first of the refusals in a row.
  let since: Instant
  /// What is wrong, the first of it with its place.
  let reason: String
  /// How many mistakes the files have.
  let mistakes: Int

  /// - Parameters:
  ///   - why: what to say where the files have no mistake.
  ///   - findings: what is wrong, or looks wrong, with the files.
  init(since: Instant, why: String, _ findings: [Diagnostic]) {
    let errors = findings.filter { $0.severity == .error }
    self.since = since
    reason = errors.first.map { "\($0.place): \($0.message)" } ?? why
    mistakes = errors.count
  }

  /// For health.
  var message: String {
    let more = mistakes > 1 ? " (and \(mistakes - 1) more)" : ""
    return "refused since \(since.rfc3339), those before stay in force: \(reason)\(more)"
  }
}
