package import Control
package import Domain

/// Reads the files anew: to say what they would change, or to apply them.
package protocol Reloading: Sendable {
  /// What a reload would do now; changes nothing.
  ///
  /// - Throws: when the files or the store cannot be read at all. Mistakes in the files are part of
  ///   the answer.
  func plan() async throws(ErrorObject) -> PlanView

  /// Applies the files as one generation, or refuses them whole.
  ///
  /// - Parameters:
  ///   - force: cancel as many posts as the files say.
  ///   - actor: who asked, for the audit log.
  func reload(force: Bool, actor: String) async throws(ErrorObject) -> ReloadReport
}
