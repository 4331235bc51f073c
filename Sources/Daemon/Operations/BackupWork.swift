import Config
import Control
import Domain
import HTTP
import Store

/// One backup: pages in slices between turns, then the checks on a thread of their own.
struct BackupWork: Sendable {
  /// A slice of a megabyte takes a millisecond or two, which no post and no person notices.
  private static let pagesPerSlice = 512
  /// What every file is called until it is finished.
  private static let unfinished = ".unfinished"

  let `operator`: Operator
  let path: String
  /// Remove older backups in the file's folder, so that this many stay.
  let keep: Int?
  let actor: String

  private var desk: BackupDesk { `operator`.backups }
  private var engine: Engine { `operator`.parts.engine }

  func run() async {
    do {
      try await copy()
      desk.change { $0.state = .checking }
      let facts = try await check()
      let removed = keep.map { BackupFolder(StoreFiles.folder(of: path)).prune(to: $0) } ?? []
      try await note(facts)
      desk.change { report in
        report.state = .done
        report.bytes = facts.bytes
        report.takenAt = facts.takenAt.rfc3339
        report.auditLines = facts.auditLines
        report.removed = removed
      }
    } catch {
      StoreFiles.remove(temporary)
      let reason = BackupWork.told(error)
      desk.change { report in
        report.state = .failed
        report.error = reason
      }
    }
  }

  private var temporary: String { path + BackupWork.unfinished }

  private func copy() async throws {
    let temporary = temporary
    StoreFiles.remove(temporary)
    try await engine.between { try $0.beginCopy(to: temporary) }
    do {
      var isDone = false
      while !isDone {
        let progress = try await engine.between {
          try $0.copySlice(pages: BackupWork.pagesPerSlice)
        }
        desk.change { ($0.done, $0.pages) = (progress.done, progress.total) }
        isDone = progress.isDone
      }
      try await engine.between { $0.endCopy() }
    } catch {
      try await engine.between { $0.endCopy() }
      throw error
    }
  }

  /// Reading every page and waiting for the disk would hold up the threads that all tasks share.
  private func check() async throws -> BackupFacts {
    let (temporary, path, hashing) = (temporary, path, `operator`.parts.ports.hashing)
    return try await withCheckedThrowingContinuation { continuation in
      let thread = OwnThread(name: "belfry-backup") {
        continuation.resume(
          with: Result {
            try BackupFile.finish(
              temporary, as: path, at: SystemClocks.wall(), hashing: hashing)
          })
      }
      if thread == nil { continuation.resume(throwing: BackupWork.noThread) }
    }
  }

  private func note(_ facts: BackupFacts) async throws {
    let (actor, path) = (actor, path)
    try await engine.perform { context in
      let entry = AuditEntry(
        actor: actor, action: "store.backed_up", subject: "store",
        detail: ["file": .string(path), "bytes": .integer(facts.bytes)])
      _ = try context.store.carryOut([.audit(entry)], at: context.now)
    }
  }

  private static var noThread: ErrorObject {
    ErrorObject(.unavailable, "the system has no thread for the checks", retryable: true)
  }

  private static func told(_ error: any Error) -> ErrorObject {
    guard let error = error as? StoreError else { return ErrorObject.from(error) }
    return switch error.kind {
    case .full: ErrorObject(.diskFull, "\(error)", hint: "write the backup to another disk")
    case .unusable, .refused:
      ErrorObject(
        .conflict, "\(error)",
        hint: "the daemon writes the file: under systemd name a folder of its own, such as "
          + "/var/lib/belfry/backups, or one of a ReadWritePaths= line")
    default:
      ErrorObject(
        .internalError, "the copy is not whole: \(error)",
        hint: "look at the store: stop the daemon and see \"corrupt database\" in operations.md")
    }
  }
}
