import Daemon
import Domain
import Store

/// Keeps the store small: what is over and old is summed up or archived, a slice a turn, so that
/// nobody waits for it.
struct Retention {
  /// Calls and answers of what is over are looked at for this long, when something went wrong.
  private static let steps = Duration.seconds(90 * 86_400)
  /// Two years of audit lines are at hand; older ones are in files.
  private static let audit = Duration.seconds(730 * 86_400)
  private static let stepsPerTurn = 200
  private static let linesPerSheet = 2000
  /// Slices a minute: a busy year is through in an hour.
  private static let slicesMax = 50

  let engine: Engine
  let stateFolder: String

  /// One minute's share.
  func round() async throws {
    for _ in 0..<Retention.slicesMax {
      let slice = try await engine.perform { context in
        try context.store.pruneSteps(
          before: context.now - Retention.steps, limit: Retention.stepsPerTurn)
      }
      guard slice.looked == Retention.stepsPerTurn else { break }
    }
    try await archive()
  }

  private func archive() async throws {
    let sheet = try await engine.perform { context in
      try context.store.auditSheet(
        before: context.now - Retention.audit, count: Retention.linesPerSheet)
    }
    guard let sheet else { return }
    try AuditArchive(directory: stateFolder).keep(sheet)
    try await engine.perform { try $0.store.removeArchived(sheet) }
  }
}
