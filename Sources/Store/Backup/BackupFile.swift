package import Domain

/// What a backup holds.
package struct BackupFacts: Hashable, Sendable {
  package var path: String
  package var bytes: Int64
  /// The start of the daemon from which it is.
  package var epoch: BootEpoch
  /// The latest moment that it remembers.
  package var takenAt: Instant
  /// Lines of the audit log, all of them verified.
  package var auditLines: Int64
}

/// Makes a finished backup of a file into which the store was copied. Needs no store, so that it
/// can run on any thread.
package enum BackupFile {
  /// Marks the copy as one, checks every page and the audit log, and gives it its name once all
  /// of it is on disk.
  ///
  /// - Throws: `StoreError` when the copy is not whole or cannot be written; the file under the
  ///   temporary name is left behind then.
  package static func finish(
    _ partial: String, as path: String, at: Instant, hashing: any Hashing
  ) throws -> BackupFacts {
    let found = try mark(partial, at: at, hashing)
    try StoreFiles.sync(partial)
    try StoreFiles.refuseExisting(path)
    try StoreFiles.rename(partial, to: path)
    return BackupFacts(
      path: path, bytes: try StoreFiles.size(path), epoch: found.epoch, takenAt: at,
      auditLines: found.auditLines)
  }

  /// The connection is closed when this returns, so that the whole file can be synced.
  private static func mark(
    _ path: String, at: Instant, _ hashing: any Hashing
  ) throws -> WholeFile {
    var connection = try WholeFile.connect(path)
    let found = try WholeFile(checking: &connection, hashing)
    try connection.run(Meta.set, CopyMark.epoch, "\(found.epoch.number)")
    try connection.run(Meta.set, CopyMark.takenAt, "\(at.milliseconds)")
    return found
  }
}

/// What marks a file as a copy: facts in its table `meta`.
enum CopyMark {
  /// The start of the daemon from which the copy is.
  static let epoch = "copy_of_epoch"
  /// When the copy was finished, in milliseconds since 1970.
  static let takenAt = "copied_at"
}
